package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One column of Φ: a regularizer on a group of parameters.
 *
 * @param group name of the group
 * @param segments those of the group that the regularizer acts on, at least one
 */
public record CandidateColumn(Regularizer regularizer, String group, List<Segment> segments) {

  /**
   * Columns at most. Each is a float64 vector of the network's length in the worker's memory, and r
   * of them cost r³ in each estimate; 55 are the full quadratic form of the most parameters it
   * takes.
   */
  public static final int MOST = 128;

  private static final Logger log = LoggerFactory.getLogger(CandidateColumn.class);

  /** Copies. */
  public CandidateColumn {
    segments = List.copyOf(segments);
  }

  /**
   * The columns of regularizers and groups, each regularizer's together. A group in which a
   * regularizer finds nothing to act on, such as the layer of a batch normalization for an L2
   * penalty of weights, gets no column of that regularizer; so the log says, once.
   *
   * @param penalizeBiases whether penalties act on biases and the like too
   * @throws IllegalArgumentException when a regularizer has no group to act on, two columns of it
   *     are the same, it is not defined for a group, or there are too many columns
   */
  public static List<CandidateColumn> of(
      List<Regularizer> regularizers,
      ParameterGroups groups,
      ParameterLayout layout,
      boolean penalizeBiases) {
    Map<String, List<Segment>> split = groups.split(layout);
    List<CandidateColumn> columns = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Regularizer regularizer : regularizers) {
      Map<List<Segment>, String> own = new HashMap<>();
      split.forEach(
          (group, all) -> {
            List<Segment> segments =
                all.stream().filter(s -> actsOn(regularizer, s, penalizeBiases)).toList();
            if (segments.isEmpty()) {
              leftOut.add(regularizer.name() + " of " + group);
              return;
            }
            String same = own.put(segments, group);
            if (same != null) {
              throw new IllegalArgumentException(
                  ("of the groups \"%s\" and \"%s\" %s acts on the same parameters, %s, so its two"
                          + " coefficients could not be told apart; drop one of the groups")
                      .formatted(same, group, regularizer.name(), ParameterGroups.keys(segments)));
            }
            columns.add(new CandidateColumn(regularizer, group, segments));
          });
      if (own.isEmpty()) {
        throw new IllegalArgumentException(
            ("%s acts on none of the trained parameters in the groups %s, which are %s; leave it out"
                    + ", take other groups, or let penalties act on biases by penalizeBiases(true)")
                .formatted(
                    regularizer.name(), split.keySet(), ParameterGroups.keys(layout.trained())));
      }
    }
    if (columns.size() > MOST) {
      throw new IllegalArgumentException(
          ("%d regularizers on %d groups make %d columns, and at most %d are allowed; take fewer"
                  + " regularizers or coarser groups")
              .formatted(regularizers.size(), split.size(), columns.size(), MOST));
    }
    for (CandidateColumn column : columns) {
      column.regularizer().check(layout, column.segments());
    }
    if (!leftOut.isEmpty()) {
      log.info("No parameters for, and so no coefficients of: {}", leftOut);
    }
    return columns;
  }

  private static boolean actsOn(Regularizer regularizer, Segment segment, boolean penalizeBiases) {
    boolean inScope =
        switch (regularizer.scope()) {
          case TRAINED -> true;
          case PENALIZED -> penalizeBiases || segment.kind() == ParameterKind.WEIGHT;
        };
    return inScope && regularizer.actsOn(segment);
  }
}
