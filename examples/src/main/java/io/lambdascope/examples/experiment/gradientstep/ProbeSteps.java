package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A few full-batch steps of gradient descent from given weights, watched by the listener.
 *
 * @param points θ_t before each step, [1, p] in float32 each
 * @param coefficient of ‖∇L‖²/p by all samples; empty where there was none, after overflow
 * @param residualRatio ‖b − ΦΛ̂‖/‖b‖ over all samples; NaN where there was none
 * @param qualities of the reference, one a sample
 */
record ProbeSteps(
    List<INDArray> points,
    Optional<Coefficient> coefficient,
    double residualRatio,
    List<ReferenceQuality> qualities) {

  /** T of the paper. */
  static final int STEPS = 5;

  /** Takes them. The configuration's updater is plain Sgd. */
  static ProbeSteps from(MultiLayerConfiguration configuration, INDArray start, DataSet digits) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    network.setParams(start);
    List<INDArray> points = new ArrayList<>();
    List<ReferenceQuality> qualities = new ArrayList<>();
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow(Probe.of(digits).whole()))
            .regularizers(Regularizers.gradientNorm())
            .estimator(new CumulativeEstimator())
            .stride(1)
            .synchronous()
            .onSnapshot(
                snapshot ->
                    snapshot
                        .latest()
                        .filter(latest -> snapshot.samples() > qualities.size())
                        .ifPresent(latest -> qualities.add(latest.sample().quality())))
            .run("gradient-step")
            .attach(network)) {
      for (int step = 0; step < STEPS; step++) {
        points.add(network.params().dup());
        network.fit(digits);
      }
      MonitorSnapshot snapshot = listener.snapshot();
      Optional<LambdaEstimate> estimate = snapshot.estimate();
      return new ProbeSteps(
          points,
          estimate.map(found -> found.coefficient(0)),
          estimate.map(found -> found.fit().residualRatio()).orElse(Double.NaN),
          qualities);
    }
  }

  /** θ_t in float64, [p]. */
  static INDArray vector(INDArray point) {
    return point.reshape(point.length()).castTo(DataType.DOUBLE);
  }

  /** The largest ηh of the samples; NaN where one is missing. */
  double etaCurvature() {
    return qualities.size() < STEPS
        ? Double.NaN
        : qualities.stream()
            .mapToDouble(quality -> quality.etaCurvature().orElse(Double.NaN))
            .reduce(0, Math::max);
  }

  /** Whether the reference says of all samples that its theory holds. */
  boolean isValid() {
    return qualities.size() == STEPS && qualities.stream().allMatch(ReferenceQuality::valid);
  }

  /** Gradients of the probe that the samples took. */
  double gradients() {
    return qualities.stream().mapToDouble(ReferenceQuality::gradients).sum();
  }
}
