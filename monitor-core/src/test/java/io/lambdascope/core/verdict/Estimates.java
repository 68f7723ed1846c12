package io.lambdascope.core.verdict;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CovarianceKind;
import io.lambdascope.core.estimate.Fit;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.LambdaEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Estimates made up for the tests. */
final class Estimates {

  private Estimates() {}

  /** Identified coefficients of these values, with intervals of a hundredth around them. */
  static LambdaEstimate of(double... values) {
    return of(
        Arrays.stream(values)
            .mapToObj(v -> coefficient(v - 0.01, v + 0.01, Identifiability.IDENTIFIED))
            .toList());
  }

  static LambdaEstimate of(List<Coefficient> coefficients) {
    int r = coefficients.size();
    return new LambdaEstimate(
        0,
        coefficients,
        new double[r * r],
        CovarianceKind.CLUSTER_ROBUST,
        0.95,
        new Fit(1, 0, 1, 1, 1, 1, 1, OptionalDouble.empty()));
  }

  static Coefficient coefficient(double lower, double upper, Identifiability identifiability) {
    double value = 0.5 * lower + 0.5 * upper;
    return new Coefficient(value, upper - value, upper - value, lower, upper, 1, identifiability);
  }
}
