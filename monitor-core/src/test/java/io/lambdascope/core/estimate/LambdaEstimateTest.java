package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LambdaEstimateTest {

  @Test
  void equals_sameNumbers_equalAndIndependentOfTheArrayGiven() {
    double[] covariance = {1};
    Fit fit = new Fit(1, 0, 0, 1, 1, 1, 1, OptionalDouble.empty());
    Coefficient coefficient = new Coefficient(1, 1, 1, 0, 2, 1, Identifiability.IDENTIFIED);
    LambdaEstimate estimate =
        new LambdaEstimate(
            3, List.of(coefficient), covariance, CovarianceKind.CLUSTER_ROBUST, 0.95, fit);
    LambdaEstimate same =
        new LambdaEstimate(
            3, List.of(coefficient), new double[] {1}, CovarianceKind.CLUSTER_ROBUST, 0.95, fit);
    covariance[0] = 99;
    estimate.covariance()[0] = 99;
    assertThat(estimate).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(estimate)
        .isNotEqualTo(
            new LambdaEstimate(
                3,
                List.of(coefficient),
                new double[] {2},
                CovarianceKind.CLUSTER_ROBUST,
                0.95,
                fit));
  }
}
