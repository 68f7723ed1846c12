package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.GramSolver;
import io.lambdascope.core.match.GradientMatch;

/**
 * What one observation says of each coefficient by itself: its own least-squares estimate A⁻¹c,
 * whose variances are in proportion to the diagonal of A⁻¹. A jump of one coefficient does not show
 * in another's, however the columns change; {@link PseudoObservations}, which solve with a mean
 * over Gram matrices, let some of it through where there is next to no noise to hide it.
 *
 * <p>Mutable, for one thread; O(r³) an observation.
 */
public final class SingleObservation {

  private final int r;
  private final GramSolver solver;
  private final double[] values;
  private final double[] inverse;
  private boolean toldApart;

  /** Before the first observation. */
  public SingleObservation(int regularizers) {
    this.r = regularizers;
    this.solver = new GramSolver(r);
    this.values = new double[r];
    this.inverse = new double[r * r];
  }

  /**
   * Takes an observation in the place of the one before.
   *
   * @throws IllegalArgumentException when it has another number of regularizers
   */
  public void read(GradientMatch match) {
    if (match.regularizers() != r) {
      throw new IllegalArgumentException(
          "observation of %d regularizers where %d were announced"
              .formatted(match.regularizers(), r));
    }
    solver.factor(match.gram());
    solver.solve(match.cross(), values);
    solver.inverse(inverse);
    int columns = 0;
    for (int j = 0; j < r; j++) {
      columns += match.gram(j, j) > 0 ? 1 : 0;
    }
    // Of columns that it cannot tell apart the minimum norm would say something all the same.
    toldApart = solver.rank() == columns;
  }

  /** Whether it says anything finite about coefficient j. */
  public boolean isKnown(int j) {
    return toldApart
        && Double.isFinite(values[j])
        && relativeVariance(j) > 0
        && relativeVariance(j) < Double.POSITIVE_INFINITY;
  }

  /** What it says about λ_j; only where {@link #isKnown}. */
  public double value(int j) {
    return values[j];
  }

  /** (A⁻¹)_jj, to which the variance of {@link #value} is proportional; only where known. */
  public double relativeVariance(int j) {
    return inverse[j * r + j];
  }
}
