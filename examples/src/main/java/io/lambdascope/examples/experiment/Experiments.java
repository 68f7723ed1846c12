package io.lambdascope.examples.experiment;

import io.lambdascope.examples.experiment.averaging.WeightAveraging;
import io.lambdascope.examples.experiment.dropout.DropoutAsRidge;
import io.lambdascope.examples.experiment.elasticnet.ElasticNet;
import io.lambdascope.examples.experiment.gradientstep.GradientStep;
import io.lambdascope.examples.experiment.horizon.LongHorizon;
import io.lambdascope.examples.experiment.illustration.Stationarity;
import io.lambdascope.examples.experiment.illustration.Trajectory;
import io.lambdascope.examples.experiment.linear.BootstrapExperiment;
import io.lambdascope.examples.experiment.linear.EarlyStoppingExperiment;
import io.lambdascope.examples.experiment.noise.SgdNoise;
import io.lambdascope.examples.experiment.retrain.Retrain;
import java.util.List;

/** All there are. */
public final class Experiments {

  private static final List<Experiment> ALL =
      List.of(
          new EarlyStoppingExperiment(),
          new BootstrapExperiment(),
          new ElasticNet(),
          new DropoutAsRidge(),
          new GradientStep(),
          new Trajectory(),
          new Stationarity(),
          new SgdNoise(),
          new Retrain(),
          new WeightAveraging(),
          new LongHorizon());

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
