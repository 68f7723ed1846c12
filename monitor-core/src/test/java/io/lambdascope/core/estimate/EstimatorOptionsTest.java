package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorOptionsTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 95, Double.NaN})
  void confidence_outsideOpenUnitInterval_refused(double confidence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EstimatorOptions(confidence, IdentifiabilityBounds.DEFAULT))
        .withMessageContaining(Double.toString(confidence));
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "0, 10", "10, 9", "NaN, 10", "10, NaN"})
  void bounds_notIncreasingAboveOne_refused(double weak, double notIdentified) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdentifiabilityBounds(weak, notIdentified));
  }

  @Test
  void classify_atEachBound_boundBelongsToTheWorse() {
    IdentifiabilityBounds bounds = new IdentifiabilityBounds(10, 100);
    assertThat(bounds.classify(1)).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(bounds.classify(Math.nextDown(10.0))).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(bounds.classify(10)).isEqualTo(Identifiability.WEAK);
    assertThat(bounds.classify(Math.nextDown(100.0))).isEqualTo(Identifiability.WEAK);
    assertThat(bounds.classify(100)).isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(bounds.classify(Double.POSITIVE_INFINITY)).isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(bounds.classify(Double.NaN)).isEqualTo(Identifiability.NOT_IDENTIFIED);
  }

  /** 20 − 1 degrees of freedom: t = 1.729132812 at 90%, 2.860934606 at 99% (tables). */
  @ParameterizedTest
  @CsvSource({"0.90, 1.729132812", "0.99, 2.860934606"})
  void confidence_given_setsTheQuantile(double confidence, double quantile) {
    PerObservationEstimator estimator =
        new PerObservationEstimator(
            new EstimatorOptions(confidence, IdentifiabilityBounds.DEFAULT));
    estimator.update(RawObservation.gaussian(new Random(61), 0, 20, new double[] {1}, 1).toMatch());
    LambdaEstimate estimate = estimator.estimate().orElseThrow();
    Coefficient coefficient = estimate.coefficient(0);
    assertThat(estimate.confidence()).isEqualTo(confidence);
    assertThat((coefficient.upper() - coefficient.lower()) / 2 / coefficient.standardError())
        .isCloseTo(quantile, within(1e-8));
  }

  /** As many equations as a large network has parameters: the normal quantile, and no exception. */
  @ParameterizedTest
  @ValueSource(longs = {1_000_000, 175_000_000_000L})
  void estimate_millionsOfEquations_normalQuantile(long equations) {
    PerObservationEstimator estimator = new PerObservationEstimator();
    estimator.update(new GradientMatch(0, equations, new double[] {1}, new double[] {1}, 2));
    Coefficient coefficient = estimator.estimate().orElseThrow().coefficient(0);
    // t − z is about 2.4/df; the library's own error grows to 4e-5 with the degrees of freedom.
    assertThat((coefficient.upper() - coefficient.value()) / coefficient.standardError())
        .isCloseTo(1.959963985, within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void clusterIterations_belowOne_refused(long iterations) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorOptions.DEFAULT.withClusterIterations(iterations))
        .withMessageContaining(Long.toString(iterations));
  }

  @Test
  void with_each_changesThatOnly() {
    IdentifiabilityBounds bounds = new IdentifiabilityBounds(10, 100);
    EstimatorOptions all = new EstimatorOptions(0.9, bounds, Weighting.HUBER, 7, true);
    assertThat(EstimatorOptions.DEFAULT)
        .isEqualTo(
            new EstimatorOptions(0.95, IdentifiabilityBounds.DEFAULT, Weighting.NONE, 1, false));
    assertThat(all.withConfidence(0.8))
        .isEqualTo(new EstimatorOptions(0.8, bounds, Weighting.HUBER, 7, true));
    assertThat(all.withWeighting(Weighting.NONE))
        .isEqualTo(new EstimatorOptions(0.9, bounds, Weighting.NONE, 7, true));
    assertThat(all.withClusterIterations(1))
        .isEqualTo(new EstimatorOptions(0.9, bounds, Weighting.HUBER, 1, true));
    assertThat(all.withMovingLambda(false))
        .isEqualTo(new EstimatorOptions(0.9, bounds, Weighting.HUBER, 7, false));
    assertThatIllegalArgumentException().isThrownBy(() -> all.withConfidence(1));
  }
}
