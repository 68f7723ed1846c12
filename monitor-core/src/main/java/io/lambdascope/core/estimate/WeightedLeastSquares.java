package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.NormalizedGram;
import io.lambdascope.core.match.GradientMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Least squares over weighted observations, with a cluster-robust covariance from innovations. The
 * engine of the estimators of this package; not synchronized.
 *
 * <p>With weights w_k, M = Σ w_k A_k and Λ̂ = M⁻¹ Σ w_k c_k. Each observation is one cluster, its p
 * equations correlated in whatever way (App. B of arXiv 2605.05436), so only the scores u_k = c_k −
 * A_k Λ tell the noise. They are taken one step ahead, as innovations with Λ̂ of the observations
 * before. The covariance is the sandwich M⁻¹ (Σ w_k² u_k u_kᵀ) M⁻¹.
 *
 * <p>Why the divisor and the degrees of freedom: an innovation carries the error of the Λ̂ it was
 * predicted with. Where an observation's equations share their error, Λ̂_j is about the mean of the
 * observations' own λ̂_k,j, each of the same variance, with weights v_k = w_k A_k,jj. An
 * innovation's variance is then 1 + Σv²/(Σv)² times the score's, the sums over the observations
 * before it, so it is divided by the root of that (the recursive residuals of Brown, Durbin and
 * Evans, JRSS B 37, 1975). Those without an innovation are stood in for by the others' in
 * proportion to Σv², and Student's t has the effective number of terms, (Σv²)²/Σv⁴. This is exact
 * for equal designs and Gaussian noise, from the second observation on. Counting observations alike
 * (v = w) is not enough: with column norms that shrink, as gradients do, the first observation,
 * which has no innovation, weighs most, and the interval came out too narrow: for norms 0.7^k it
 * held the truth in 59 of 100 runs, not 95.
 *
 * <p>An observation that tells a direction for the first time (the first one of all, or the first
 * with a column that was zero before, such as the L2 gradient of biases that start at zero) has no
 * innovation: nothing was there to predict it with, and its distance from the minimum-norm solution
 * would be counted as noise for ever.
 */
final class WeightedLeastSquares {

  /**
   * Below this weight the past is dropped: it is far below rounding beside an observation of weight
   * 1, and its fourth power, which the degrees of freedom need, stays above the smallest double.
   */
  private static final double NEGLIGIBLE_WEIGHT = 1e-60;

  private final EstimatorOptions options;

  private double[] gram = {};
  private double[] cross = {};
  private double[] innovationProducts = {};
  private double energy;
  private double equations;
  private double weights;
  private double squaredWeights;
  // By column, of the weights w_k A_k,jj: squares of all; squares and fourth powers of those that
  // have an innovation.
  private double[] squaredDesignWeights = {};
  private double[] innovationWeights = {};
  private double[] squaredInnovationWeights = {};
  private long observations;
  private long lastIteration;
  // The gram's decomposition, which an observation's estimate and the next one's innovation share;
  // null before the first observation.
  private @Nullable NormalizedGram normalized;

  WeightedLeastSquares(EstimatorOptions options) {
    this.options = options;
  }

  WeightedLeastSquares copy() {
    WeightedLeastSquares copy = new WeightedLeastSquares(options);
    copy.gram = gram.clone();
    copy.cross = cross.clone();
    copy.innovationProducts = innovationProducts.clone();
    copy.energy = energy;
    copy.equations = equations;
    copy.weights = weights;
    copy.squaredWeights = squaredWeights;
    copy.squaredDesignWeights = squaredDesignWeights.clone();
    copy.innovationWeights = innovationWeights.clone();
    copy.squaredInnovationWeights = squaredInnovationWeights.clone();
    copy.observations = observations;
    copy.lastIteration = lastIteration;
    copy.normalized = normalized;
    return copy;
  }

  /** That of the last observation; 0 before the first. */
  long lastIteration() {
    return lastIteration;
  }

  /** Adds an observation to the others, all of the same weight. */
  void add(GradientMatch match) {
    add(match, 1);
  }

  /**
   * Multiplies the weight of all observations so far, and adds one of weight 1. When it throws,
   * nothing has changed.
   *
   * @param pastWeight the factor, in [0, 1]
   * @throws IllegalArgumentException when refused by {@link #check}, or when a sum overflows
   */
  void add(GradientMatch match, double pastWeight) {
    check(match);
    int r = match.regularizers();
    if (normalized == null || pastWeight < NEGLIGIBLE_WEIGHT) {
      startAfresh(r);
    }
    double squared = pastWeight * pastWeight;
    double[] gramAfter = sum(gram, pastWeight, match.gram());
    double[] crossAfter = sum(cross, pastWeight, match.cross());
    double energyAfter = energy * pastWeight + match.energy();
    refuseUnless(
        isFinite(gramAfter) && isFinite(crossAfter) && Double.isFinite(energyAfter), match);
    NormalizedGram before = normalized;
    NormalizedGram after = new NormalizedGram(gramAfter, r);
    boolean predicted = before != null && after.rank() <= before.rank();
    double[] productsAfter =
        sum(
            innovationProducts,
            squared,
            predicted ? products(innovation(match, before.solve(cross))) : new double[r * r]);
    refuseUnless(isFinite(productsAfter), match);

    gram = gramAfter;
    cross = crossAfter;
    innovationProducts = productsAfter;
    for (int j = 0; j < r; j++) {
      double design = match.gram(j, j) * match.gram(j, j);
      double innovationDesign = predicted ? design : 0;
      squaredDesignWeights[j] = squaredDesignWeights[j] * squared + design;
      innovationWeights[j] = innovationWeights[j] * squared + innovationDesign;
      squaredInnovationWeights[j] =
          squaredInnovationWeights[j] * (squared * squared) + innovationDesign * innovationDesign;
    }
    energy = energyAfter;
    equations = equations * pastWeight + match.equations();
    weights = weights * pastWeight + 1;
    squaredWeights = squaredWeights * squared + 1;
    observations++;
    lastIteration = match.iteration();
    normalized = after;
  }

  /** As new, for observations of r regularizers. */
  private void startAfresh(int r) {
    gram = new double[r * r];
    cross = new double[r];
    innovationProducts = new double[r * r];
    energy = 0;
    equations = 0;
    weights = 0;
    squaredWeights = 0;
    squaredDesignWeights = new double[r];
    innovationWeights = new double[r];
    squaredInnovationWeights = new double[r];
    observations = 0;
    normalized = null;
  }

  private static void refuseUnless(boolean finite, GradientMatch match) {
    if (!finite) {
      throw new IllegalArgumentException(
          "the sums overflow with this observation; drop it upstream and count it: " + match);
    }
  }

  /** c_k − A_k Λ. */
  private static double[] innovation(GradientMatch match, double[] predictedWith) {
    double[] innovation = match.cross();
    for (int i = 0; i < innovation.length; i++) {
      for (int j = 0; j < innovation.length; j++) {
        innovation[i] -= match.gram(i, j) * predictedWith[j];
      }
    }
    return innovation;
  }

  private double[] products(double[] innovation) {
    int r = innovation.length;
    double[] standardized = innovation.clone();
    for (int j = 0; j < r; j++) {
      double weight = gram[j * r + j];
      standardized[j] /=
          weight > 0 ? Math.sqrt(1 + squaredDesignWeights[j] / (weight * weight)) : 1;
    }
    double[] products = new double[r * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        products[i * r + j] = standardized[i] * standardized[j];
      }
    }
    return products;
  }

  /** Refuses what may not follow the observations so far. */
  void check(GradientMatch match) {
    if (!match.isFinite()) {
      throw new IllegalArgumentException(
          "an observation must be finite; drop it upstream and count it: " + match);
    }
    if (normalized == null) {
      return;
    }
    if (match.regularizers() != cross.length) {
      throw new IllegalArgumentException(
          "observation of %d regularizers after some of %d"
              .formatted(match.regularizers(), cross.length));
    }
    if (match.iteration() < lastIteration) {
      throw new IllegalArgumentException(
          "observations must come in the order of iterations: %d after %d"
              .formatted(match.iteration(), lastIteration));
    }
  }

  Optional<LambdaEstimate> estimate() {
    NormalizedGram normalized = this.normalized;
    if (normalized == null) {
      return Optional.empty();
    }
    int r = cross.length;
    double[] lambda = normalized.solve(cross);
    double residualEnergy = residualEnergy(lambda);

    boolean clustered = observations > 1;
    double[] degreesOfFreedom = new double[r];
    double[] covariance;
    if (clustered) {
      // Observations without an innovation have the others' stand for them.
      double[] standIn = new double[r];
      for (int j = 0; j < r; j++) {
        if (innovationWeights[j] > 0) {
          standIn[j] = Math.sqrt(squaredDesignWeights[j] / innovationWeights[j]);
          degreesOfFreedom[j] =
              innovationWeights[j] * innovationWeights[j] / squaredInnovationWeights[j];
        }
      }
      double[] meat = innovationProducts.clone();
      for (int i = 0; i < r; i++) {
        for (int j = 0; j < r; j++) {
          meat[i * r + j] *= standIn[i] * standIn[j];
        }
      }
      covariance = normalized.sandwich(meat);
    } else {
      // A zero or dependent column takes no equation from the others.
      double left = equations - normalized.rank();
      Arrays.fill(degreesOfFreedom, left);
      covariance = normalized.inverse();
      scale(covariance, left > 0 ? residualEnergy / left : 0);
    }
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        if (!(degreesOfFreedom[i] > 0 && degreesOfFreedom[j] > 0)) {
          covariance[i * r + j] = Double.POSITIVE_INFINITY;
        }
      }
    }
    return Optional.of(
        new LambdaEstimate(
            lastIteration,
            coefficients(normalized, lambda, covariance, degreesOfFreedom),
            covariance,
            clustered ? CovarianceKind.CLUSTER_ROBUST : CovarianceKind.INDEPENDENT_EQUATIONS,
            options.confidence(),
            new Fit(
                energy > 0 ? 1 - residualEnergy / energy : 1,
                energy > 0 ? Math.sqrt(residualEnergy / energy) : 0,
                energy,
                normalized.conditionNumber(),
                equations,
                observations,
                weights * weights / squaredWeights)));
  }

  /** ‖b − ΦΛ‖² = s − 2Λᵀc + ΛᵀMΛ, not below 0, where cancellation could take it. */
  private double residualEnergy(double[] lambda) {
    int r = lambda.length;
    double explained = 0;
    for (int i = 0; i < r; i++) {
      double row = 0;
      for (int j = 0; j < r; j++) {
        row += gram[i * r + j] * lambda[j];
      }
      explained += lambda[i] * (2 * cross[i] - row);
    }
    return Math.max(energy - explained, 0);
  }

  private List<Coefficient> coefficients(
      NormalizedGram normalized, double[] lambda, double[] covariance, double[] degreesOfFreedom) {
    int r = lambda.length;
    List<Coefficient> coefficients = new ArrayList<>(r);
    for (int j = 0; j < r; j++) {
      double quantile =
          degreesOfFreedom[j] > 0
              ? new TDistribution(degreesOfFreedom[j])
                  .inverseCumulativeProbability(0.5 + options.confidence() / 2)
              : Double.POSITIVE_INFINITY;
      double inflation = normalized.varianceInflation(j);
      Identifiability identifiability = options.bounds().classify(inflation);
      boolean bounded =
          identifiability != Identifiability.NOT_IDENTIFIED && Double.isFinite(quantile);
      double standardError =
          bounded ? Math.sqrt(Math.max(covariance[j * r + j], 0)) : Double.POSITIVE_INFINITY;
      double halfWidth = bounded ? quantile * standardError : Double.POSITIVE_INFINITY;
      coefficients.add(
          new Coefficient(
              lambda[j],
              standardError,
              lambda[j] - halfWidth,
              lambda[j] + halfWidth,
              inflation,
              identifiability));
    }
    return coefficients;
  }

  private static boolean isFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** factor · a + b. */
  private static double[] sum(double[] a, double factor, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] * factor + b[i]);
    return sum;
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
