package io.lambdascope.core.theory;

import io.lambdascope.core.linalg.InformationMatrix;
import io.lambdascope.core.linalg.SymmetricEigen;

/**
 * The bound on the error of gradient matching with r candidate regularizers: with probability at
 * least 1 − δ,
 *
 * <pre>‖Λ̂ − Λ*‖₂ ≤ (2σ√(2ρ)/κ)·√((r·log 5 + log(2/δ))/p) + α/√κ,</pre>
 *
 * <p>for −∇L = ΦΛ* + ξ + a with ξ sub-Gaussian of covariance proxy σ²Σ and a fixed bias a. It sees
 * the number of parameters only as p_eff = p/ρ.
 *
 * <p>Immutable. Infinite where κ = 0, that is for dependent columns. Reference: Theorem 1, App. B.1
 * of arXiv 2605.05436.
 *
 * @param noise σ ≥ 0
 * @param correlation ρ ≥ 0, the largest eigenvalue of (ΦᵀΦ)^(−½)ΦᵀΣΦ(ΦᵀΦ)^(−½); 1 for Σ = I
 * @param conditioning κ ≥ 0, the least eigenvalue of ΦᵀΦ/p
 * @param bias α ≥ 0, ‖(ΦᵀΦ)^(−½)Φᵀa‖/√p
 * @param regularizers r ≥ 1
 * @param equations p ≥ 1
 * @param failure δ, in (0, 1)
 */
public record GradientMatchingBound(
    double noise,
    double correlation,
    double conditioning,
    double bias,
    int regularizers,
    long equations,
    double failure) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a component is out of its range
   */
  public GradientMatchingBound {
    requireNotNegative("noise", noise);
    requireNotNegative("correlation", correlation);
    requireNotNegative("conditioning", conditioning);
    requireNotNegative("bias", bias);
    if (regularizers < 1 || equations < 1) {
      throw new IllegalArgumentException(
          "at least 1 regularizer and 1 equation are needed, given %d and %d"
              .formatted(regularizers, equations));
    }
    if (!(failure > 0 && failure < 1)) {
      throw new IllegalArgumentException("failure must lie in (0, 1), was " + failure);
    }
  }

  private static void requireNotNegative(String name, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException("%s must be at least 0, was %s".formatted(name, value));
    }
  }

  /** κ from ΦᵀΦ (r × r, row-major) and p; what is negative by rounding is 0. */
  public static double conditioning(double[] gram, int regularizers, long equations) {
    double least = Double.POSITIVE_INFINITY;
    for (double s : new SymmetricEigen(gram, regularizers).eigenvalues()) {
      least = Math.min(least, s);
    }
    return Math.max(least, 0) / equations;
  }

  /** ρ from ΦᵀΦ and ΦᵀΣΦ, both r × r, row-major. Directions that Φ does not span are left out. */
  public static double correlation(double[] gram, double[] noiseGram, int regularizers) {
    double[] root = inverseRoot(gram, regularizers);
    double[] whitened = product(product(root, noiseGram, regularizers), root, regularizers);
    double largest = 0;
    for (double s : new SymmetricEigen(whitened, regularizers).eigenvalues()) {
      largest = Math.max(largest, s);
    }
    return largest;
  }

  /** α from ΦᵀΦ, Φᵀa and p. Directions that Φ does not span are left out. */
  public static double bias(double[] gram, double[] biasCross, int regularizers, long equations) {
    double[] root = inverseRoot(gram, regularizers);
    double squares = 0;
    for (int i = 0; i < regularizers; i++) {
      double coordinate = 0;
      for (int j = 0; j < regularizers; j++) {
        coordinate += root[i * regularizers + j] * biasCross[j];
      }
      squares += coordinate * coordinate;
    }
    return Math.sqrt(squares / equations);
  }

  /** (ΦᵀΦ)^(−½), the pseudo-inverse's root where it is singular. */
  private static double[] inverseRoot(double[] gram, int size) {
    SymmetricEigen eigen = new SymmetricEigen(gram, size);
    double largest = 0;
    for (double s : eigen.eigenvalues()) {
      largest = Math.max(largest, s);
    }
    double floor = size * Math.ulp(1.0) * largest;
    return eigen.map(s -> s > floor ? 1 / Math.sqrt(s) : 0);
  }

  private static double[] product(double[] a, double[] b, int size) {
    double[] product = new double[size * size];
    new InformationMatrix(size).multiply(a, b, product);
    return product;
  }

  /** p_eff = p/ρ. */
  public double effectiveParameters() {
    return equations / correlation;
  }

  /** The part from noise, which falls as √(r/p_eff). */
  public double estimationError() {
    double deviations = Math.sqrt((regularizers * Math.log(5) + Math.log(2 / failure)) / equations);
    double spread = 2 * noise * Math.sqrt(2 * correlation);
    return spread == 0 ? 0 : spread / conditioning * deviations;
  }

  /** The part from bias, which does not fall with p. */
  public double approximationError() {
    return bias == 0 ? 0 : bias / Math.sqrt(conditioning);
  }

  /** The bound. */
  public double value() {
    return estimationError() + approximationError();
  }
}
