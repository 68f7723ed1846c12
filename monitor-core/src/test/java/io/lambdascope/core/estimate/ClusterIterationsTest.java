package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** {@link EstimatorOptions#clusterIterations} of the estimators that never drop a cluster. */
class ClusterIterationsTest {

  private static final double[] LAMBDA = {0.7, -1.3, 2.0};
  private static final int EQUATIONS = 20;

  private static EstimatorOptions clusters(long iterations) {
    return EstimatorOptions.DEFAULT.withClusterIterations(iterations);
  }

  /**
   * At the end of a cluster everything is as if its observations had been one of all their
   * equations; but for the count of observations.
   */
  @Property(seed = "12", tries = 10, edgeCases = EdgeCasesMode.NONE)
  void estimate_endOfCluster_asOfOneObservationOfAllItsEquations(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int length) {
    Random random = new Random(seed);
    CumulativeEstimator clustered = new CumulativeEstimator(clusters(length));
    CumulativeEstimator merged = new CumulativeEstimator();
    for (int cluster = 0; cluster < 6; cluster++) {
      GradientMatch whole = null;
      for (int k = 0; k < length; k++) {
        GradientMatch next =
            RawObservation.gaussian(random, (long) cluster * length + k, EQUATIONS, LAMBDA, 1)
                .toMatch();
        clustered.update(next);
        whole = whole == null ? next : whole.merge(next);
      }
      merged.update(whole);
      LambdaEstimate actual = clustered.estimate().orElseThrow();
      LambdaEstimate expected = merged.estimate().orElseThrow();
      assertThat(actual.iteration()).isEqualTo(expected.iteration());
      assertThat(actual.fit().observations()).isEqualTo((cluster + 1L) * length);
      EstimatorInvariants.assertClose(actual.fit().rSquared(), expected.fit().rSquared(), 1);
      for (int j = 0; j < 3; j++) {
        EstimatorInvariants.assertClose(
            actual.coefficient(j).value(), expected.coefficient(j).value(), 1);
        if (cluster == 0) {
          // One cluster tells no noise between clusters, however many observations it has.
          EstimatorInvariants.assertUnbounded(actual.coefficient(j));
        } else {
          EstimatorInvariants.assertClose(
              actual.coefficient(j).standardError(), expected.coefficient(j).standardError(), 1);
          double upper = expected.coefficient(j).upper();
          // The first t quantiles are 12.7 and 4.3, found to 1e-9 of themselves.
          EstimatorInvariants.assertClose(actual.coefficient(j).upper(), upper, 100);
        }
      }
    }
  }

  /** The open cluster counts as if it ended here: at every step, at irregular iterations. */
  @Property(seed = "13", tries = 6, edgeCases = EdgeCasesMode.NONE)
  void estimate_withinClustersAndForgetting_isTheNaiveSandwich(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 7) int length) {
    Random random = new Random(seed);
    double halfLife = 12;
    CumulativeEstimator cumulative = new CumulativeEstimator(clusters(length));
    ForgettingEstimator forgetting = new ForgettingEstimator(halfLife, clusters(length));
    List<List<RawObservation>> clusters = new ArrayList<>();
    long iteration = random.nextInt(50);
    long cluster = -1;
    for (int k = 0; k < 30; k++) {
      RawObservation next = RawObservation.gaussian(random, iteration, EQUATIONS, LAMBDA, 1);
      cumulative.update(next.toMatch());
      forgetting.update(next.toMatch());
      if (iteration / length != cluster) {
        cluster = iteration / length;
        clusters.add(new ArrayList<>());
      }
      clusters.get(clusters.size() - 1).add(next);
      if (clusters.size() > 1) {
        DenseSandwich.of(clusters, (now, o, end) -> 1)
            .assertIs(cumulative.estimate().orElseThrow());
        DenseSandwich.of(clusters, (now, o, end) -> Math.pow(2, -(now - o.iteration()) / halfLife))
            .assertIs(forgetting.estimate().orElseThrow());
      }
      iteration += random.nextInt(4);
    }
  }

  @Test
  void estimate_clusterEndsAtAMultipleOfItsLength_alsoBeforeIterationZero() {
    // Iterations −1 and 0 lie in different clusters of two, 0 and 1 in the same one.
    Random random = new Random(61);
    CumulativeEstimator estimator = new CumulativeEstimator(clusters(2));
    long[] iterations = {-1, 0, 1};
    boolean[] bounded = {false, true, true};
    double[] errors = new double[3];
    for (int k = 0; k < 3; k++) {
      estimator.update(
          RawObservation.gaussian(random, iterations[k], EQUATIONS, LAMBDA, 1).toMatch());
      errors[k] = estimator.estimate().orElseThrow().coefficient(0).standardError();
      assertThat(errors[k] < Double.POSITIVE_INFINITY).isEqualTo(bounded[k]);
    }
    // Still one degree of freedom.
    Coefficient last = estimator.estimate().orElseThrow().coefficient(0);
    EstimatorInvariants.assertClose(
        (last.upper() - last.value()) / last.standardError(), 12.706204736, 12);
  }

  @Test
  void estimate_openClusterFadedAway_gone() {
    Random random = new Random(62);
    ForgettingEstimator estimator = new ForgettingEstimator(1, clusters(1000));
    estimator.update(RawObservation.gaussian(random, 0, EQUATIONS, LAMBDA, 1).toMatch());
    RawObservation late = RawObservation.gaussian(random, 500, EQUATIONS, LAMBDA, 1);
    estimator.update(late.toMatch());
    LambdaEstimate estimate = estimator.estimate().orElseThrow();
    assertThat(estimate.fit().observations()).isEqualTo(1);
    EstimatorInvariants.assertClose(
        estimate.coefficient(0).value(), DenseLeastSquares.solve(List.of(late)).lambda()[0], 1);
  }
}
