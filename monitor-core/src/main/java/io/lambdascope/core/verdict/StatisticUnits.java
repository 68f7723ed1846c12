package io.lambdascope.core.verdict;

import io.lambdascope.core.match.ReplicatedMatch;
import java.util.Arrays;

/**
 * Units, powers of two, in which no column and no deviation of the observations so far is longer
 * than about 1, so that products of products neither overflow nor vanish. A change of units is
 * exact, save for what becomes negligible.
 *
 * <p>Immutable. Entries that no real vectors can have (|φ_i · φ_j| > ‖φ_i‖‖φ_j‖: rounding, or a
 * caller's error) are brought back to that bound, so that nothing here can overflow.
 */
record StatisticUnits(int[] columns, int deviation) {

  /** Of what was always zero so far. */
  private static final int NONE = Integer.MIN_VALUE;

  /** For r columns, before the first observation. */
  static StatisticUnits none(int regularizers) {
    int[] columns = new int[regularizers];
    Arrays.fill(columns, NONE);
    return new StatisticUnits(columns, NONE);
  }

  /** These, or larger ones where the observation needs them. */
  StatisticUnits including(ReplicatedMatch match) {
    int[] larger = columns.clone();
    for (int j = 0; j < larger.length; j++) {
      larger[j] = Math.max(larger[j], unit(match.gram(j, j)));
    }
    int largest = deviation;
    for (int k = 0; k < match.replicates(); k++) {
      largest = Math.max(largest, unit(match.product(k, k)));
    }
    return new StatisticUnits(larger, largest);
  }

  /** The exponent of a length above the root of this energy. */
  private static int unit(double energy) {
    return energy > 0 ? Math.getExponent(Math.sqrt(energy)) + 1 : NONE;
  }

  /** The observation in these units. */
  ReplicatedMatch express(ReplicatedMatch match) {
    int r = match.regularizers();
    int replicates = match.replicates();
    double[] columnLength = new double[r];
    Arrays.setAll(columnLength, j -> length(match.gram(j, j), columns[j]));
    double[] deviationLength = new double[replicates];
    Arrays.setAll(deviationLength, k -> length(match.product(k, k), deviation));
    double[] gram = new double[r * r];
    double[] crosses = new double[replicates * r];
    double[] products = new double[replicates * replicates];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        double symmetric = 0.5 * match.gram(i, j) + 0.5 * match.gram(j, i);
        gram[i * r + j] =
            product(symmetric, columns[i], columns[j], columnLength[i] * columnLength[j]);
      }
    }
    for (int k = 0; k < replicates; k++) {
      for (int j = 0; j < r; j++) {
        crosses[k * r + j] =
            product(match.cross(k, j), deviation, columns[j], deviationLength[k] * columnLength[j]);
      }
      for (int l = 0; l < replicates; l++) {
        double symmetric = 0.5 * match.product(k, l) + 0.5 * match.product(l, k);
        products[k * replicates + l] =
            product(symmetric, deviation, deviation, deviationLength[k] * deviationLength[l]);
      }
    }
    return new ReplicatedMatch(match.iteration(), match.equations(), gram, crosses, products);
  }

  /**
   * A length in units of a deviation in these units; 0 where there was no deviation yet to take a
   * unit from.
   */
  double expressDeviation(double length) {
    return deviation == NONE ? 0 : Math.scalb(length, -deviation);
  }

  private static double length(double energy, int unit) {
    return energy > 0 ? Math.scalb(Math.sqrt(energy), -unit) : 0;
  }

  private static double product(double value, int unit, int otherUnit, double bound) {
    if (bound == 0) {
      return 0;
    }
    double expressed = Math.scalb(value, -(unit + otherUnit));
    return Math.max(-bound, Math.min(bound, expressed));
  }

  /** What a length in {@code before} units of column j is multiplied by to be in these. */
  double columnFactor(StatisticUnits before, int j) {
    return factor(before.columns[j], columns[j]);
  }

  /** What a deviation's length in {@code before} units is multiplied by to be in these. */
  double deviationFactor(StatisticUnits before) {
    return factor(before.deviation, deviation);
  }

  private static double factor(int before, int after) {
    return before == NONE ? 1 : Math.scalb(1.0, before - after);
  }
}
