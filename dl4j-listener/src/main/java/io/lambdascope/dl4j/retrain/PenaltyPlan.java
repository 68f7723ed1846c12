package io.lambdascope.dl4j.retrain;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.regularizer.SmoothedOneNorm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Which layer gets which penalty on its weights and on its biases. DL4J has one list of penalties
 * for all weights of a layer and one for all its biases, so what an estimate says of them must be
 * the same within each.
 */
final class PenaltyPlan {

  /** A column of the estimate with its coefficient. */
  record Part(CandidateColumn column, double coefficient) {}

  private record Place(String layer, ParameterKind kind) {}

  private final Map<Place, EstimatedPenalty> penalties = new LinkedHashMap<>();

  PenaltyPlan(ParameterLayout layout, Function<ParameterLayout, List<Part>> parts) {
    List<Part> all = parts.apply(layout);
    for (Segment segment : layout.trained()) {
      EstimatedPenalty penalty = penaltyOf(segment, all);
      if (segment.kind() == ParameterKind.OTHER) {
        if (!isNone(penalty)) {
          throw new IllegalArgumentException(
              ("DL4J gives no penalty to %s, which is neither weight nor bias; leave it out of the"
                      + " groups, or let penalties act on weights alone")
                  .formatted(segment.gradientKey()));
        }
        continue;
      }
      EstimatedPenalty before =
          penalties.putIfAbsent(new Place(segment.layer(), segment.kind()), penalty);
      if (before != null && !before.equals(penalty)) {
        throw new IllegalArgumentException(
            ("DL4J has one list of penalties for all %s arrays of layer %s, and the estimate is %s"
                    + " for one of them and %s for %s; take groups that do not divide them")
                .formatted(
                    segment.kind().name().toLowerCase(java.util.Locale.ROOT),
                    segment.layer(),
                    before,
                    penalty,
                    segment.gradientKey()));
      }
    }
  }

  /** The sum of the columns that act on an array. */
  private static EstimatedPenalty penaltyOf(Segment segment, List<Part> parts) {
    double l2 = 0;
    double l1 = 0;
    double beta = Regularizers.DEFAULT_BETA;
    for (Part part : parts) {
      if (part.column().segments().contains(segment)) {
        if (part.column().regularizer() instanceof SmoothedOneNorm norm) {
          l1 += part.coefficient();
          beta = norm.beta();
        } else {
          l2 += part.coefficient();
        }
      }
    }
    return new EstimatedPenalty(l2, l1, beta);
  }

  private static boolean isNone(EstimatedPenalty penalty) {
    return penalty.l2() == 0 && penalty.l1() == 0;
  }

  /** Adds the penalties to the layers' configurations. */
  void addTo(Function<String, Layer> layers) {
    penalties.forEach(
        (place, penalty) -> {
          if (isNone(penalty)) {
            return;
          }
          if (!(layers.apply(place.layer()) instanceof BaseLayer layer)) {
            throw new IllegalArgumentException(
                ("layer %s is a wrapper, or one without penalties in DL4J, and cannot be given the"
                        + " estimate's; leave it out of the groups")
                    .formatted(place.layer()));
          }
          if (place.kind() == ParameterKind.WEIGHT) {
            layer.setRegularization(with(layer.getRegularization(), penalty));
          } else {
            layer.setRegularizationBias(with(layer.getRegularizationBias(), penalty));
          }
        });
  }

  private static List<Regularization> with(
      @Nullable List<Regularization> before, EstimatedPenalty penalty) {
    List<Regularization> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
    all.add(penalty);
    return all;
  }
}
