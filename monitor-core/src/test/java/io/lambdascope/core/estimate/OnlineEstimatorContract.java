package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link OnlineEstimator} keeps; the test of each extends this. */
abstract class OnlineEstimatorContract {

  static final double[] LAMBDA = {0.7, -1.3, 2.0};
  static final int EQUATIONS = 20;
  static final long STEP = 5;

  /**
   * Two ways to the same number on these well-conditioned designs (condition number of the Gram
   * below 10, sums of some hundred terms) differ by far less than this share of it.
   */
  static final double ROUNDING = 1e-11;

  abstract OnlineEstimator newEstimator();

  /** Noisy observations at iterations 0, 5, 10 …; the same for the same seed. */
  static List<RawObservation> observations(long seed, int count) {
    Random random = new Random(seed);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      observations.add(RawObservation.gaussian(random, k * STEP, EQUATIONS, LAMBDA, 0.5));
    }
    return observations;
  }

  static List<RawObservation> map(
      List<RawObservation> observations, UnaryOperator<RawObservation> change) {
    return observations.stream().map(change).toList();
  }

  final OnlineEstimator fed(List<RawObservation> observations) {
    OnlineEstimator estimator = newEstimator();
    observations.forEach(observation -> estimator.update(observation.toMatch()));
    return estimator;
  }

  final LambdaEstimate estimateOf(List<RawObservation> observations) {
    LambdaEstimate estimate = fed(observations).estimate().orElseThrow();
    EstimatorInvariants.check(estimate);
    // Λ̂ of noisy observations of one Λ fits them better than 0 does. The residual energy comes
    // from
    // a difference of energies: 1e-12 is thousands of its rounding.
    assertThat(estimate.fit().rSquared()).isGreaterThan(-1e-12);
    return estimate;
  }

  /**
   * Asserts that {@code actual} is {@code expected}, value and interval, multiplied by a factor.
   */
  static void assertScaled(Coefficient actual, Coefficient expected, double factor) {
    double size = Math.abs(factor) * (Math.abs(expected.value()) + expected.standardError());
    assertThat(actual.value()).isCloseTo(factor * expected.value(), within(ROUNDING * size));
    assertThat(actual.standardError())
        .isCloseTo(Math.abs(factor) * expected.standardError(), within(ROUNDING * size));
    double lower = factor * (factor > 0 ? expected.lower() : expected.upper());
    double upper = factor * (factor > 0 ? expected.upper() : expected.lower());
    // The quantile of Student's t is at most 12.7 here.
    assertThat(actual.lower()).isCloseTo(lower, within(20 * ROUNDING * size));
    assertThat(actual.upper()).isCloseTo(upper, within(20 * ROUNDING * size));
    assertThat(actual.identifiability()).isEqualTo(expected.identifiability());
  }

  @Test
  void estimate_beforeFirstObservation_isEmpty() {
    assertThat(newEstimator().estimate()).isEmpty();
  }

  @Test
  void estimate_afterUpdate_hasIterationAndConfidenceOfIt() {
    LambdaEstimate estimate = estimateOf(observations(1, 4));
    assertThat(estimate.iteration()).isEqualTo(3 * STEP);
    assertThat(estimate.confidence()).isEqualTo(EstimatorOptions.DEFAULT_CONFIDENCE);
    assertThat(estimate.coefficients()).hasSize(3);
  }

  @Test
  void estimate_calledTwice_sameAndStateUnchanged() {
    List<RawObservation> observations = observations(2, 6);
    OnlineEstimator asked = newEstimator();
    for (RawObservation observation : observations) {
      asked.update(observation.toMatch());
      assertThat(asked.estimate()).isEqualTo(asked.estimate());
    }
    assertThat(asked.estimate()).isEqualTo(fed(observations).estimate());
  }

  @Test
  void copy_originalGoesOn_copyUnchangedAndViceVersa() {
    List<RawObservation> observations = observations(3, 6);
    OnlineEstimator original = fed(observations.subList(0, 3));
    OnlineEstimator copy = original.copy();
    original.update(observations.get(3).toMatch());
    assertThat(copy.estimate()).isEqualTo(fed(observations.subList(0, 3)).estimate());
    copy.update(observations.get(4).toMatch());
    copy.reset();
    assertThat(original.estimate()).isEqualTo(fed(observations.subList(0, 4)).estimate());
  }

  @Test
  void copy_sameObservationsAfterwards_sameEstimates() {
    List<RawObservation> observations = observations(4, 8);
    OnlineEstimator original = fed(observations.subList(0, 4));
    OnlineEstimator copy = original.copy();
    for (RawObservation observation : observations.subList(4, 8)) {
      original.update(observation.toMatch());
      copy.update(observation.toMatch());
      assertThat(copy.estimate()).isEqualTo(original.estimate());
    }
  }

  @Test
  void reset_afterObservations_likeFresh() {
    OnlineEstimator estimator = fed(observations(5, 4));
    estimator.reset();
    assertThat(estimator.estimate()).isEmpty();
    // Earlier iterations and another number of regularizers are allowed again.
    List<RawObservation> others = map(observations(6, 3), o -> o.selectColumns(2, 0));
    others.forEach(observation -> estimator.update(observation.toMatch()));
    assertThat(estimator.estimate()).isEqualTo(fed(others).estimate());
  }

  @Test
  void update_iterationBeforeTheLast_refusedAndStateUnchanged() {
    assertRefused(observations(7, 3), observations(7, 1).get(0).toMatch());
  }

  @Test
  void update_sameIterationAgain_accepted() {
    List<RawObservation> observations = observations(8, 2);
    OnlineEstimator estimator = fed(observations);
    estimator.update(observations.get(1).toMatch());
    assertThat(estimator.estimate()).isPresent();
  }

  @Test
  void update_otherNumberOfRegularizers_refusedAndStateUnchanged() {
    RawObservation next = observations(9, 4).get(3);
    assertRefused(observations(9, 3), next.selectColumns(0, 1).toMatch());
    assertRefused(observations(9, 3), next.selectColumns(0, 1, 2, 2).toMatch());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void update_notFinite_refusedAndStateUnchanged(double bad) {
    GradientMatch next = observations(10, 4).get(3).toMatch();
    double[] gram = next.gram();
    gram[4] = bad;
    double[] cross = next.cross();
    cross[1] = bad;
    for (GradientMatch match :
        List.of(
            new GradientMatch(99, 20, gram, next.cross(), next.energy()),
            new GradientMatch(99, 20, next.gram(), cross, next.energy()),
            new GradientMatch(99, 20, next.gram(), next.cross(), bad))) {
      assertRefused(List.of(), match);
      assertRefused(observations(10, 1), match);
      assertRefused(observations(10, 3), match);
    }
  }

  /** Finite entries whose sums or squares are not: an answer without NaN, or a refusal. */
  @ParameterizedTest
  @ValueSource(doubles = {1e150, 1e200, 1e300})
  void update_entriesNearOverflow_refusedOrEstimatedWithoutNaN(double huge) {
    OnlineEstimator estimator = newEstimator();
    for (int k = 0; k < 4; k++) {
      Optional<LambdaEstimate> before = estimator.estimate();
      GradientMatch match =
          new GradientMatch(
              k,
              20,
              new double[] {huge, 0, 0, 1},
              new double[] {k % 2 == 0 ? huge : 0.5 * huge, k},
              huge);
      try {
        estimator.update(match);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("overflow");
        assertThat(estimator.estimate()).isEqualTo(before);
      }
      estimator.estimate().ifPresent(EstimatorInvariants::check);
    }
  }

  private void assertRefused(List<RawObservation> before, GradientMatch match) {
    OnlineEstimator estimator = fed(before);
    assertThatIllegalArgumentException().isThrownBy(() -> estimator.update(match));
    assertThat(estimator.estimate()).isEqualTo(fed(before).estimate());
    // Not even hidden state: what follows is taken in as if nothing had been refused.
    List<RawObservation> all = observations(10, before.size() + 1);
    List<RawObservation> sequence = new ArrayList<>(before);
    sequence.add(all.get(before.size()));
    estimator.update(all.get(before.size()).toMatch());
    assertThat(estimator.estimate()).isEqualTo(fed(sequence).estimate());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_deviationTimesFactor_valueAndIntervalTimesFactor(int count) {
    List<RawObservation> observations = observations(11, count);
    LambdaEstimate plain = estimateOf(observations);
    for (double factor : new double[] {3.7, -1e-6, 1e6}) {
      LambdaEstimate scaled = estimateOf(map(observations, o -> o.scaleDeviation(factor)));
      for (int j = 0; j < 3; j++) {
        assertScaled(scaled.coefficient(j), plain.coefficient(j), factor);
      }
      assertThat(scaled.fit().rSquared()).isCloseTo(plain.fit().rSquared(), within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_columnTimesFactor_onlyItsCoefficientDividedByFactor(int count) {
    List<RawObservation> observations = observations(12, count);
    LambdaEstimate plain = estimateOf(observations);
    for (double factor : new double[] {3.7, -1e-8, 1e8}) {
      LambdaEstimate scaled = estimateOf(map(observations, o -> o.scaleColumn(1, factor)));
      assertScaled(scaled.coefficient(0), plain.coefficient(0), 1);
      assertScaled(scaled.coefficient(1), plain.coefficient(1), 1 / factor);
      assertScaled(scaled.coefficient(2), plain.coefficient(2), 1);
      assertThat(scaled.fit().rSquared()).isCloseTo(plain.fit().rSquared(), within(ROUNDING));
      assertThat(scaled.fit().conditionNumber())
          .isCloseTo(plain.fit().conditionNumber(), within(1e-10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_regularizersPermuted_coefficientsPermuted(int count) {
    List<RawObservation> observations = observations(13, count);
    LambdaEstimate plain = estimateOf(observations);
    LambdaEstimate permuted = estimateOf(map(observations, o -> o.selectColumns(2, 0, 1)));
    assertScaled(permuted.coefficient(0), plain.coefficient(2), 1);
    assertScaled(permuted.coefficient(1), plain.coefficient(0), 1);
    assertScaled(permuted.coefficient(2), plain.coefficient(1), 1);
    assertThat(permuted.covariance()[1]).isCloseTo(plain.covariance()[6], within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_noDeviationAtAll_exactlyZeroWithoutDoubt(int count) {
    List<RawObservation> observations = map(observations(14, count), o -> o.scaleDeviation(0));
    LambdaEstimate estimate = estimateOf(observations);
    for (Coefficient coefficient : estimate.coefficients()) {
      assertThat(coefficient.value()).isZero();
      assertThat(coefficient.standardError()).isZero();
      assertThat(coefficient.lower()).isZero();
      assertThat(coefficient.upper()).isZero();
      assertThat(coefficient.identifiability()).isEqualTo(Identifiability.IDENTIFIED);
    }
    assertThat(estimate.fit().rSquared()).isEqualTo(1);
    assertThat(estimate.fit().residualRatio()).isZero();
    assertThat(estimate.fit().deviationEnergy()).isZero();
  }

  @Test
  void estimate_noDeviationAndNoColumn_notIdentifiedWithoutNaN() {
    List<RawObservation> observations =
        map(observations(15, 3), o -> o.scaleDeviation(0).scaleColumn(0, 0).selectColumns(0));
    Coefficient coefficient = estimateOf(observations).coefficient(0);
    assertThat(coefficient.value()).isZero();
    EstimatorInvariants.assertUnbounded(coefficient);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_zeroColumn_notIdentifiedAndOthersUnaffected(int count) {
    List<RawObservation> observations = observations(16, count);
    LambdaEstimate without = estimateOf(map(observations, o -> o.selectColumns(0, 2)));
    LambdaEstimate with = estimateOf(map(observations, o -> o.scaleColumn(1, 0)));
    assertThat(with.coefficient(1).identifiability()).isEqualTo(Identifiability.NOT_IDENTIFIED);
    EstimatorInvariants.assertUnbounded(with.coefficient(1));
    assertScaled(with.coefficient(0), without.coefficient(0), 1);
    assertScaled(with.coefficient(2), without.coefficient(1), 1);
    assertThat(with.fit().rSquared()).isCloseTo(without.fit().rSquared(), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void estimate_duplicatedColumn_notIdentifiedAndOthersUnaffected(int count) {
    List<RawObservation> observations = observations(17, count);
    LambdaEstimate without = estimateOf(map(observations, o -> o.selectColumns(0, 1)));
    LambdaEstimate with = estimateOf(map(observations, o -> o.selectColumns(0, 1, 1)));
    for (int j = 1; j < 3; j++) {
      assertThat(with.coefficient(j).identifiability()).isEqualTo(Identifiability.NOT_IDENTIFIED);
      EstimatorInvariants.assertUnbounded(with.coefficient(j));
    }
    assertScaled(with.coefficient(0), without.coefficient(0), 1);
    assertThat(with.coefficient(1).value() + with.coefficient(2).value())
        .isCloseTo(without.coefficient(1).value(), within(ROUNDING));
    assertThat(with.fit().conditionNumber()).isInfinite();
    assertThat(with.fit().rSquared()).isCloseTo(without.fit().rSquared(), within(ROUNDING));
  }

  @Test
  void estimate_nearlyDuplicatedColumn_weakThenNotIdentified() {
    List<RawObservation> observations = observations(18, 3);
    // Φ₃ = Φ₁ + δΦ₂ with Φ₁, Φ₂ nearly orthogonal of about the same norm: inflation of about 1/δ².
    assertThat(third(observations, 0.3)).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(third(observations, 0.03)).isEqualTo(Identifiability.WEAK);
    assertThat(third(observations, 0.003)).isEqualTo(Identifiability.NOT_IDENTIFIED);
  }

  private Identifiability third(List<RawObservation> observations, double delta) {
    List<RawObservation> near =
        map(
            observations,
            o -> {
              RawObservation changed = o.selectColumns(0, 0);
              for (int i = 0; i < o.equations(); i++) {
                changed.design()[i][1] += delta * o.design()[i][1];
              }
              return changed;
            });
    return estimateOf(near).coefficient(1).identifiability();
  }

  @Test
  void estimate_fewerEquationsThanRegularizers_nothingIdentified() {
    RawObservation one = RawObservation.gaussian(new Random(19), 0, 2, LAMBDA, 0);
    LambdaEstimate estimate = estimateOf(List.of(one));
    estimate.coefficients().forEach(EstimatorInvariants::assertUnbounded);
    assertThat(estimate.coefficients())
        .extracting(Coefficient::identifiability)
        .containsOnly(Identifiability.NOT_IDENTIFIED);
    assertThat(estimate.fit().rSquared()).isCloseTo(1, within(ROUNDING));
  }

  @Test
  void estimate_asManyEquationsAsRegularizers_valueWithoutInterval() {
    RawObservation one = RawObservation.gaussian(new Random(20), 0, 3, LAMBDA, 0);
    LambdaEstimate estimate = estimateOf(List.of(one));
    for (int j = 0; j < 3; j++) {
      // This seed's Gram has a condition number of some hundreds; it multiplies the rounding.
      assertThat(estimate.coefficient(j).value()).isCloseTo(LAMBDA[j], within(1e-9));
      EstimatorInvariants.assertUnbounded(estimate.coefficient(j));
    }
  }

  @Test
  void estimate_asManyEquationsAsOrthogonalRegularizers_covarianceWithoutNaN() {
    // The inverse has exact zeros beside the diagonal, and the residual variance is unknown.
    RawObservation one =
        new RawObservation(0, new double[][] {{2, 0}, {0, 4}}, new double[] {1, 2});
    LambdaEstimate estimate = estimateOf(List.of(one));
    assertThat(estimate.coefficient(0).value()).isEqualTo(0.5);
    estimate.coefficients().forEach(EstimatorInvariants::assertUnbounded);
  }

  @Test
  void estimate_zeroColumnAndOneEquationMore_otherStillHasItsInterval() {
    // One coefficient is fitted to two equations: one degree of freedom, t = 12.706.
    RawObservation one =
        new RawObservation(0, new double[][] {{1, 0}, {1, 0}}, new double[] {1, 3});
    Coefficient first = estimateOf(List.of(one)).coefficient(0);
    assertThat(first.value()).isCloseTo(2, within(1e-14));
    // s² = ((1−2)² + (3−2)²)/1 = 2, variance s²/2 = 1.
    assertThat(first.standardError()).isCloseTo(1, within(1e-14));
    assertThat(first.upper()).isCloseTo(2 + 12.706204736, within(1e-7));
  }

  @Test
  void estimate_singleObservation_isOrdinaryLeastSquares() {
    RawObservation one = observations(21, 1).get(0);
    LambdaEstimate estimate = estimateOf(List.of(one));
    DenseLeastSquares dense = DenseLeastSquares.solve(List.of(one));
    for (int j = 0; j < 3; j++) {
      Coefficient coefficient = estimate.coefficient(j);
      double error = Math.sqrt(dense.independentVariance(j));
      assertThat(coefficient.value()).isCloseTo(dense.lambda()[j], within(ROUNDING));
      assertThat(coefficient.standardError()).isCloseTo(error, within(ROUNDING));
      // t of 17 degrees of freedom, 97.5%: 2.109815578 (tables).
      assertThat(coefficient.upper() - coefficient.value())
          .isCloseTo(2.109815578 * error, within(1e-8 * error));
    }
    assertThat(estimate.fit().rSquared()).isCloseTo(dense.rSquared(), within(ROUNDING));
    assertThat(estimate.fit().equations()).isEqualTo(EQUATIONS);
    assertThat(estimate.fit().effectiveObservations()).isEqualTo(1);
    assertThat(estimate.fit().deviationEnergy())
        .isCloseTo(dense.deviationEnergy(), within(ROUNDING * dense.deviationEnergy()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50})
  void estimate_exactModel_recovered(int count) {
    Random random = new Random(22);
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      observations.add(RawObservation.gaussian(random, k, EQUATIONS, LAMBDA, 0));
    }
    LambdaEstimate estimate = estimateOf(observations);
    for (int j = 0; j < 3; j++) {
      assertThat(estimate.coefficient(j).value()).isCloseTo(LAMBDA[j], within(1e-12));
      // From s − cᵀΛ̂ one can tell no residual below √(some hundred ε) ≈ 1e-7 of the deviation.
      assertThat(estimate.coefficient(j).standardError()).isLessThan(1e-6);
    }
    assertThat(estimate.fit().rSquared()).isCloseTo(1, within(1e-13));
    assertThat(estimate.fit().residualRatio()).isLessThan(1e-6);
  }

  // ---- Units ----

  /** One observation in other units: column j times 2^columns[j], the deviation times 2^b. */
  static RawObservation inUnits(RawObservation observation, int[] columns, int b) {
    RawObservation scaled = observation.scaleDeviation(Math.scalb(1.0, b));
    for (int j = 0; j < columns.length; j++) {
      scaled = scaled.scaleColumn(j, Math.scalb(1.0, columns[j]));
    }
    return scaled;
  }

  /** Asserts that λ_j is multiplied by 2^(b − columns[j]) and nothing else has changed. */
  static void assertInUnits(LambdaEstimate actual, LambdaEstimate plain, int[] columns, int b) {
    for (int j = 0; j < columns.length; j++) {
      // Multiplied in two steps, since the power may be beyond a double where λ_j is not.
      int half = (b - columns[j]) / 2;
      int rest = b - columns[j] - half;
      Coefficient back = actual.coefficient(j);
      Coefficient compared =
          new Coefficient(
              Math.scalb(Math.scalb(back.value(), -half), -rest),
              Math.scalb(Math.scalb(back.standardError(), -half), -rest),
              Math.scalb(Math.scalb(back.independentStandardError(), -half), -rest),
              Math.scalb(Math.scalb(back.lower(), -half), -rest),
              Math.scalb(Math.scalb(back.upper(), -half), -rest),
              back.varianceInflation(),
              back.identifiability());
      assertScaled(compared, plain.coefficient(j), 1);
      assertThat(compared.independentStandardError())
          .isCloseTo(plain.coefficient(j).independentStandardError(), within(ROUNDING));
      assertThat(compared.varianceInflation())
          .isCloseTo(plain.coefficient(j).varianceInflation(), within(ROUNDING));
    }
    Fit fit = actual.fit();
    assertThat(fit.rSquared()).isCloseTo(plain.fit().rSquared(), within(ROUNDING));
    assertThat(fit.equations()).isCloseTo(plain.fit().equations(), within(1e-9));
    assertThat(fit.designEffect().isPresent()).isEqualTo(plain.fit().designEffect().isPresent());
    assertThat(fit.designEffect().orElse(0))
        .isCloseTo(plain.fit().designEffect().orElse(0), within(1e-9));
    double energy = Math.scalb(Math.scalb(fit.deviationEnergy(), -b), -b);
    assertThat(energy)
        .isCloseTo(plain.fit().deviationEnergy(), within(ROUNDING * plain.fit().deviationEnergy()));
  }

  /** Units of the columns and of the deviation; 2^±490 makes statistics of 1e±295. */
  static int[][] units() {
    return new int[][] {
      {490, 490, 490, 0},
      {-490, -490, -490, 0},
      {0, 0, 0, 490},
      {0, 0, 0, -490},
      {490, 490, 490, 490},
      {-490, -490, -490, -490},
      {245, 245, 245, -245},
      {-245, -245, -245, 245},
      {490, -490, 0, 0},
      {-490, 0, 490, 100},
      {21, 20, -21, 21},
      {-20, 40, 41, -41},
    };
  }

  /**
   * Whether λ²q, in the units of λ, is a double: a random walk's variance is published, and so must
   * be one.
   */
  boolean estimatesInUnits(int[] columns, int b) {
    return true;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 25})
  void estimate_anyUnits_sameButForThem(int count) {
    List<RawObservation> observations = observations(23, count);
    LambdaEstimate plain = estimateOf(observations);
    for (int[] unit : units()) {
      int[] columns = {unit[0], unit[1], unit[2]};
      if (estimatesInUnits(columns, unit[3])) {
        LambdaEstimate scaled = estimateOf(map(observations, o -> inUnits(o, columns, unit[3])));
        assertInUnits(scaled, plain, columns, unit[3]);
      }
    }
  }

  /** The extremes together: λ_j is 2^±980 of its usual size, as far as doubles go. */
  @Test
  void estimate_extremeUnits_finiteValueAndNoNaN() {
    List<RawObservation> observations = observations(24, 12);
    for (int a : new int[] {-490, 0, 490}) {
      for (int b : new int[] {-490, 0, 490}) {
        for (int c : new int[] {-490, 0, 490}) {
          int[] columns = {a, b, 0};
          OnlineEstimator estimator = newEstimator();
          for (RawObservation o : observations) {
            estimator.update(inUnits(o, columns, c).toMatch());
            EstimatorInvariants.check(estimator.estimate().orElseThrow());
          }
        }
      }
    }
  }

  /**
   * Columns, deviations or both become smaller by 2^−shrink in the middle of a run and come back,
   * or larger: a defined answer at every step.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 25, 60, 100, 134, 140, 180, 220, 260, 268, 300, 400, 490})
  void estimate_unitsChangeWithinARun_definedAtEveryStep(int shrink) {
    List<RawObservation> observations = observations(25, 24);
    for (int phase = 0; phase < 2; phase++) {
      for (int which = 1; which < 8; which++) {
        OnlineEstimator estimator = newEstimator();
        for (int k = 0; k < 24; k++) {
          RawObservation o = shrunk(observations.get(k), shrink, which, k / 6 + phase);
          estimator.update(o.toMatch());
          EstimatorInvariants.check(estimator.estimate().orElseThrow());
        }
      }
    }
  }

  /** In odd stretches, what {@code which} has a bit for is smaller by 2^−shrink. */
  private static RawObservation shrunk(RawObservation o, int shrink, int which, int stretch) {
    int by = stretch % 2 == 0 ? 0 : -shrink;
    int[] columns = {(which & 1) * by, ((which >> 1) & 1) * by, 0};
    return inUnits(o, columns, ((which >> 2) & 1) * by);
  }

  /** How far rounding may move Λ̂ where Λ jumps by the factor that the units do. */
  double roundingWhereLambdaJumps() {
    return ROUNDING;
  }

  /** As above; and other units of the whole run change nothing. */
  @ParameterizedTest
  @ValueSource(ints = {3, 25, 60, 100, 134, 140, 180, 220})
  void estimate_unitsChangeWithinARun_otherUnitsOfTheWholeRunChangeNothing(int shrink) {
    List<RawObservation> observations = observations(27, 24);
    for (int which = 1; which < 8; which++) {
      OnlineEstimator plain = newEstimator();
      OnlineEstimator larger = newEstimator();
      for (int k = 0; k < 24; k++) {
        RawObservation o = shrunk(observations.get(k), shrink, which, k / 6);
        plain.update(o.toMatch());
        larger.update(inUnits(o, new int[] {200, 200, 200}, 200).toMatch());
        for (int j = 0; j < 3; j++) {
          double value = plain.estimate().orElseThrow().coefficient(j).value();
          assertThat(larger.estimate().orElseThrow().coefficient(j).value())
              .isCloseTo(value, within(roundingWhereLambdaJumps() * Math.max(1, Math.abs(value))));
        }
      }
    }
  }

  /** As above, but both shrink together, so that Λ stays: every value is near the truth. */
  @ParameterizedTest
  @ValueSource(ints = {25, 134, 140, 200, 260, 268, 400, 498})
  void estimate_columnsAndDeviationsShrinkAlike_staysNearTheTruth(int shrink) {
    Random random = new Random(26);
    OnlineEstimator estimator = newEstimator();
    for (int k = 0; k < 40; k++) {
      int by = (k / 10) % 2 == 0 ? 0 : -shrink;
      RawObservation o =
          inUnits(
              RawObservation.gaussian(random, k, EQUATIONS, LAMBDA, 1e-6),
              new int[] {by, by, by},
              by);
      estimator.update(o.toMatch());
      LambdaEstimate estimate = estimator.estimate().orElseThrow();
      EstimatorInvariants.check(estimate);
      for (int j = 0; j < 3; j++) {
        // Twenty equations of error 1e-6: standard errors of some 3e-7.
        assertThat(estimate.coefficient(j).value()).isCloseTo(LAMBDA[j], within(1e-5));
      }
    }
  }

  /** Powers of ten, too, from one end of the doubles to the other, with no energy left over. */
  @Test
  void update_statisticsFrom1eMinus300To1e300_definedAnswers() {
    double[] sizes = {1e-300, 1e-150, 1e-75, 1, 1e75, 1e150, 1e300};
    for (double a : sizes) {
      for (double b : sizes) {
        for (double s : sizes) {
          OnlineEstimator estimator = newEstimator();
          for (int k = 0; k < 12; k++) {
            double size = k % 3 + 1;
            double half = 0.5 * Math.sqrt(a) * Math.sqrt(b);
            estimator.update(
                new GradientMatch(
                    k,
                    20,
                    new double[] {size * a, half, half, b},
                    new double[] {
                      0.3 * size * Math.sqrt(a) * Math.sqrt(s), -0.4 * Math.sqrt(b) * Math.sqrt(s)
                    },
                    s * size));
            EstimatorInvariants.check(estimator.estimate().orElseThrow());
          }
        }
      }
    }
  }

  // ---- Workers ----

  /** What two workers saw at the same iterations is what one would have seen of both. */
  @Property(seed = "14", tries = 25, edgeCases = EdgeCasesMode.NONE)
  void update_mergedMatchesOfTwoWorkers_asOfTheirEquationsStacked(@ForAll long seed) {
    Random random = new Random(seed);
    OnlineEstimator merged = newEstimator();
    OnlineEstimator stacked = newEstimator();
    for (int k = 0; k < 20; k++) {
      RawObservation one = RawObservation.gaussian(random, 3L * k, 7, LAMBDA, 0.5);
      RawObservation other = RawObservation.gaussian(random, 3L * k, 13, LAMBDA, 0.5);
      merged.update(one.toMatch().merge(other.toMatch()));
      stacked.update(one.stack(other).toMatch());
      LambdaEstimate actual = merged.estimate().orElseThrow();
      assertInUnits(actual, stacked.estimate().orElseThrow(), new int[3], 0);
    }
  }
}
