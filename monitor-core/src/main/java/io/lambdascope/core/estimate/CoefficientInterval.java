package io.lambdascope.core.estimate;

/** Student's t interval of one coefficient, in the world's units. Without state. */
final class CoefficientInterval {

  private CoefficientInterval() {}

  /**
   * Makes the coefficient.
   *
   * @param lambda λ̂_j, and the variances, in the units of {@code scale}
   * @param degreesOfFreedom of the variance; not positive when nothing tells it
   */
  static Coefficient of(
      DyadicScale scale,
      int j,
      double lambda,
      double variance,
      double independentVariance,
      double degreesOfFreedom,
      double varianceInflation,
      EstimatorOptions options) {
    Identifiability identifiability = options.bounds().classify(varianceInflation);
    boolean identified = identifiability != Identifiability.NOT_IDENTIFIED;
    double error = identified && degreesOfFreedom > 0 ? root(variance) : Double.POSITIVE_INFINITY;
    double standardError = scale.error(j, error);
    double value = scale.lambda(j, lambda);
    double halfWidth =
        standardError < Double.POSITIVE_INFINITY
            ? StudentQuantile.of(options.confidence(), degreesOfFreedom) * standardError
            : Double.POSITIVE_INFINITY;
    return new Coefficient(
        value,
        standardError,
        scale.error(j, identified ? root(independentVariance) : Double.POSITIVE_INFINITY),
        value - halfWidth,
        value + halfWidth,
        varianceInflation,
        identifiability);
  }

  private static double root(double variance) {
    return Math.sqrt(Math.max(variance, 0));
  }
}
