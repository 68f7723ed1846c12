package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.RawObservation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link EstimatorOptions#movingLambda}: by how much Λ̂ lags, and what every estimator keeps. */
class MovingLambdaTest extends OnlineEstimatorContract {

  private static final EstimatorOptions MOVING = EstimatorOptions.DEFAULT.withMovingLambda(true);

  @Override
  OnlineEstimator newEstimator() {
    return new ForgettingEstimator(30, MOVING);
  }

  /** A variance of λ is computed. */
  @Override
  boolean estimatesInUnits(int[] columns, int b) {
    for (int column : columns) {
      if (Math.abs(b - column) > 490) {
        return false;
      }
    }
    return true;
  }

  /**
   * Two equal columns share one coefficient, each taken to move for itself, so that the variance
   * which the movement adds to the others' innovations is another one; Λ̂ is not.
   */
  @Override
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_duplicatedColumn_notIdentifiedAndOthersUnaffected(int count) {
    List<RawObservation> observations = observations(17, count);
    LambdaEstimate without = estimateOf(map(observations, o -> o.selectColumns(0, 1)));
    LambdaEstimate with = estimateOf(map(observations, o -> o.selectColumns(0, 1, 1)));
    for (int j = 1; j < 3; j++) {
      EstimatorInvariants.assertUnbounded(with.coefficient(j));
    }
    assertThat(with.coefficient(0).value())
        .isCloseTo(without.coefficient(0).value(), within(ROUNDING));
    assertThat(with.coefficient(0).standardError()).isFinite();
  }

  /** Of q = 4 an iteration, so that the lag's standard deviation is 2√d. */
  private static LambdaMovement movement() {
    LambdaMovement.State empty = new LambdaMovement(1).state();
    ProcessNoiseLikelihood.State likelihood = empty.likelihood();
    return new LambdaMovement(
        new LambdaMovement.State(
            new ProcessNoiseLikelihood.State(
                likelihood.observations(),
                likelihood.levels(),
                likelihood.exponents(),
                likelihood.lastIterations(),
                new double[] {1},
                new double[] {2}),
            new double[1],
            new double[1]));
  }

  /**
   * The lag Σ w_k(Λ_n − Λ_k)/Σw of Λ(t+1) = Λ(t) + w(t): the step m iterations ago is in it with
   * the share of the weight that lies before it. By that sum, d = Σ_m (share before)²; for
   * forgetting it is β²/(1 − β²), for equal weights (n − 1)(2n − 1)/(6n).
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "0.9, 1", "0.5, 1", "0.95, 1", "1, 7", "0.9, 7"})
  void deviation_weightsByAge_bruteForceSumAndClosedForm(double beta, int stride) {
    int n = 300;
    LambdaMovement movement = movement();
    double all = 0;
    double predicted = Double.NaN;
    for (int k = 0; k < n; k++) {
      if (k > 0) {
        movement.pass(stride);
        predicted = movement.deviation(0);
      }
      all = all * Math.pow(beta, stride) + 1;
      movement.keep(0, 1 - 1 / all);
    }
    double brute = 0;
    for (int step = 1; step < n; step++) {
      // Between observation n − step − 1 and the one after it, stride iterations of movement.
      double before = 0;
      double total = 0;
      for (int age = 0; age < n; age++) {
        double weight = Math.pow(beta, (double) age * stride);
        total += weight;
        before += age >= step ? weight : 0;
      }
      brute += stride * Math.pow(before / total, 2);
    }
    EstimatorInvariants.assertClose(movement.deviation(0), 2 * Math.sqrt(brute), Math.sqrt(brute));
    EstimatorInvariants.assertClose(movement.predictedDeviation(0), predicted, Math.sqrt(brute));
    double b = Math.pow(beta, stride);
    double closed =
        beta < 1 ? stride * b * b / (1 - b * b) : stride * (n - 1) * (2.0 * n - 1) / (6 * n);
    assertThat(brute).isCloseTo(closed, within(1e-4 * closed));
  }

  /** The lag's share is in the interval: 2^(−1/h) = β, so q β²/(1 − β²) beside the sandwich. */
  @Test
  void estimate_movingLambda_widerByTheLag() {
    Random random = new Random(95);
    double halfLife = 10;
    double step = 0.2;
    ForgettingEstimator moving = new ForgettingEstimator(halfLife, MOVING);
    double lambda = 0.7;
    for (int k = 0; k < 2000; k++) {
      lambda += step * random.nextGaussian();
      moving.update(
          RawObservation.gaussian(random, k, EQUATIONS, new double[] {lambda}, 0.5).toMatch());
    }
    double beta2 = Math.pow(2, -2 / halfLife);
    double lag = step * step * beta2 / (1 - beta2);
    // Own noise: σ²/p of 0.0125 an observation times (1 − β)/(1 + β), far below the lag's 0.27.
    double expected = Math.sqrt(lag + 0.0125 * 0.035);
    double error = moving.estimate().orElseThrow().coefficient(0).standardError();
    // The root of q̂ is good to some 5%.
    assertThat(error / expected).isBetween(0.85, 1.2);
  }

  @Test
  void state_roundTrip_goesOnAlike() {
    ForgettingEstimator original = new ForgettingEstimator(30, MOVING);
    observations(96, 20).subList(0, 12).forEach(o -> original.update(o.toMatch()));
    ForgettingEstimator copy = original.copy();
    for (RawObservation o : observations(96, 20).subList(12, 20)) {
      original.update(o.toMatch());
    }
    for (RawObservation o : observations(96, 20).subList(12, 20)) {
      copy.update(o.toMatch());
    }
    assertThat(copy.estimate()).isEqualTo(original.estimate());
  }

  /**
   * Workers behind the same Λ lag alike: merged at the same iterations the lag is that of one. One
   * that has stopped long ago lags by all that has passed since.
   */
  @Test
  void merge_twoWorkers_lagOfBoth() {
    Random random = new Random(97);
    double step = 0.2;
    double halfLife = 10;
    ForgettingEstimator one = new ForgettingEstimator(halfLife, MOVING);
    ForgettingEstimator other = new ForgettingEstimator(halfLife, MOVING);
    ForgettingEstimator stopped = new ForgettingEstimator(halfLife, MOVING);
    double[] lambda = {0.7};
    for (int k = 0; k < 1500; k++) {
      lambda[0] += step * random.nextGaussian();
      one.update(RawObservation.gaussian(random, k, EQUATIONS, lambda, 0.5).toMatch());
      other.update(RawObservation.gaussian(random, k, EQUATIONS, lambda, 0.5).toMatch());
      if (k <= 1475) {
        stopped.update(RawObservation.gaussian(random, k, EQUATIONS, lambda, 0.5).toMatch());
      }
    }
    double own = one.estimate().orElseThrow().coefficient(0).standardError();
    ForgettingEstimator merged = one.copy();
    merged.merge(other);
    // Nearly all of it is lag, which a second worker does not make smaller.
    assertThat(merged.estimate().orElseThrow().coefficient(0).standardError() / own)
        .isBetween(0.95, 1.01);

    // The stopped one weighs 2^−2.4 or so = 0.19 of the other, 0.16 of both, and lags by √(6.7 +
    // 24)
    // steps where the other lags by √6.7: (0.84 √6.7 + 0.16 √30.7)/√6.7 = 1.18 times.
    stopped.merge(one);
    LambdaEstimate late = stopped.estimate().orElseThrow();
    EstimatorInvariants.check(late);
    assertThat(late.coefficient(0).standardError() / own).isBetween(1.08, 1.28);
  }
}
