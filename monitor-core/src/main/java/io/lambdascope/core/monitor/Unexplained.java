package io.lambdascope.core.monitor;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.GradientMatch;
import java.util.OptionalDouble;

/** What an estimate leaves of one observation. */
final class Unexplained {

  private Unexplained() {}

  /**
   * ‖b − ΦΛ̂‖²/‖b‖² = (s − 2cᵀΛ̂ + Λ̂ᵀAΛ̂)/s, of b as it entered the regression. Above 1 where Λ̂,
   * which is of other observations too, makes this one worse. Empty where b is exactly zero.
   */
  static OptionalDouble share(GradientMatch match, LambdaEstimate estimate) {
    if (!(match.energy() > 0)) {
      return OptionalDouble.empty();
    }
    double explained = 0;
    for (int i = 0; i < match.regularizers(); i++) {
      double lambda = estimate.coefficient(i).value();
      double fitted = 0;
      for (int j = 0; j < match.regularizers(); j++) {
        fitted += match.gram(i, j) * estimate.coefficient(j).value();
      }
      explained += lambda * (2 * match.cross(i) - fitted);
    }
    // A perfect fit may round to below 0.
    return OptionalDouble.of(Math.max(0, 1 - explained / match.energy()));
  }
}
