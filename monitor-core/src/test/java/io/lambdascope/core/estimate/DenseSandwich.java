package io.lambdascope.core.estimate;

import io.lambdascope.core.match.RawObservation;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The naive implementation of the cluster-robust interval: by its definition from the rows
 * themselves, everything summed anew for each cluster, without scaling. For full rank from the
 * first cluster on.
 *
 * @param lambda Λ̂
 * @param covariance M⁻¹ (Σ u uᵀ) M⁻¹, r × r
 * @param degreesOfFreedom by coefficient
 * @param independentVariance of Λ̂_j if all equations were independent
 * @param designEffect tr(M₂⁻¹ Σ u uᵀ)/(r σ̂²)
 * @param residualVariance σ̂²
 */
record DenseSandwich(
    double[] lambda,
    double[][] covariance,
    double[] degreesOfFreedom,
    double[] independentVariance,
    double designEffect,
    double residualVariance) {

  /** The weight that an observation has at an iteration, never regained. */
  interface Aging {
    double weight(long now, RawObservation observation, long endOfCluster);
  }

  /** Λ̂ after all clusters; with one cluster there is no covariance. */
  static DenseSandwich of(List<List<RawObservation>> clusters, Aging aging) {
    int n = clusters.size();
    long now = end(clusters.get(n - 1));
    int r = clusters.get(0).get(0).regularizers();
    RealVector lambda = solve(clusters, now, aging);
    double[] all = new double[r];
    double[] squares = new double[r];
    double[] fourths = new double[r];
    RealMatrix products = new Array2DRowRealMatrix(r, r);
    for (int c = 0; c < n; c++) {
      List<RawObservation> cluster = clusters.get(c);
      RawObservation last = cluster.get(cluster.size() - 1);
      long end = end(cluster);
      double aged = aging.weight(now, last, end) / aging.weight(end, last, end);
      double[] v = design(cluster, end, aging);
      for (int j = 0; j < r; j++) {
        all[j] += Math.pow(aged * v[j], 2);
      }
      List<List<RawObservation>> before = clusters.subList(0, c);
      if (before.stream().noneMatch(b -> design(b, end, aging)[0] > 0)) {
        continue;
      }
      RealVector innovation = score(cluster, end, aging, solve(before, end, aging));
      for (int j = 0; j < r; j++) {
        double sum = 0;
        double squared = 0;
        for (List<RawObservation> b : before) {
          double weight = design(b, end, aging)[j];
          sum += weight;
          squared += weight * weight;
        }
        innovation.setEntry(
            j, aged * innovation.getEntry(j) / Math.sqrt(1 + squared / (sum * sum)));
        squares[j] += Math.pow(aged * v[j], 2);
        fourths[j] += Math.pow(aged * v[j], 4);
      }
      products = products.add(innovation.outerProduct(innovation));
    }
    double[] degreesOfFreedom = new double[r];
    for (int j = 0; j < r; j++) {
      degreesOfFreedom[j] = squares[j] * squares[j] / fourths[j];
      for (int i = 0; i < r; i++) {
        products.multiplyEntry(i, j, Math.sqrt(all[i] / squares[i] * all[j] / squares[j]));
      }
    }
    RealMatrix inverse = inverse(gram(clusters, now, aging, 1));
    RealMatrix squaredGram = gram(clusters, now, aging, 2);
    double variance = residualVariance(clusters, now, aging, lambda);
    RealMatrix independent = inverse.multiply(squaredGram).multiply(inverse);
    double[] independentVariance = new double[r];
    for (int j = 0; j < r; j++) {
      independentVariance[j] = variance * independent.getEntry(j, j);
    }
    return new DenseSandwich(
        lambda.toArray(),
        inverse.multiply(products).multiply(inverse).getData(),
        degreesOfFreedom,
        independentVariance,
        inverse(squaredGram).multiply(products).getTrace() / r / variance,
        variance);
  }

  /** Upper end of the interval of coefficient j. */
  double upper(int j, double confidence) {
    return lambda[j]
        + Math.sqrt(covariance[j][j])
            * new TDistribution(degreesOfFreedom[j])
                .inverseCumulativeProbability(0.5 + confidence / 2);
  }

  private static long end(List<RawObservation> cluster) {
    return cluster.get(cluster.size() - 1).iteration();
  }

  private static RealMatrix inverse(RealMatrix matrix) {
    return new LUDecomposition(matrix, 0).getSolver().getInverse();
  }

  private static RealMatrix rows(RawObservation observation) {
    return new Array2DRowRealMatrix(observation.design());
  }

  /** Σ w^power A. */
  private static RealMatrix gram(
      List<List<RawObservation>> clusters, long now, Aging aging, int power) {
    int r = clusters.get(0).get(0).regularizers();
    RealMatrix sum = new Array2DRowRealMatrix(r, r);
    for (List<RawObservation> cluster : clusters) {
      for (RawObservation o : cluster) {
        double weight = Math.pow(aging.weight(now, o, end(cluster)), power);
        sum = sum.add(rows(o).transpose().multiply(rows(o)).scalarMultiply(weight));
      }
    }
    return sum;
  }

  /** Σ w A_jj of a cluster. */
  private static double[] design(List<RawObservation> cluster, long now, Aging aging) {
    RealMatrix gram = gram(List.of(cluster), now, aging, 1);
    double[] diagonal = new double[gram.getRowDimension()];
    for (int j = 0; j < diagonal.length; j++) {
      diagonal[j] = gram.getEntry(j, j);
    }
    return diagonal;
  }

  private static RealVector residual(RawObservation o, RealVector lambda) {
    return new ArrayRealVector(o.deviation()).subtract(rows(o).operate(lambda));
  }

  /** Σ w Φᵀ(b − ΦΛ) of a cluster. */
  private static RealVector score(
      List<RawObservation> cluster, long now, Aging aging, RealVector lambda) {
    RealVector sum = new ArrayRealVector(lambda.getDimension());
    for (RawObservation o : cluster) {
      double weight = aging.weight(now, o, end(cluster));
      sum = sum.add(rows(o).transpose().operate(residual(o, lambda)).mapMultiply(weight));
    }
    return sum;
  }

  private static RealVector solve(List<List<RawObservation>> clusters, long now, Aging aging) {
    int r = clusters.get(0).get(0).regularizers();
    RealVector zero = new ArrayRealVector(r);
    RealVector cross = zero;
    for (List<RawObservation> cluster : clusters) {
      cross = cross.add(score(cluster, now, aging, zero));
    }
    return new LUDecomposition(gram(clusters, now, aging, 1), 0).getSolver().solve(cross);
  }

  private static double residualVariance(
      List<List<RawObservation>> clusters, long now, Aging aging, RealVector lambda) {
    double energy = 0;
    double equations = 0;
    for (List<RawObservation> cluster : clusters) {
      for (RawObservation o : cluster) {
        double weight = aging.weight(now, o, end(cluster));
        RealVector residual = residual(o, lambda);
        energy += weight * residual.dotProduct(residual);
        equations += weight * o.equations();
      }
    }
    return energy / (equations - lambda.getDimension());
  }

  /**
   * Asserts that an estimate is this one, to a share of its standard error: of the larger of the
   * two, since a single innovation may be small by chance.
   */
  void assertIs(LambdaEstimate estimate) {
    EstimatorInvariants.check(estimate);
    for (int j = 0; j < lambda.length; j++) {
      Coefficient coefficient = estimate.coefficient(j);
      double error = Math.sqrt(covariance[j][j]);
      double independent = Math.sqrt(independentVariance[j]);
      EstimatorInvariants.assertClose(coefficient.value(), lambda[j], independent);
      EstimatorInvariants.assertClose(coefficient.standardError(), error, larger(j));
      EstimatorInvariants.assertClose(
          coefficient.independentStandardError(), independent, independent);
      // The quantile's own solver stops at 1e-9.
      double width = upper(j, estimate.confidence()) - lambda[j];
      EstimatorInvariants.assertClose(
          coefficient.upper() - coefficient.value(), width, 100 * width + larger(j));
      for (int i = 0; i < lambda.length; i++) {
        EstimatorInvariants.assertClose(
            estimate.covariance()[i * lambda.length + j], covariance[i][j], larger(i) * larger(j));
      }
    }
    EstimatorInvariants.assertClose(
        estimate.fit().designEffect().orElseThrow(), designEffect, 1 + designEffect);
  }

  private double larger(int j) {
    return Math.sqrt(Math.max(covariance[j][j], independentVariance[j]));
  }
}
