package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.NormalizedGram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Λ̂ and its doubt from the sums over clusters; the rationale is in {@link WeightedLeastSquares}.
 * Without state.
 */
final class SandwichEstimate {

  private final long iteration;
  private final ClusterSums sums;
  private final double[] lagVariances;
  private final DyadicScale scale;
  private final EstimatorOptions options;
  private final NormalizedGram normalized;
  private final double[] lambda;
  private final double residualEnergy;
  private final double residualVariance;

  private SandwichEstimate(
      long iteration,
      ClusterSums sums,
      double[] lagVariances,
      DyadicScale scale,
      EstimatorOptions options) {
    this.iteration = iteration;
    this.lagVariances = lagVariances;
    this.sums = sums;
    this.scale = scale;
    this.options = options;
    this.normalized = new NormalizedGram(sums.gram, sums.r);
    this.lambda = normalized.solve(sums.cross);
    this.residualEnergy =
        NormalEquations.residualEnergy(sums.gram, sums.cross, sums.energy, lambda);
    // A zero or dependent column takes no equation from the others.
    double left = sums.equations - normalized.rank();
    this.residualVariance = left > 0 ? residualEnergy / left : Double.POSITIVE_INFINITY;
  }

  /**
   * Computes it.
   *
   * @param iteration of the last observation
   * @param sums over one observation at least, every cluster closed
   * @param lagVariances what lagging behind a Λ that moves adds to each variance, in units of scale
   * @param scale of the sums
   * @param kind of the covariance
   */
  static LambdaEstimate of(
      long iteration,
      ClusterSums sums,
      double[] lagVariances,
      DyadicScale scale,
      EstimatorOptions options,
      CovarianceKind kind) {
    SandwichEstimate sandwich = new SandwichEstimate(iteration, sums, lagVariances, scale, options);
    return switch (kind) {
      case CLUSTER_ROBUST -> sandwich.clusterRobust();
      case INDEPENDENT_EQUATIONS -> sandwich.independentEquations();
    };
  }

  private LambdaEstimate independentEquations() {
    double[] degreesOfFreedom = new double[sums.r];
    Arrays.fill(degreesOfFreedom, sums.equations - normalized.rank());
    return estimate(
        CovarianceKind.INDEPENDENT_EQUATIONS,
        independentCovariance(),
        degreesOfFreedom,
        OptionalDouble.empty());
  }

  /** σ̂² M⁻¹ (Σ w² A) M⁻¹: all equations independent and of one variance. */
  private double[] independentCovariance() {
    double[] covariance = normalized.sandwich(sums.squaredGram);
    for (int i = 0; i < covariance.length; i++) {
      // 0 · ∞ where nothing tells the variance: nothing is known.
      covariance[i] =
          residualVariance == Double.POSITIVE_INFINITY
              ? Double.POSITIVE_INFINITY
              : covariance[i] * residualVariance;
    }
    return covariance;
  }

  private LambdaEstimate clusterRobust() {
    int r = sums.r;
    // Clusters without an innovation have the others' stand for them.
    double[] standIn = new double[r];
    double[] degreesOfFreedom = new double[r];
    for (int j = 0; j < r; j++) {
      double withInnovation = sums.innovationSquares[j];
      if (withInnovation > 0) {
        standIn[j] = Math.sqrt(sums.designSquares[j] / withInnovation);
        // At most as many as terms, also where their fourth powers are too small for a double.
        degreesOfFreedom[j] =
            Math.min(
                withInnovation * withInnovation / sums.innovationFourths[j],
                (double) sums.observations);
      }
    }
    double[] meat = sums.innovationProducts.clone();
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        meat[i * r + j] *= standIn[i] * standIn[j];
      }
    }
    return estimate(
        CovarianceKind.CLUSTER_ROBUST,
        normalized.sandwich(meat),
        degreesOfFreedom,
        designEffect(meat, degreesOfFreedom));
  }

  /** The mean eigenvalue of M₂⁻¹ · meat / σ̂², M₂ = Σ w² A. */
  private OptionalDouble designEffect(double[] meat, double[] degreesOfFreedom) {
    int r = sums.r;
    boolean known = Arrays.stream(degreesOfFreedom).anyMatch(d -> d > 0);
    if (!known || !(residualVariance > 0 && residualVariance < Double.POSITIVE_INFINITY)) {
      return OptionalDouble.empty();
    }
    NormalizedGram squared = new NormalizedGram(sums.squaredGram, r);
    double trace = 0;
    double[] column = new double[r];
    for (int j = 0; j < r; j++) {
      for (int i = 0; i < r; i++) {
        column[i] = meat[i * r + j];
      }
      trace += squared.solve(column)[j];
    }
    return squared.rank() > 0
        ? OptionalDouble.of(Math.max(trace, 0) / squared.rank() / residualVariance)
        : OptionalDouble.empty();
  }

  private LambdaEstimate estimate(
      CovarianceKind kind,
      double[] covariance,
      double[] degreesOfFreedom,
      OptionalDouble designEffect) {
    int r = sums.r;
    double[] independent =
        kind == CovarianceKind.INDEPENDENT_EQUATIONS ? covariance : independentCovariance();
    List<Coefficient> coefficients = new ArrayList<>(r);
    for (int j = 0; j < r; j++) {
      covariance[j * r + j] += lagVariances[j];
      coefficients.add(
          CoefficientInterval.of(
              scale,
              j,
              lambda[j],
              covariance[j * r + j],
              independent[j * r + j],
              degreesOfFreedom[j],
              normalized.varianceInflation(j),
              options));
    }
    double[] inWorldUnits = new double[r * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        boolean known = degreesOfFreedom[i] > 0 && degreesOfFreedom[j] > 0;
        inWorldUnits[i * r + j] =
            known ? scale.covariance(i, j, covariance[i * r + j]) : Double.POSITIVE_INFINITY;
      }
    }
    double energy = sums.energy;
    return new LambdaEstimate(
        iteration,
        coefficients,
        inWorldUnits,
        kind,
        options.confidence(),
        new Fit(
            energy > 0 ? 1 - residualEnergy / energy : 1,
            energy > 0 ? Math.sqrt(residualEnergy / energy) : 0,
            scale.energy(energy),
            normalized.conditionNumber(),
            sums.equations,
            sums.observations,
            sums.weights * sums.weights / sums.squaredWeights,
            designEffect));
  }
}
