package io.lambdascope.core.match;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One observation before it is condensed: the p × r design and the p deviations themselves. The
 * truth that the statistics, and all that is estimated from them, are compared with.
 */
public record RawObservation(long iteration, double[][] design, double[] deviation) {

  /** A design and noise of independent standard normals, the deviation Φλ + noiseScale · ξ. */
  public static RawObservation gaussian(
      RandomGenerator random, long iteration, int p, double[] lambda, double noiseScale) {
    double[][] design = gaussianDesign(random, p, lambda.length);
    return of(iteration, design, lambda, noiseScale, random);
  }

  /** As {@link #gaussian} on a given design. */
  public static RawObservation of(
      long iteration,
      double[][] design,
      double[] lambda,
      double noiseScale,
      RandomGenerator random) {
    double[] deviation = new double[design.length];
    for (int i = 0; i < design.length; i++) {
      for (int j = 0; j < lambda.length; j++) {
        deviation[i] += design[i][j] * lambda[j];
      }
      deviation[i] += noiseScale == 0 ? 0 : noiseScale * random.nextGaussian();
    }
    return new RawObservation(iteration, design, deviation);
  }

  /** Independent standard normals, p × r. */
  public static double[][] gaussianDesign(RandomGenerator random, int p, int r) {
    double[][] design = new double[p][r];
    for (double[] row : design) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return design;
  }

  public int equations() {
    return deviation.length;
  }

  public int regularizers() {
    return design[0].length;
  }

  /** The statistics by their definition, one dot product each. */
  public GradientMatch toMatch() {
    int r = regularizers();
    double[] gram = new double[r * r];
    double[] cross = new double[r];
    double energy = 0;
    for (int i = 0; i < equations(); i++) {
      for (int j = 0; j < r; j++) {
        for (int k = 0; k < r; k++) {
          gram[j * r + k] += design[i][j] * design[i][k];
        }
        cross[j] += design[i][j] * deviation[i];
      }
      energy += deviation[i] * deviation[i];
    }
    return new GradientMatch(iteration, equations(), gram, cross, energy);
  }

  /** The same with the deviation multiplied by {@code factor}. */
  public RawObservation scaleDeviation(double factor) {
    return new RawObservation(
        iteration, design, Arrays.stream(deviation).map(b -> b * factor).toArray());
  }

  /** The same with one column multiplied by {@code factor}. */
  public RawObservation scaleColumn(int column, double factor) {
    double[][] scaled = new double[equations()][];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = design[i].clone();
      scaled[i][column] *= factor;
    }
    return new RawObservation(iteration, scaled, deviation);
  }

  /** The same with column j of the result being column {@code from[j]}; repeats are allowed. */
  public RawObservation selectColumns(int... from) {
    double[][] selected = new double[equations()][];
    for (int i = 0; i < selected.length; i++) {
      double[] row = design[i];
      selected[i] = Arrays.stream(from).mapToDouble(j -> row[j]).toArray();
    }
    return new RawObservation(iteration, selected, deviation);
  }

  /** The equations of both, one under the other, at this one's iteration. */
  public RawObservation stack(RawObservation other) {
    double[][] rows = Arrays.copyOf(design, equations() + other.equations());
    double[] deviations = Arrays.copyOf(deviation, rows.length);
    System.arraycopy(other.design, 0, rows, equations(), other.equations());
    System.arraycopy(other.deviation, 0, deviations, equations(), other.equations());
    return new RawObservation(iteration, rows, deviations);
  }
}
