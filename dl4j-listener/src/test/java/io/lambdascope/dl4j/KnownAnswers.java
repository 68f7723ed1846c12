package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import org.deeplearning4j.nn.api.Model;

/**
 * What is known of any network trained with {@code l2(L2)} and no dropout, however it is trained:
 * against the reference without dropout the deviation of each step is zero to the last bit, and
 * against that without penalties the coefficient of l2 is half of DL4J's.
 */
final class KnownAnswers {

  /** DL4J's l2, large enough beside the gradients of small networks. */
  static final double L2 = 1e-2;

  private KnownAnswers() {}

  /** A listener, which {@link #check} then asks. */
  static ImplicitBiasListenerBuilder listener(Reference reference) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .regularizers(Regularizers.l2())
        .estimator(new PerObservationEstimator());
  }

  /**
   * Trains twice, once for each reference.
   *
   * @param steps how many samples each of the two must give
   */
  static void check(Model network, Runnable training, int steps) {
    assertThat(Training.observe(listener(Reference.withoutDropout()), network, training))
        .hasSize(steps)
        .allSatisfy(KnownAnswers::isZero);
    assertThat(Training.observe(listener(Reference.withoutPenalties()), network, training))
        .hasSize(steps)
        .allSatisfy(KnownAnswers::isKnownL2);
  }

  static void isZero(MonitorSnapshot snapshot) {
    var sample = snapshot.latest().orElseThrow().sample();
    assertThat(sample.deviationNorm()).isZero();
    assertThat(sample.referenceNorm()).isPositive();
  }

  static void isKnownL2(MonitorSnapshot snapshot) {
    // Both updates are rounded to float32, 6e-8 of the gradient each; l2 is some 1e-2 of it here,
    // and errors of opposite sign average out over the entries.
    assertThat(snapshot.estimate().orElseThrow().coefficient(0).value())
        .isCloseTo(L2 / 2, within(L2 / 2 * 1e-4));
  }
}
