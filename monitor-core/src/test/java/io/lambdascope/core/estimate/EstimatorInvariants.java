package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What every estimate satisfies, whatever went in; for unit, property and fuzz tests. */
final class EstimatorInvariants {

  private EstimatorInvariants() {}

  static void check(LambdaEstimate estimate) {
    int r = estimate.coefficients().size();
    assertThat(estimate.covariance()).hasSize(r * r).doesNotContain(Double.NaN);
    for (Coefficient coefficient : estimate.coefficients()) {
      assertThat(coefficient.value()).isFinite();
      assertThat(coefficient.standardError()).isNotNaN().isNotNegative();
      assertThat(coefficient.independentStandardError()).isNotNaN().isNotNegative();
      assertThat(coefficient.lower()).isLessThanOrEqualTo(coefficient.value());
      assertThat(coefficient.upper()).isGreaterThanOrEqualTo(coefficient.value());
      assertThat(coefficient.varianceInflation()).isGreaterThan(1 - 1e-12);
      if (!coefficient.isIdentified()) {
        assertUnbounded(coefficient);
      }
      assertThat(coefficient.excludesZero())
          .isEqualTo(coefficient.lower() > 0 || coefficient.upper() < 0);
    }
    Fit fit = estimate.fit();
    assertThat(fit.rSquared()).isLessThanOrEqualTo(1);
    assertThat(fit.residualRatio()).isNotNegative();
    double unexplained = 1 - fit.rSquared();
    assertThat(fit.residualRatio() * fit.residualRatio())
        .isCloseTo(unexplained, within(1e-12 * (1 + unexplained)));
    fit.designEffect().ifPresent(effect -> assertThat(effect).isNotNegative().isFinite());
    fit.effectiveEquations().ifPresent(p -> assertThat(p).isPositive());
    assertThat(fit.equations()).isPositive();
    assertThat(fit.conditionNumber()).isGreaterThan(1 - 1e-12);
    assertThat(fit.deviationEnergy()).isNotNegative().isFinite();
    assertThat(fit.observations()).isPositive();
    assertThat(fit.effectiveObservations()).isBetween(1 - 1e-12, fit.observations() + 1e-9);
    assertThat(estimate.covarianceKind())
        .isEqualTo(
            fit.observations() > 1
                ? CovarianceKind.CLUSTER_ROBUST
                : CovarianceKind.INDEPENDENT_EQUATIONS);
  }

  /**
   * Two ways to one number, apart by 1e-9 of a size that is given: sums of some hundred terms and
   * matrices of condition numbers below 1000 lose far less.
   */
  static void assertClose(double actual, double expected, double size) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(size)));
  }

  static void assertUnbounded(Coefficient coefficient) {
    assertThat(coefficient.standardError()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(coefficient.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(coefficient.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(coefficient.excludesZero()).isFalse();
  }
}
