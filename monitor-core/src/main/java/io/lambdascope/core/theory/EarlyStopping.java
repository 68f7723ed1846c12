package io.lambdascope.core.theory;

import io.lambdascope.core.linalg.SymmetricEigen;
import java.util.OptionalDouble;

/**
 * The quadratic penalty that stopping gradient descent on least squares after t steps amounts to:
 * Λ^(t) = V S((I − ηS)^(−t) − I)⁻¹ Vᵀ with XᵀX/n = VSVᵀ.
 *
 * <p>Which step and which loss: from θ^(0) = 0 the steps θ ← θ + η Xᵀ(y − Xθ)/n lead to θ^(t) = (I
 * − (I − ηS)^t) θ_OLS (in the basis V), so that Xᵀ(y − Xθ^(t))/n = S(I − ηS)^t θ_OLS = Λ^(t) θ^(t).
 * This is stationarity, −∇L = ∇R, for
 *
 * <ul>
 *   <li>L = (1/n)‖y − Xθ‖² with R = θᵀΛ^(t)θ, the objective of Eq. 5 as it is printed, and equally
 *   <li>L = (1/2n)‖y − Xθ‖² with R = ½θᵀΛ^(t)θ.
 * </ul>
 *
 * <p>η is the step on the second loss. A step of the size η on the first, θ ← θ + 2ηXᵀ(y − Xθ)/n,
 * has the penalty of 2η here. The identity is exact at every t, whatever y.
 *
 * <p>With 0 &lt; ηs &lt; 1 the penalty is positive and falls with t to 0; for s = 0, a direction
 * that the data does not have, it is 1/(ηt). At ηs = 1 one step arrives and the penalty is 0. For 1
 * &lt; ηs &lt; 2 the descent overshoots and the formula is (−1)^t-alternating: negative at odd t,
 * where the iterate is longer than the solution, but never below −s, so that θ^(t) still is the
 * only minimizer. From ηs = 2 on descent does not converge and no penalty stands for it: refused.
 *
 * <p>Immutable. Cost O(p³) once, then O(p²) a query, O(p³) the matrix. Reference: Eq. 5 of arXiv
 * 2605.05436; A. Ali, J. Z. Kolter, R. J. Tibshirani, A continuous-time view of early stopping for
 * least squares regression, AISTATS 2019.
 */
public final class EarlyStopping {

  private final SymmetricEigen secondMoment;
  private final int size;
  private final double stepSize;

  /**
   * The theory for one design.
   *
   * @param secondMoment XᵀX/n, p × p, row-major; eigenvalues below 0 are rounding and count as 0
   * @param size p
   * @param stepSize η of θ ← θ + η Xᵀ(y − Xθ)/n, above 0 and below 2 over the largest eigenvalue
   * @throws IllegalArgumentException when the sizes do not agree, an entry is not finite, or the
   *     step is out of its range
   */
  public EarlyStopping(double[] secondMoment, int size, double stepSize) {
    this.secondMoment = new SymmetricEigen(secondMoment, size);
    this.size = size;
    this.stepSize = stepSize;
    for (double s : this.secondMoment.eigenvalues()) {
      requireConvergence(s, stepSize);
    }
  }

  /**
   * The penalty in one eigendirection, s/((1 − ηs)^(−t) − 1), without overflow, underflow or 0/0.
   *
   * @param s eigenvalue of XᵀX/n; below 0 it counts as 0
   * @param stepSize η
   * @param iterations t, at least 1
   * @throws IllegalArgumentException when an argument is out of its range
   */
  public static double penalty(double s, double stepSize, long iterations) {
    requireConvergence(s, stepSize);
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "iterations must be at least 1, was %d; before the first step the penalty is infinite"
              .formatted(iterations));
    }
    double progress = stepSize * Math.max(s, 0);
    if (progress > 1) {
      double logRemaining = iterations * Math.log(progress - 1);
      return iterations % 2 == 0
          ? s / Math.expm1(-logRemaining)
          : -s / (1 + Math.exp(-logRemaining));
    }
    if (progress == 1) {
      return 0;
    }
    // s/expm1(x) with x = −t·log(1 − ηs), as a product of three factors that have limits at s = 0.
    double rate = -Math.log1p(-progress);
    double x = iterations * rate;
    double first = progress == 0 ? 1 : progress / rate;
    double second = x == 0 ? 1 : x / Math.expm1(x);
    return first * second / stepSize / iterations;
  }

  private static void requireConvergence(double s, double stepSize) {
    if (!(stepSize > 0 && stepSize < Double.POSITIVE_INFINITY) || !(stepSize * s < 2)) {
      throw new IllegalArgumentException(
          ("gradient descent converges for steps above 0 and below 2/s; the step %s is not for the"
                  + " eigenvalue s = %s: take a smaller step")
              .formatted(stepSize, s));
    }
  }

  /** Λ^(t), p × p, row-major. */
  public double[] matrix(long iterations) {
    return secondMoment.map(s -> penalty(s, stepSize, iterations));
  }

  /** tr Λ^(t)/p, the mean penalty over all directions. */
  public double meanPenalty(long iterations) {
    double trace = 0;
    for (double s : secondMoment.eigenvalues()) {
      trace += penalty(s, stepSize, iterations);
    }
    return trace / size;
  }

  /**
   * θᵀΛ^(t)θ/θᵀθ: what a single ridge coefficient λ‖θ‖², matched at θ = θ^(t), is exactly. Empty
   * for θ = 0.
   */
  public OptionalDouble ridgeEquivalent(double[] theta, long iterations) {
    double largest = 0;
    for (double x : theta) {
      largest = Math.max(largest, Math.abs(x));
    }
    if (largest == 0) {
      return OptionalDouble.empty();
    }
    double[] unit = new double[size];
    for (int i = 0; i < size; i++) {
      unit[i] = theta[i] / largest;
    }
    double[] coordinates = secondMoment.coordinates(unit);
    double[] eigenvalues = secondMoment.eigenvalues();
    double weighted = 0;
    double total = 0;
    for (int k = 0; k < size; k++) {
      double energy = coordinates[k] * coordinates[k];
      weighted += energy * penalty(eigenvalues[k], stepSize, iterations);
      total += energy;
    }
    return OptionalDouble.of(weighted / total);
  }
}
