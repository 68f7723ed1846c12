package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.endpoint.SmoothedL1Estimate.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmoothedL1Test {

  private static final SmoothedL1 FAMILY = new SmoothedL1();

  @ParameterizedTest
  @CsvSource({"1, 0.5", "0.01, 1.5", "-3, 0.1", "1e-6, 2"})
  void fit_stationaryEndpoints_recoversBoth(double lambda, double beta) {
    EndpointPool pool = Pools.stationary(1, 2, 100, FAMILY, new double[] {lambda, beta}, 0);
    SmoothedL1Estimate estimate = FAMILY.fit(pool);
    assertThat(estimate.shape()).isEqualTo(Shape.SMOOTH);
    assertThat(estimate.lambda().value()).isCloseTo(lambda, within(1e-12 * Math.abs(lambda)));
    assertThat(estimate.beta().value()).isCloseTo(beta, within(1e-12));
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-12);
    assertThat(estimate.lambda().isIdentified()).isTrue();
    assertThat(estimate.beta().isIdentified()).isTrue();
    long within =
        pool.endpoints().stream()
            .flatMapToDouble(e -> Arrays.stream(e.parameters()))
            .filter(x -> Math.abs(x) < beta)
            .count();
    assertThat(estimate.shareWithin()).isEqualTo(within / 200.0);
    assertThat(estimate.distanceFromStationarity()).isEqualTo(pool.distanceFromStationarity());
  }

  /** The best share explained at a β, with λ solved by the general linear family. */
  private static double share(EndpointPool pool, double beta) {
    RegularizerColumns column =
        new RegularizerColumns(List.of(e -> FAMILY.gradient(e, new double[] {1, beta})));
    return column.fit(pool).agreement().shareExplained();
  }

  /** No β of a fine grid, nor any |θ|, does better: the optimum is global. */
  @Property(seed = "41", tries = 100, edgeCases = EdgeCasesMode.NONE)
  void fit_noisyEndpoints_isNotBeatenByAnyBeta(
      @ForAll @IntRange(min = 1, max = 3) int m,
      @ForAll @IntRange(min = 1, max = 12) int p,
      @ForAll @IntRange(min = 0, max = 20) int noise,
      @ForAll long seed) {
    EndpointPool pool = Pools.stationary(seed, m, p, FAMILY, new double[] {1, 0.7}, 0.1 * noise);
    SmoothedL1Estimate estimate = FAMILY.fit(pool);
    double best = estimate.agreement().shareExplained();
    assertThat(best).isCloseTo(share(pool, estimate.beta().value()), within(1e-12));
    for (double beta = 0.01; beta < 4; beta += 0.01) {
      assertThat(share(pool, beta)).isLessThanOrEqualTo(best + 1e-12);
    }
    for (Endpoint endpoint : pool.endpoints()) {
      for (double theta : endpoint.parameters()) {
        assertThat(share(pool, Math.abs(theta))).isLessThanOrEqualTo(best + 1e-12);
      }
    }
    assertThat(
            Agreement.of(
                    pool, FAMILY, new double[] {estimate.lambda().value(), estimate.beta().value()})
                .shareExplained())
        .isCloseTo(best, within(1e-12));
  }

  /** 300 datasets: the stated errors are the spread of the estimates. */
  @Test
  void fit_noisyEndpoints_hasTheErrorsItStates() {
    double ofLambda = 0;
    double ofBeta = 0;
    int smooth = 0;
    for (int run = 0; run < 300; run++) {
      EndpointPool pool =
          new EndpointPool(
              Pools.stationary(run, 4, 250, FAMILY, new double[] {2.5, 0.7}, 0.25)
                  .endpoints()
                  .stream()
                  .map(e -> new Endpoint(e.parameters(), e.lossGradient()))
                  .toList());
      SmoothedL1Estimate estimate = FAMILY.fit(pool);
      if (estimate.shape() == Shape.SMOOTH) {
        smooth++;
        ofLambda +=
            Math.pow((estimate.lambda().value() - 2.5) / estimate.lambda().standardError(), 2);
        ofBeta += Math.pow((estimate.beta().value() - 0.7) / estimate.beta().standardError(), 2);
      }
    }
    assertThat(smooth).isGreaterThan(200);
    // The mean of as many χ²₁ is good to √(2/200) = 0.1; four of those.
    assertThat(ofLambda / smooth).isCloseTo(1, within(0.4));
    assertThat(ofBeta / smooth).isCloseTo(1, within(0.4));
  }

  @Test
  void fit_lasso_boundsBetaFromAbove() {
    EndpointPool pool =
        EndpointPool.of(
            new Endpoint(new double[] {0.5, -2, 1, 0}, new double[] {-3.1, 2.9, -3, 0.2}));
    SmoothedL1Estimate estimate = FAMILY.fit(pool);
    assertThat(estimate.shape()).isEqualTo(Shape.ALL_BEYOND);
    assertThat(estimate.lambda().value()).isCloseTo(3, within(1e-14));
    assertThat(estimate.lambda().isIdentified()).isTrue();
    // Residuals 0.1, 0.1 and 0.2 over four equations less one; three of them know of λ.
    assertThat(estimate.lambda().standardError()).isCloseTo(Math.sqrt(0.06 / 3 / 3), within(1e-14));
    assertThat(estimate.beta().value()).isEqualTo(0.5);
    assertThat(estimate.beta().isIdentified()).isFalse();
    assertThat(estimate.shareWithin()).isEqualTo(0.25);
  }

  @Test
  void fit_ridge_boundsBetaFromBelow() {
    EndpointPool pool =
        EndpointPool.of(new Endpoint(new double[] {0.5, -2, 1}, new double[] {-1, 4, -2}));
    SmoothedL1Estimate estimate = FAMILY.fit(pool);
    assertThat(estimate.shape()).isEqualTo(Shape.ALL_WITHIN);
    assertThat(estimate.lambda().value() / estimate.beta().value()).isCloseTo(2, within(1e-14));
    assertThat(estimate.beta().value()).isEqualTo(2);
    assertThat(estimate.lambda().isIdentified()).isFalse();
    assertThat(estimate.beta().isIdentified()).isFalse();
  }

  /** −g sign θ = 1, 3, 0 at |θ| = 1, 2, 3: best at β = 2, where the slopes on both sides differ. */
  @Test
  void fit_kink_isFoundWithoutAnError() {
    EndpointPool pool =
        EndpointPool.of(new Endpoint(new double[] {1, 2, 3}, new double[] {-1, -3, -2.5}));
    SmoothedL1Estimate estimate = FAMILY.fit(pool);
    assertThat(estimate.shape()).isEqualTo(Shape.KINK);
    assertThat(estimate.beta().value()).isEqualTo(2);
    // λ on (0.5, 1, 1) for (1, 3, 2.5).
    assertThat(estimate.lambda().value()).isCloseTo(6 / 2.25, within(1e-14));
    assertThat(estimate.beta().isIdentified()).isTrue();
    assertThat(estimate.beta().standardError()).isInfinite();
    assertThat(estimate.lambda().standardError()).isInfinite();
  }

  @Test
  void fit_nothingToFit_isDefined() {
    SmoothedL1Estimate dead =
        FAMILY.fit(EndpointPool.of(new Endpoint(new double[2], new double[] {1, 0})));
    assertThat(dead.shape()).isEqualTo(Shape.NO_PARAMETER);
    assertThat(dead.lambda().isIdentified()).isFalse();
    assertThat(dead.agreement()).isEqualTo(new Agreement(1, 0));
    SmoothedL1Estimate still =
        FAMILY.fit(EndpointPool.of(new Endpoint(new double[] {1, 2}, new double[2])));
    assertThat(still.lambda().value()).isZero();
    assertThat(still.beta().isIdentified()).isFalse();
    assertThat(still.agreement()).isEqualTo(new Agreement(0, 1));
    Endpoint ignored = new Endpoint(new double[] {1}, new double[] {5}, 0);
    Endpoint counted = new Endpoint(new double[] {2}, new double[] {-3}, 1);
    assertThat(FAMILY.fit(EndpointPool.of(ignored, counted)).lambda().value()).isEqualTo(3);
  }

  @Test
  void fit_extremeScales_isTheSameInOtherUnits() {
    EndpointPool pool = Pools.stationary(1, 2, 30, FAMILY, new double[] {1, 0.5}, 0.1);
    SmoothedL1Estimate expected = FAMILY.fit(pool);
    double unit = Math.scalb(1.0, 990);
    SmoothedL1Estimate estimate = FAMILY.fit(Pools.scaled(pool, unit, 1 / unit));
    assertThat(estimate.lambda().value() * unit).isEqualTo(expected.lambda().value());
    assertThat(estimate.lambda().standardError() * unit)
        .isEqualTo(expected.lambda().standardError());
    assertThat(estimate.beta().value() / unit).isEqualTo(expected.beta().value());
    assertThat(estimate.beta().standardError() / unit).isEqualTo(expected.beta().standardError());
  }
}
