package io.lambdascope.core.verdict;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The weighted sum Σ w_k f_k of a series of vectors with its covariance from successive
 * differences, ½ Σ w_k² (f_k − f_{k−1})(f_k − f_{k−1})ᵀ (von Neumann, Kent, Bellinson and Hart,
 * Annals of Mathematical Statistics 12, 1941).
 *
 * <p>Why differences: the size of the deviations changes by orders of magnitude over a training
 * run. That is a trend, not noise; about the mean it would count as noise and drown the answer.
 * Noise that is independent between observations is all that is left of a difference. The first
 * observation has none; the others' stand for it in proportion to w².
 *
 * <p>Mutable, one thread; O(d²) an addition and of memory.
 */
final class SeriesSum {

  private final double[] sum;
  private final double[] last;
  private final double[] differences; // lower triangle
  private double weights;
  private double squaredWeights;
  private double differenceWeights;

  SeriesSum(int length) {
    this.sum = new double[length];
    this.last = new double[length];
    this.differences = new double[length * (length + 1) / 2];
  }

  SeriesSum copy() {
    SeriesSum copy = new SeriesSum(sum.length);
    System.arraycopy(sum, 0, copy.sum, 0, sum.length);
    System.arraycopy(last, 0, copy.last, 0, last.length);
    System.arraycopy(differences, 0, copy.differences, 0, differences.length);
    copy.weights = weights;
    copy.squaredWeights = squaredWeights;
    copy.differenceWeights = differenceWeights;
    return copy;
  }

  /** Adds all of it to a row of numbers, from which {@link #read} takes it. */
  void write(List<Double> numbers) {
    for (double[] part : new double[][] {sum, last, differences}) {
      for (double number : part) {
        numbers.add(number);
      }
    }
    numbers.add(weights);
    numbers.add(squaredWeights);
    numbers.add(differenceWeights);
  }

  /** Takes over what {@link #write} has written of a sum of the same length. */
  void read(Iterator<Double> numbers) {
    for (double[] part : new double[][] {sum, last, differences}) {
      for (int i = 0; i < part.length; i++) {
        part[i] = numbers.next();
      }
    }
    weights = numbers.next();
    squaredWeights = numbers.next();
    differenceWeights = numbers.next();
  }

  /** Multiplies the weights of all vectors so far, and adds one of weight 1. */
  void add(double[] vector, double pastWeight) {
    double squared = pastWeight * pastWeight;
    boolean first = weights == 0;
    int k = 0;
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] * pastWeight + vector[i];
      double half = first ? 0 : 0.5 * (vector[i] - last[i]);
      for (int j = 0; j <= i; j++, k++) {
        differences[k] = differences[k] * squared + half * (vector[j] - last[j]);
      }
    }
    System.arraycopy(vector, 0, last, 0, last.length);
    weights = weights * pastWeight + 1;
    squaredWeights = squaredWeights * squared + 1;
    differenceWeights = first ? 0 : differenceWeights * squared + 1;
  }

  /** Changes the units: entry i of every vector so far is multiplied by {@code factors[i]}. */
  void rescale(double[] factors) {
    int k = 0;
    for (int i = 0; i < sum.length; i++) {
      sum[i] *= factors[i];
      last[i] *= factors[i];
      for (int j = 0; j <= i; j++, k++) {
        differences[k] *= factors[i] * factors[j];
      }
    }
  }

  /** Σw. */
  double weights() {
    return weights;
  }

  /** (Σw)²/Σw², Kish's effective number of vectors. */
  double effectiveNumber() {
    return weights * weights / squaredWeights;
  }

  /** False before the second vector: nothing tells the noise. */
  boolean hasCovariance() {
    return differenceWeights > 0;
  }

  /**
   * Of the covariance. For n equal weights the variance of the estimate is that of a χ² of 2(n −
   * 1)²/(3n − 4) degrees of freedom, within a hundredth (2n − 1)/3.
   */
  double degreesOfFreedom() {
    return (2 * effectiveNumber() - 1) / 3;
  }

  /** Entry i of the sum. */
  double sum(int i) {
    return sum[i];
  }

  /** The covariance of the sum, times a vector; zeros before the second vector. */
  double[] covarianceTimes(double[] vector) {
    double[] product = new double[sum.length];
    if (!hasCovariance()) {
      return product;
    }
    int k = 0;
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < i; j++, k++) {
        product[i] += differences[k] * vector[j];
        product[j] += differences[k] * vector[i];
      }
      product[i] += differences[k] * vector[i];
      k++;
    }
    double standIn = squaredWeights / differenceWeights;
    Arrays.setAll(product, i -> product[i] * standIn);
    return product;
  }
}
