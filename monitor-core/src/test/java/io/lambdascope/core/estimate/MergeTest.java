package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimators of several workers put together. */
class MergeTest {

  private static final double[] LAMBDA = {0.7, -1.3, 2.0};
  private static final int EQUATIONS = 20;
  private static final double ROUNDING = 1e-11;

  private static List<RawObservation> worker(Random random, long first, int count, int stride) {
    List<RawObservation> observations = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      observations.add(
          RawObservation.gaussian(random, first + (long) k * stride, EQUATIONS, LAMBDA, 1));
    }
    return observations;
  }

  private static CumulativeEstimator cumulative(List<RawObservation> observations) {
    CumulativeEstimator estimator = new CumulativeEstimator();
    observations.forEach(o -> estimator.update(o.toMatch()));
    return estimator;
  }

  private static ForgettingEstimator forgetting(double halfLife, List<RawObservation> worker) {
    ForgettingEstimator estimator = new ForgettingEstimator(halfLife);
    worker.forEach(o -> estimator.update(o.toMatch()));
    return estimator;
  }

  private static void assertSame(LambdaEstimate actual, LambdaEstimate expected) {
    EstimatorInvariants.check(actual);
    assertThat(actual.iteration()).isEqualTo(expected.iteration());
    for (int j = 0; j < LAMBDA.length; j++) {
      OnlineEstimatorContract.assertScaled(actual.coefficient(j), expected.coefficient(j), 1);
    }
    OnlineEstimatorContract.assertInUnits(actual, expected, new int[3], 0);
  }

  /**
   * Other iterations, other lengths, one worker ahead of the other: value, fit and the covariance
   * of independent equations are those of all observations, with weights by their own age.
   */
  @Property(seed = "20", tries = 60, edgeCases = EdgeCasesMode.NONE)
  void merge_anyTwoWorkers_isLeastSquaresOfAllPooled(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int count,
      @ForAll @IntRange(min = 1, max = 8) int otherCount,
      @ForAll @DoubleRange(min = 5, max = 200) double halfLife) {
    Random random = new Random(seed);
    List<RawObservation> mine = worker(random, random.nextInt(40), count, 3);
    List<RawObservation> theirs = worker(random, random.nextInt(40), otherCount, 2);
    List<RawObservation> pooled = new ArrayList<>(mine);
    pooled.addAll(theirs);
    final long last = pooled.stream().mapToLong(RawObservation::iteration).max().orElseThrow();

    CumulativeEstimator all = cumulative(mine);
    all.merge(cumulative(theirs));
    assertPooled(all.estimate().orElseThrow(), pooled, last, Double.POSITIVE_INFINITY);

    ForgettingEstimator faded = forgetting(halfLife, mine);
    faded.merge(forgetting(halfLife, theirs));
    assertPooled(faded.estimate().orElseThrow(), pooled, last, halfLife);
  }

  private static void assertPooled(
      LambdaEstimate estimate, List<RawObservation> pooled, long last, double halfLife) {
    DenseSandwich.Aging aging =
        (now, o, end) ->
            halfLife == Double.POSITIVE_INFINITY
                ? 1
                : Math.pow(2, -(last - o.iteration()) / halfLife);
    double[] weights = pooled.stream().mapToDouble(o -> aging.weight(last, o, last)).toArray();
    DenseLeastSquares batch = DenseLeastSquares.solve(pooled, weights);
    DenseSandwich sandwich = DenseSandwich.of(pooled.stream().map(List::of).toList(), aging);
    EstimatorInvariants.check(estimate);
    assertThat(estimate.iteration()).isEqualTo(last);
    assertThat(estimate.fit().observations()).isEqualTo(pooled.size());
    assertThat(estimate.fit().rSquared()).isCloseTo(batch.rSquared(), within(ROUNDING));
    assertThat(estimate.fit().deviationEnergy())
        .isCloseTo(batch.deviationEnergy(), within(ROUNDING * batch.deviationEnergy()));
    for (int j = 0; j < LAMBDA.length; j++) {
      assertThat(estimate.coefficient(j).value()).isCloseTo(batch.lambda()[j], within(ROUNDING));
      double independent = Math.sqrt(sandwich.independentVariance()[j]);
      EstimatorInvariants.assertClose(
          estimate.coefficient(j).independentStandardError(), independent, independent);
    }
  }

  @Test
  void merge_inAnyOrderAndGrouping_sameEstimate() {
    Random random = new Random(101);
    List<RawObservation> a = worker(random, 0, 5, 3);
    List<RawObservation> b = worker(random, 10, 4, 5);
    List<RawObservation> c = worker(random, 2, 7, 2);
    ForgettingEstimator leftFirst = forgetting(20, a);
    leftFirst.merge(forgetting(20, b));
    leftFirst.merge(forgetting(20, c));
    ForgettingEstimator right = forgetting(20, b);
    right.merge(forgetting(20, c));
    ForgettingEstimator rightFirst = forgetting(20, a);
    rightFirst.merge(right);
    ForgettingEstimator turned = forgetting(20, c);
    turned.merge(forgetting(20, b));
    turned.merge(forgetting(20, a));
    assertSame(rightFirst.estimate().orElseThrow(), leftFirst.estimate().orElseThrow());
    assertSame(turned.estimate().orElseThrow(), leftFirst.estimate().orElseThrow());
  }

  /** Both have gone on: afterwards it is one estimator like any other. */
  @Test
  void update_afterMerge_goesOnWithTheObservationsOfBoth() {
    Random random = new Random(102);
    List<RawObservation> mine = worker(random, 0, 5, 3);
    List<RawObservation> theirs = worker(random, 1, 9, 4);
    List<RawObservation> next = worker(random, 40, 4, 1);
    CumulativeEstimator merged = cumulative(mine);
    merged.merge(cumulative(theirs));
    List<List<RawObservation>> pooled = new ArrayList<>();
    mine.forEach(o -> pooled.add(List.of(o)));
    theirs.forEach(o -> pooled.add(List.of(o)));
    for (RawObservation o : next) {
      merged.update(o.toMatch());
      pooled.add(List.of(o));
      List<RawObservation> all = pooled.stream().flatMap(List::stream).toList();
      DenseLeastSquares batch = DenseLeastSquares.solve(all);
      assertThat(merged.estimate().orElseThrow().coefficient(1).value())
          .isCloseTo(batch.lambda()[1], within(ROUNDING));
    }
  }

  /**
   * Innovations of a worker's own predictions: the sums of products of both, and those of the two
   * first observations stood in for by all the others'. One coefficient, equal designs A: Σu² of
   * each worker is A (n − 1) s², so the variance is the pooled one within workers.
   */
  @Test
  void merge_equalDesigns_pooledVarianceWithinWorkersAndGoesOn() {
    Random random = new Random(103);
    double[][] design = RawObservation.gaussianDesign(random, EQUATIONS, 1);
    int[] counts = {4, 7};
    double within = 0;
    double sum = 0;
    List<CumulativeEstimator> workers = new ArrayList<>();
    for (int count : counts) {
      CumulativeEstimator worker = new CumulativeEstimator();
      double[] alone = new double[count];
      double mean = 0;
      for (int k = 0; k < count; k++) {
        RawObservation o = RawObservation.of(k, design, new double[] {0.7}, 1, random);
        alone[k] = DenseLeastSquares.solve(List.of(o)).lambda()[0];
        mean += alone[k] / count;
        worker.update(o.toMatch());
      }
      for (double x : alone) {
        within += (x - mean) * (x - mean);
        sum += x;
      }
      workers.add(worker);
    }
    CumulativeEstimator merged = workers.get(0);
    merged.merge(workers.get(1));
    Coefficient coefficient = merged.estimate().orElseThrow().coefficient(0);
    double error = Math.sqrt(within / 9 / 11);
    EstimatorInvariants.assertClose(coefficient.value(), sum / 11, 1);
    EstimatorInvariants.assertClose(coefficient.standardError(), error, error);
    // t of 4 − 1 + 7 − 1 = 9 degrees of freedom: 2.262157163 (tables).
    EstimatorInvariants.assertClose(
        coefficient.upper() - coefficient.value(), 2.262157163 * error, 1);

    // What comes next is predicted by the mean of all: a tenth squared innovation.
    RawObservation next = RawObservation.of(50, design, new double[] {0.7}, 1, random);
    double own = DenseLeastSquares.solve(List.of(next)).lambda()[0];
    double innovation = own - sum / 11;
    merged.update(next.toMatch());
    double squares = within + innovation * innovation / (1 + 1.0 / 11);
    double later = Math.sqrt(squares / 10 / 12);
    Coefficient after = merged.estimate().orElseThrow().coefficient(0);
    EstimatorInvariants.assertClose(after.value(), (sum + own) / 12, 1);
    EstimatorInvariants.assertClose(after.standardError(), later, later);
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 100, 245, 490})
  void merge_workersInOtherUnits_theLargerDecidesAndNothingOverflows(int shift) {
    Random random = new Random(104);
    List<RawObservation> mine = worker(random, 0, 6, 1);
    List<RawObservation> theirs =
        worker(random, 0, 6, 1).stream()
            .map(o -> OnlineEstimatorContract.inUnits(o, new int[] {shift, shift, shift}, shift))
            .toList();
    CumulativeEstimator one = cumulative(mine);
    one.merge(cumulative(theirs));
    CumulativeEstimator other = cumulative(theirs);
    other.merge(cumulative(mine));
    assertSame(one.estimate().orElseThrow(), other.estimate().orElseThrow());
    if (shift > 50) {
      DenseLeastSquares larger =
          DenseLeastSquares.solve(
              theirs.stream()
                  .map(
                      o ->
                          OnlineEstimatorContract.inUnits(
                              o, new int[] {-shift, -shift, -shift}, -shift))
                  .toList());
      for (int j = 0; j < 3; j++) {
        assertThat(one.estimate().orElseThrow().coefficient(j).value())
            .isCloseTo(larger.lambda()[j], within(ROUNDING));
      }
    }
  }

  @Test
  void merge_emptyOne_nothingChanges() {
    List<RawObservation> observations = worker(new Random(105), 0, 5, 3);
    CumulativeEstimator estimator = cumulative(observations);
    estimator.merge(new CumulativeEstimator());
    assertThat(estimator.estimate()).isEqualTo(cumulative(observations).estimate());
    CumulativeEstimator empty = new CumulativeEstimator();
    empty.merge(new CumulativeEstimator());
    assertThat(empty.estimate()).isEmpty();
    empty.merge(estimator);
    assertThat(empty.estimate()).isEqualTo(estimator.estimate());
    // And not shared with it.
    empty.update(worker(new Random(106), 99, 1, 1).get(0).toMatch());
    assertThat(estimator.estimate()).isEqualTo(cumulative(observations).estimate());
  }

  @Test
  void merge_otherWorker_leftAsItWas() {
    List<RawObservation> theirs = worker(new Random(107), 0, 5, 3);
    ForgettingEstimator other = forgetting(10, theirs);
    ForgettingEstimator ahead = forgetting(10, worker(new Random(108), 50, 5, 3));
    ahead.merge(other);
    assertThat(other.estimate()).isEqualTo(forgetting(10, theirs).estimate());
    RawObservation next = worker(new Random(109), 14, 1, 1).get(0);
    other.update(next.toMatch());
    theirs.add(next);
    assertThat(other.estimate()).isEqualTo(forgetting(10, theirs).estimate());
  }

  @Test
  void update_afterMerge_orderIsThatOfTheLaterWorker() {
    CumulativeEstimator behind = cumulative(worker(new Random(110), 0, 5, 1));
    CumulativeEstimator ahead = cumulative(worker(new Random(111), 50, 5, 1));
    behind.merge(ahead);
    RawObservation early = worker(new Random(112), 53, 1, 1).get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> behind.update(early.toMatch()))
        .withMessageContaining("53")
        .withMessageContaining("54");
    behind.update(worker(new Random(112), 54, 1, 1).get(0).toMatch());
    assertThat(behind.estimate().orElseThrow().fit().observations()).isEqualTo(11);
  }

  @Test
  void merge_otherHalfLifeOptionsOrNumber_refusedAndNothingChanged() {
    List<RawObservation> observations = worker(new Random(113), 0, 5, 1);
    ForgettingEstimator estimator = forgetting(10, observations);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.merge(forgetting(11, observations)))
        .withMessageContaining("10.0")
        .withMessageContaining("11.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                estimator.merge(
                    new ForgettingEstimator(10, EstimatorOptions.DEFAULT.withConfidence(0.9))))
        .withMessageContaining("0.9");
    List<RawObservation> two = observations.stream().map(o -> o.selectColumns(0, 1)).toList();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.merge(forgetting(10, two)))
        .withMessageContaining("3")
        .withMessageContaining("2");
    assertThat(estimator.estimate()).isEqualTo(forgetting(10, observations).estimate());
  }
}
