package io.lambdascope.examples.experiment;

import io.lambdascope.examples.experiment.elasticnet.ElasticNet;
import io.lambdascope.examples.experiment.horizon.LongHorizon;
import java.util.List;

/** All there are. */
public final class Experiments {

  private static final List<Experiment> ALL = List.of(new ElasticNet(), new LongHorizon());

  private Experiments() {}

  /** In the order in which they are listed. */
  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * One by its name.
   *
   * @throws IllegalArgumentException when there is none, says which there are
   */
  public static Experiment named(String name) {
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no experiment '%s'; there are %s"
                        .formatted(
                            name, String.join(", ", ALL.stream().map(Experiment::name).toList()))));
  }
}
