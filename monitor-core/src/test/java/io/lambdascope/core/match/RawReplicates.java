package io.lambdascope.core.match;

import java.util.random.RandomGenerator;

/** Replicates of one observation before they are condensed: the p × r design and K deviations. */
public record RawReplicates(long iteration, double[][] design, double[][] deviations) {

  /**
   * Deviations Φλ + nuisance + noiseScale · ξ^i with independent standard normals ξ^i, another for
   * each replicate.
   */
  public static RawReplicates of(
      long iteration,
      double[][] design,
      double[] lambda,
      double[] nuisance,
      double noiseScale,
      int replicates,
      RandomGenerator random) {
    double[][] deviations = new double[replicates][design.length];
    for (int i = 0; i < design.length; i++) {
      double predictable = nuisance[i];
      for (int j = 0; j < lambda.length; j++) {
        predictable += design[i][j] * lambda[j];
      }
      for (double[] deviation : deviations) {
        deviation[i] = predictable + (noiseScale == 0 ? 0 : noiseScale * random.nextGaussian());
      }
    }
    return new RawReplicates(iteration, design, deviations);
  }

  /** One replicate alone. */
  public RawObservation replicate(int k) {
    return new RawObservation(iteration, design, deviations[k]);
  }

  /** The replicates' mean. */
  public RawObservation mean() {
    double[] mean = new double[design.length];
    for (double[] deviation : deviations) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += deviation[i] / deviations.length;
      }
    }
    return new RawObservation(iteration, design, mean);
  }

  /** The statistics by their definition. */
  public ReplicatedMatch toMatch() {
    int replicates = deviations.length;
    int r = design[0].length;
    double[] crosses = new double[replicates * r];
    double[] products = new double[replicates * replicates];
    for (int k = 0; k < replicates; k++) {
      for (int i = 0; i < design.length; i++) {
        for (int j = 0; j < r; j++) {
          crosses[k * r + j] += design[i][j] * deviations[k][i];
        }
        for (int l = 0; l < replicates; l++) {
          products[k * replicates + l] += deviations[k][i] * deviations[l][i];
        }
      }
    }
    return new ReplicatedMatch(
        iteration, design.length, replicate(0).toMatch().gram(), crosses, products);
  }

  /** The same with all deviations multiplied by {@code factor}. */
  public RawReplicates scaleDeviation(double factor) {
    double[][] scaled = new double[deviations.length][];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = replicate(k).scaleDeviation(factor).deviation();
    }
    return new RawReplicates(iteration, design, scaled);
  }

  /** The same with one column multiplied by {@code factor}. */
  public RawReplicates scaleColumn(int column, double factor) {
    return new RawReplicates(
        iteration, replicate(0).scaleColumn(column, factor).design(), deviations);
  }

  /** The same with column j of the result being column {@code from[j]}; repeats are allowed. */
  public RawReplicates selectColumns(int... from) {
    return new RawReplicates(iteration, replicate(0).selectColumns(from).design(), deviations);
  }
}
