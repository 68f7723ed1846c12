package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.theory.EarlyStopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.junit.jupiter.api.Test;

/**
 * Section 3 of the paper, "Early stopping in OLS": the estimates against the closed form of Ali et
 * al., by the protocol of App. H.3 (X 1000 × 10, η = 0.01).
 */
class EarlyStoppingRecoveryTest {

  private static final int N = 1000;
  private static final int P = 10;
  private static final int STOP = 500;
  private static final int[] CHECKPOINTS = {1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 1000};

  private final Random random = new Random(20260506);
  private final double[][] x = LeastSquaresDescent.design(random, N, P);

  private LeastSquaresDescent draw() {
    return LeastSquaresDescent.on(x, LeastSquaresDescent.response(random, x, 1));
  }

  private EndpointPool pool(int m, int t) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int k = 0; k < m; k++) {
      endpoints.add(draw().endpoint(t));
    }
    return new EndpointPool(endpoints);
  }

  private EarlyStopping theory() {
    return new EarlyStopping(draw().secondMoment(), P, LeastSquaresDescent.STEP_SIZE);
  }

  @Test
  void iterate_stepsOnTheDesignItself_agree() {
    double[] y = LeastSquaresDescent.response(random, x, 1);
    double[] theta = new double[P];
    for (int t = 0; t < 20; t++) {
      double[] update = new double[P];
      for (int i = 0; i < N; i++) {
        double residual = y[i];
        for (int j = 0; j < P; j++) {
          residual -= x[i][j] * theta[j];
        }
        for (int j = 0; j < P; j++) {
          update[j] += 0.01 * x[i][j] * residual / N;
        }
      }
      for (int j = 0; j < P; j++) {
        theta[j] += update[j];
      }
    }
    // Sums of 1000 terms of size 10, each rounded: 1e-12 leaves a factor of 100.
    assertThat(Frobenius.distance(LeastSquaresDescent.on(x, y).iterate(20), theta))
        .isLessThan(1e-12);
  }

  /** Fig. 4B. The condition number of ten random endpoints is about 1e2, squared nowhere. */
  @Test
  void symmetric_asManyEndpointsAsParameters_isTheTheorysMatrix() {
    double[] expected = theory().matrix(STOP);
    SymmetricEstimate estimate = new SymmetricQuadratic().fit(pool(P, STOP));
    assertThat(Frobenius.distance(estimate.matrix(), expected) / Frobenius.norm(expected))
        .isLessThan(1e-8);
    assertThat(estimate.rank()).isEqualTo(P * (P + 1) / 2);
    assertThat(estimate.agreement().shareExplained()).isGreaterThan(1 - 1e-12);
  }

  @Test
  void symmetric_fewerEndpoints_isTheMinimumNormSolutionOfAPseudoInverse() {
    EndpointPool pool = pool(P, STOP);
    double[] truth = theory().matrix(STOP);
    for (int m = 1; m < P; m++) {
      SymmetricEstimate estimate = new SymmetricQuadratic().fit(pool.first(m));
      double[] independent = PseudoInverse.symmetric(pool.first(m).endpoints(), Math.sqrt(2));
      // The pseudo-inverse's own rounding: ε times the condition number of up to 1e3.
      assertThat(Frobenius.distance(estimate.matrix(), independent))
          .isLessThan(1e-11 * Frobenius.norm(independent));
      assertThat(estimate.rank()).isEqualTo((P * (P + 1) - (P - m) * (P - m + 1)) / 2);
      assertThat(estimate.conditionNumber()).isInfinite();
      assertThat(estimate.coefficient(0, 0).isIdentified()).isFalse();
      assertThat(estimate.coefficient(0, 1).isIdentified()).isFalse();
      assertThat(estimate.coefficient(0, 1).standardError()).isInfinite();
      // The truth solves the equations too, so that it cannot be smaller.
      assertThat(Frobenius.norm(estimate.matrix())).isLessThan(Frobenius.norm(truth));
      assertThat(estimate.agreement().residualRatio()).isLessThan(1e-10);
    }
  }

  /** Over the entries with i ≤ j the minimum norm is another matrix, larger in Frobenius norm. */
  @Test
  void symmetric_oneEndpoint_isSmallerThanWithoutTheRootOfTwo() {
    EndpointPool pool = pool(1, STOP);
    double[] halfVectorized = PseudoInverse.symmetric(pool.endpoints(), 1);
    assertThat(Frobenius.norm(new SymmetricQuadratic().fit(pool).matrix()))
        .isLessThan(0.999 * Frobenius.norm(halfVectorized));
  }

  /** Fig. 4C: q_i = −g_i/(2θ_i) makes θ̂ stationary by construction, App. A, Proposition E. */
  @Test
  void diagonal_oneEndpoint_retrainingGivesTheParameters() {
    LeastSquaresDescent descent = draw();
    Endpoint endpoint = descent.endpoint(STOP);
    double[] q = GroupedQuadratic.diagonal(P).fit(EndpointPool.of(endpoint)).lambda();
    Array2DRowRealMatrix penalized = new Array2DRowRealMatrix(P, P);
    double[] secondMoment = descent.secondMoment();
    for (int i = 0; i < P; i++) {
      for (int j = 0; j < P; j++) {
        penalized.setEntry(i, j, secondMoment[i * P + j] + (i == j ? q[i] : 0));
      }
    }
    double[] retrained =
        new LUDecomposition(penalized)
            .getSolver()
            .solve(new ArrayRealVector(descent.cross()))
            .toArray();
    assertThat(Frobenius.distance(retrained, endpoint.parameters()))
        .isLessThan(1e-8 * Frobenius.norm(retrained));
  }

  /** Fig. 4E. The gradient at t = 1000 is 1e-4 of Xᵀy/n, which costs four digits of sixteen. */
  @Test
  void scalar_everyCheckpoint_isTheRidgeEquivalentOfTheTheory() {
    EarlyStopping theory = theory();
    LeastSquaresDescent descent = draw();
    double before = Double.POSITIVE_INFINITY;
    for (int t : CHECKPOINTS) {
      Endpoint endpoint = descent.endpoint(t);
      double lambda = GroupedQuadratic.scalar(P).fit(EndpointPool.of(endpoint)).lambda()[0];
      double expected = theory.ridgeEquivalent(endpoint.parameters(), t).orElseThrow();
      assertThat(lambda / expected).isCloseTo(1, within(1e-6));
      assertThat(lambda).isBetween(0.0, before);
      before = lambda;
    }
  }
}
