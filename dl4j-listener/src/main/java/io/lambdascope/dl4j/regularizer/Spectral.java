package io.lambdascope.dl4j.regularizer;

import io.lambdascope.core.linalg.SingularValues;
import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * R(W) = f(σ_1, σ_2, …), a symmetric function of the singular values; ∇R = U diag(∂f/∂σ) Vᵀ.
 *
 * @param derivative ∂f/∂σ_k for each k, from all σ; zero where σ_k is
 */
record Spectral(String name, Derivative derivative) implements MatrixRegularizer {

  /** ∂f/∂σ_k for each k, from all σ. */
  interface Derivative extends UnaryOperator<double[]>, Serializable {}

  /** f = Σ (σ² + ε²)^{p/2}. */
  static Spectral schatten(String name, double power, double smoothing) {
    if (!(power > 0 && power < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the power of a Schatten norm must be positive and finite, was " + power);
    }
    if (!(smoothing > 0 && smoothing < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the smoothing of %s must be positive and finite, was %s; the default is %s"
              .formatted(name, smoothing, Regularizers.DEFAULT_SMOOTHING));
    }
    return new Spectral(
        name,
        values -> {
          double[] d = new double[values.length];
          for (int k = 0; k < d.length; k++) {
            // hypot, so that squares of small values do not underflow.
            d[k] = power * values[k] * Math.pow(Math.hypot(values[k], smoothing), power - 2);
          }
          return d;
        });
  }

  /** f = Σσ²/max σ². */
  static double[] stableRank(double[] values) {
    int first = 0;
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      sum += values[k] * values[k];
      first = values[k] > values[first] ? k : first;
    }
    double[] d = new double[values.length];
    double largest = values[first];
    if (largest > 0) {
      for (int k = 0; k < d.length; k++) {
        d[k] = 2 * values[k] / (largest * largest);
      }
      d[first] -= 2 * sum / (largest * largest * largest);
    }
    return d;
  }

  /** f = −Σ π log π with π = σ²/Σσ². */
  static double[] entropy(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    double entropy = 0;
    for (double value : values) {
      double share = value * value / sum;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    double[] d = new double[values.length];
    for (int k = 0; k < d.length; k++) {
      double share = values[k] * values[k] / sum;
      d[k] = share > 0 ? -2 * values[k] / sum * (Math.log(share) + entropy) : 0;
    }
    return d;
  }

  @Override
  public INDArray gradient(INDArray matrix) {
    double[] entries = matrix.dup('c').data().asDouble();
    SingularValues svd = new SingularValues(entries, matrix.rows(), matrix.columns());
    return Nd4j.createFromArray(svd.withValues(derivative.apply(svd.values())))
        .reshape('c', matrix.rows(), matrix.columns());
  }
}
