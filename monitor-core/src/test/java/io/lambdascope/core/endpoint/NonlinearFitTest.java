package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.endpoint.NonlinearEstimate.Status;
import io.lambdascope.core.estimate.Identifiability;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NonlinearFitTest {

  private static final BridgePenalty BRIDGE = new BridgePenalty();

  /** λ‖θ‖² + μ·tanh(νθ): two linear coefficients and a shape, derivatives by differences. */
  private static final NonlinearPenalty MIXED =
      new NonlinearPenalty() {
        @Override
        public int coefficients() {
          return 3;
        }

        @Override
        public int linearCoefficients() {
          return 2;
        }

        @Override
        public double[] gradient(Endpoint endpoint, double[] lambda) {
          return Arrays.stream(endpoint.parameters())
              .map(x -> 2 * lambda[0] * x + lambda[1] * Math.tanh(lambda[2] * x))
              .toArray();
        }
      };

  @ParameterizedTest
  @CsvSource({"0.3, 1.0", "0.3, 2.0", "1e-6, 1.3", "-2.0, 3.5", "0.05, 0.5"})
  void fit_bridge_recoversTheExponent(double lambda, double q) {
    double[] truth = {lambda, q};
    EndpointPool pool = Pools.stationary(1, 2, 50, BRIDGE, truth, 0);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, BRIDGE, BridgePenalty.start());
    assertThat(estimate.status()).isEqualTo(Status.CONVERGED);
    // Quadratic convergence to an exact fit ends at rounding times a condition number of 10.
    assertThat(estimate.lambda()[0]).isCloseTo(lambda, within(1e-10 * Math.abs(lambda)));
    assertThat(estimate.lambda()[1]).isCloseTo(q, within(1e-10));
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-10);
    assertThat(estimate.relativeGradient()).isLessThan(1e-10);
    assertThat(estimate.coefficients())
        .allMatch(c -> c.identifiability() == Identifiability.IDENTIFIED);
    assertThat(estimate.distanceFromStationarity()).isEqualTo(pool.distanceFromStationarity());
  }

  /** 300 datasets: the stated errors are the spread of the estimates, and the fit is stationary. */
  @Test
  void fit_noisyBridge_hasTheErrorItStates() {
    double[] truth = {0.3, 1.4};
    double squares = 0;
    double stated = 0;
    int runs = 300;
    for (int run = 0; run < runs; run++) {
      NonlinearEstimate estimate =
          NonlinearFit.fit(
              equallyWeighted(Pools.stationary(run, 2, 50, BRIDGE, truth, 0.05)),
              BRIDGE,
              BridgePenalty.start());
      assertThat(estimate.relativeGradient()).isLessThan(1e-7);
      squares += Math.pow(estimate.lambda()[1] - 1.4, 2) / runs;
      stated += Math.pow(estimate.coefficients().get(1).standardError(), 2) / runs;
    }
    // The spread of 300 draws is good to 1/√600 = 4%; four of those.
    assertThat(Math.sqrt(squares / stated)).isCloseTo(1, within(0.17));
  }

  private static EndpointPool equallyWeighted(EndpointPool pool) {
    return new EndpointPool(
        pool.endpoints().stream()
            .map(e -> new Endpoint(e.parameters(), e.lossGradient()))
            .toList());
  }

  @Test
  void fit_differencesAndLinearStart_recoverThreeCoefficients() {
    double[] truth = {0.2, -0.5, 1.7};
    EndpointPool pool = Pools.stationary(2, 3, 40, MIXED, truth, 0);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, MIXED, new double[] {0, 0, 1});
    assertThat(estimate.status()).isEqualTo(Status.CONVERGED);
    assertThat(estimate.lambda()).containsExactly(truth, within(1e-8));
    assertThat(estimate.evaluations()).isLessThan(50);
  }

  /** At the true shape the exact linear solution is the answer: nothing is left to iterate. */
  @Test
  void fit_trueShapeAtTheStart_needsNoIteration() {
    double[] truth = {0.2, -0.5, 1.7};
    EndpointPool pool = Pools.stationary(2, 3, 40, MIXED, truth, 0);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, MIXED, new double[] {99, 99, 1.7}, 1);
    assertThat(estimate.lambda()).containsExactly(truth, within(1e-12));
  }

  /** A penalty that is linear after all: the second implementation is the linear family. */
  @Test
  void fit_linearPenalty_isThatOfTheLinearFamily() {
    GroupedQuadratic ridge = GroupedQuadratic.scalar(4);
    NonlinearPenalty asNonlinear =
        new NonlinearPenalty() {
          @Override
          public int coefficients() {
            return 1;
          }

          @Override
          public double[] gradient(Endpoint endpoint, double[] lambda) {
            return ridge.gradient(endpoint, lambda);
          }
        };
    EndpointPool pool = Pools.stationary(3, 1, 4, ridge, new double[] {2}, 0.5);
    PenaltyEstimate expected = ridge.fit(pool);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, asNonlinear, new double[] {7});
    assertThat(estimate.lambda()[0]).isCloseTo(expected.lambda()[0], within(1e-9));
    // Differences of a linear function are exact to the rounding of its values, ε over the step.
    assertThat(estimate.coefficients().get(0).standardError())
        .isCloseTo(expected.coefficients().get(0).standardError(), within(1e-9));
    assertThat(estimate.agreement().residualRatio())
        .isCloseTo(expected.agreement().residualRatio(), within(1e-12));
    assertThat(estimate.evaluations()).isPositive();
  }

  @Test
  void fit_tooFewEvaluations_saysSo() {
    EndpointPool pool = Pools.stationary(1, 2, 50, BRIDGE, new double[] {0.3, 3}, 0.05);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, BRIDGE, BridgePenalty.start(), 2);
    assertThat(estimate.status()).isEqualTo(Status.EVALUATION_LIMIT);
    assertThat(estimate.relativeGradient()).isBetween(1e-6, 1.0);
    assertThat(estimate.agreement().shareExplained()).isGreaterThan(0.5);
  }

  /** All |θ| alike: λq|θ|^(q−1) is one number for two unknowns. */
  @Test
  void fit_bridgeOnEqualParameters_isNotIdentified() {
    EndpointPool pool =
        EndpointPool.of(new Endpoint(new double[] {2, -2, 2}, new double[] {-1, 1, -1}));
    NonlinearEstimate estimate = NonlinearFit.fit(pool, BRIDGE, BridgePenalty.start());
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-12);
    assertThat(estimate.coefficients())
        .allMatch(c -> c.identifiability() == Identifiability.NOT_IDENTIFIED)
        .allMatch(c -> c.standardError() == Double.POSITIVE_INFINITY);
  }

  @Test
  void fit_zeroParametersOrGradients_areDefined() {
    EndpointPool dead = EndpointPool.of(new Endpoint(new double[3], new double[] {1, 2, 3}));
    NonlinearEstimate nothing = NonlinearFit.fit(dead, BRIDGE, BridgePenalty.start());
    assertThat(nothing.agreement()).isEqualTo(new Agreement(1, 0));
    assertThat(nothing.coefficients())
        .allMatch(c -> c.identifiability() == Identifiability.NOT_IDENTIFIED);
    EndpointPool still = EndpointPool.of(new Endpoint(new double[] {1, 2, 3}, new double[3]));
    NonlinearEstimate zero = NonlinearFit.fit(still, BRIDGE, BridgePenalty.start());
    assertThat(zero.lambda()[0]).isZero();
    assertThat(zero.agreement()).isEqualTo(new Agreement(0, 1));
    assertThat(zero.relativeGradient()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-150, 1e150, 1e300})
  void fit_extremeScales_isAStatusNotAnException(double scale) {
    EndpointPool pool =
        Pools.scaled(Pools.stationary(1, 2, 20, BRIDGE, new double[] {1, 1.5}, 0), scale, 1);
    NonlinearEstimate estimate = NonlinearFit.fit(pool, BRIDGE, new double[] {1, 4});
    assertThat(estimate.status()).isNotNull();
    assertThat(estimate.lambda()).doesNotContain(Double.NaN);
    assertThat(estimate.agreement().residualRatio()).isNotNaN();
    assertThat(estimate.relativeGradient()).isNotNaN();
  }

  @Test
  void fit_penaltyThatIsNotFinite_keepsTheStart() {
    NonlinearPenalty nonsense =
        new NonlinearPenalty() {
          @Override
          public int coefficients() {
            return 1;
          }

          @Override
          public double[] gradient(Endpoint endpoint, double[] lambda) {
            return new double[] {Double.NaN};
          }
        };
    EndpointPool pool = EndpointPool.of(new Endpoint(new double[] {1}, new double[] {1}));
    NonlinearEstimate estimate = NonlinearFit.fit(pool, nonsense, new double[] {3});
    assertThat(estimate.status()).isEqualTo(Status.NOT_FINITE);
    assertThat(estimate.lambda()).containsExactly(3);
    assertThat(estimate.relativeGradient()).isInfinite();
    assertThat(estimate.coefficients().get(0).isIdentified()).isFalse();
  }

  @Test
  void fit_badArguments_areRefused() {
    EndpointPool pool = EndpointPool.of(new Endpoint(new double[] {1}, new double[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NonlinearFit.fit(pool, BRIDGE, new double[] {1}))
        .withMessageContaining("2 finite numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NonlinearFit.fit(pool, BRIDGE, new double[] {1, Double.NaN}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NonlinearFit.fit(pool, BRIDGE, BridgePenalty.start(), 0));
  }

  @Test
  void derivative_bridge_isThatOfDifferences() {
    Endpoint endpoint = new Endpoint(new double[] {0.3, -1.7, 0, 4}, new double[4]);
    NonlinearPenalty byDifferences =
        new NonlinearPenalty() {
          @Override
          public int coefficients() {
            return 2;
          }

          @Override
          public double[] gradient(Endpoint e, double[] lambda) {
            return BRIDGE.gradient(e, lambda);
          }
        };
    for (double[] lambda : new double[][] {{0.4, 1.3}, {0, 0.7}, {-2, 3}}) {
      double[][] analytic = BRIDGE.derivative(endpoint, lambda);
      double[][] differences = byDifferences.derivative(endpoint, lambda);
      for (int j = 0; j < 2; j++) {
        // The square of the step, 4e-10 at q = 3, times a third derivative of up to 1e3, by 6.
        assertThat(analytic[j]).containsExactly(differences[j], within(1e-7));
      }
    }
    assertThat(BRIDGE.gradient(endpoint, new double[] {0.5, 2}))
        .containsExactly(new double[] {0.3, -1.7, 0, 4}, within(1e-15));
    assertThat(BRIDGE.gradient(endpoint, new double[] {0.5, 0.5})[2]).isZero();
    assertThat(BRIDGE.admissible(new double[] {-1, -1}))
        .containsExactly(-1, BridgePenalty.LEAST_EXPONENT);
  }
}
