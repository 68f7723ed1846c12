package io.lambdascope.core.estimate;

import io.lambdascope.core.match.GradientMatch;
import java.util.Arrays;
import java.util.List;

/**
 * Powers of two by which columns and deviations are divided, so that sums, their squares and their
 * fourth powers neither overflow nor vanish for statistics anywhere between 1e-300 and 1e300.
 *
 * <p>Column j is held as Φ_j / 2^x_j, the deviation as b / 2^e. Division by a power of two is
 * exact, so an answer does not depend on them. Statistics of ordinary size are not scaled at all.
 *
 * <p>Mutable, for one thread.
 */
final class DyadicScale {

  /**
   * Energies are kept within 2^±ROOM, about 1e±12. Their fourth powers, faded by {@link
   * FadingMemory} down to (1e-60)⁴, are then above 1e-290.
   */
  private static final int ROOM = 40;

  /** The exponent of zero: below that of every double. */
  private static final int NONE = -5000;

  private final int[] columns;
  private int deviation;
  private boolean isFixed;

  DyadicScale(int regularizers) {
    this(new int[regularizers], 0);
  }

  /** Units that suit the largest observation of a run and stay. */
  static DyadicScale fixedFor(List<GradientMatch> run) {
    DyadicScale scale = new DyadicScale(run.get(0).regularizers());
    for (int j = 0; j < scale.columns.length; j++) {
      int column = j;
      scale.columns[j] =
          shift(
              NONE,
              exponent(run.stream().mapToDouble(m -> m.gram(column, column)).max().orElse(0)));
    }
    scale.deviation =
        shift(NONE, exponent(run.stream().mapToDouble(GradientMatch::energy).max().orElse(0)));
    scale.isFixed = true;
    return scale;
  }

  DyadicScale(int[] columns, int deviation) {
    this.columns = columns.clone();
    this.deviation = deviation;
  }

  DyadicScale copy() {
    return new DyadicScale(columns, deviation);
  }

  int[] columns() {
    return columns.clone();
  }

  int deviation() {
    return deviation;
  }

  /**
   * By how much the exponents must grow so that a match fits beside the sums so far; zeros mostly.
   *
   * @param gram scaled sums so far, r × r
   * @param energy scaled sum so far
   * @param shifts where the answer goes: r of columns, then that of the deviation
   * @return whether any is not zero
   */
  boolean shiftsFor(GradientMatch match, double[] gram, double energy, int[] shifts) {
    if (isFixed) {
      return false;
    }
    int r = columns.length;
    boolean any = false;
    for (int j = 0; j < r; j++) {
      shifts[j] = shift(exponent(gram[j * r + j]), exponent(match.gram(j, j)) - 2 * columns[j]);
      any |= shifts[j] != 0;
    }
    shifts[r] = shift(exponent(energy), exponent(match.energy()) - 2 * deviation);
    return any || shifts[r] != 0;
  }

  private static int shift(int held, int incoming) {
    int larger = Math.max(held, incoming);
    boolean isZero = larger < NONE / 2;
    return isZero || Math.abs(larger) <= ROOM ? 0 : Math.floorDiv(larger, 2);
  }

  private static int exponent(double energy) {
    return energy > 0 ? Math.getExponent(energy) : NONE;
  }

  /**
   * By how much the exponents of two must grow to be those of the one with the larger sums.
   *
   * @param shifts where those of this one go
   * @param theirShifts where those of the other go
   */
  void shiftsToCommon(
      ClusterSums mine, DyadicScale other, ClusterSums theirs, int[] shifts, int[] theirShifts) {
    int r = columns.length;
    for (int j = 0; j < r; j++) {
      int common =
          common(mine.gram[j * r + j], columns[j], theirs.gram[j * r + j], other.columns[j]);
      shifts[j] = common - columns[j];
      theirShifts[j] = common - other.columns[j];
    }
    int common = common(mine.energy, deviation, theirs.energy, other.deviation);
    shifts[r] = common - deviation;
    theirShifts[r] = common - other.deviation;
  }

  private static int common(double energy, int x, double otherEnergy, int otherX) {
    return exponent(energy) + 2 * x >= exponent(otherEnergy) + 2 * otherX ? x : otherX;
  }

  /** Adds to the exponents; the sums must be shifted alike. */
  void shift(int[] shifts) {
    for (int j = 0; j < columns.length; j++) {
      columns[j] += shifts[j];
    }
    deviation += shifts[columns.length];
  }

  /** A in these units. */
  void gram(GradientMatch match, double[] into) {
    int r = columns.length;
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        into[i * r + j] = scaled(match.gram(i, j), columns[i] + columns[j]);
      }
    }
  }

  /** c in these units; exactly zero where the column or the deviation is. */
  void cross(GradientMatch match, double[] into) {
    for (int j = 0; j < columns.length; j++) {
      boolean isZero = match.gram(j, j) == 0 || match.energy() == 0;
      into[j] = isZero ? 0 : scaled(match.cross(j), columns[j] + deviation);
    }
  }

  /** s in these units. */
  double energy(GradientMatch match) {
    return scaled(match.energy(), 2 * deviation);
  }

  /** λ_j in the world's units; what is beyond the largest double is that. */
  double lambda(int j, double scaled) {
    double value = Math.scalb(scaled, deviation - columns[j]);
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
  }

  /**
   * The variance of λ_j in these units for a standard deviation in the world's; what is beyond the
   * largest double is that.
   */
  double scaledVariance(int j, double standardDeviation) {
    double scaled = Math.scalb(standardDeviation, columns[j] - deviation);
    return Math.min(scaled * scaled, Double.MAX_VALUE);
  }

  /** An error of λ_j in the world's units, perhaps infinite. */
  double error(int j, double scaled) {
    return Math.scalb(scaled, deviation - columns[j]);
  }

  /** A covariance of λ_i and λ_j in the world's units; may overflow to infinity or vanish. */
  double covariance(int i, int j, double scaled) {
    return Math.scalb(scaled, 2 * deviation - columns[i] - columns[j]);
  }

  /** An energy in the world's units. */
  double energy(double scaled) {
    return Math.min(Double.MAX_VALUE, Math.scalb(scaled, 2 * deviation));
  }

  private static double scaled(double value, int exponent) {
    return exponent == 0 ? value : Math.scalb(value, -exponent);
  }

  @Override
  public String toString() {
    return "DyadicScale[%s, %d]".formatted(Arrays.toString(columns), deviation);
  }
}
