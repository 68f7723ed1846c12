package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.GramSolver;
import io.lambdascope.core.match.GradientMatch;
import java.util.Arrays;

/**
 * What each observation alone says about each coefficient: y_k = Λ₀ + S_k⁻¹ C̄⁻¹ S_k⁻¹ (c_k −
 * A_kΛ₀), with S_k = diag(√A_k,jj), C̄ a running mean of the normalized Gram matrices
 * S_k⁻¹A_kS_k⁻¹, and Λ₀ a running mean of the y. With equal designs it is the observation's own
 * least-squares estimate; with changing ones its mean is, and its noise has a variance in
 * proportion to 1/A_k,jj.
 *
 * <p>So every coefficient becomes one scalar series that can be watched for change, whatever
 * estimator is in use. Mutable, for one thread; O(r³) an observation, O(r²) memory.
 */
public final class PseudoObservations {

  /** The normalized Gram matrix is the mean over about so many of the last observations. */
  private static final int GRAM_MEMORY = 20;

  /** Λ₀ is the mean over about so many of the last observations. */
  private static final int REFERENCE_MEMORY = 50;

  private final int r;
  private final double[] correlation;
  private final double[] reference;
  private final long[] counts;
  private final double[] values;
  private final double[] relativeVariances;

  // Room to work in.
  private final double[] scale;
  private final double[] innovation;
  private final GramSolver solver;

  /** Before the first observation. */
  public PseudoObservations(int regularizers) {
    this(new State(identity(regularizers), new double[regularizers], new long[regularizers]));
  }

  /** As it was. */
  public PseudoObservations(State state) {
    this.r = state.reference().length;
    this.correlation = state.correlation();
    this.reference = state.reference();
    this.counts = state.counts();
    this.values = new double[r];
    this.relativeVariances = new double[r];
    this.scale = new double[r];
    this.innovation = new double[r];
    this.solver = new GramSolver(r);
    Arrays.fill(values, Double.NaN);
  }

  /**
   * All that is remembered from one observation to the next.
   *
   * @param correlation C̄, r × r, row-major
   * @param reference Λ₀
   * @param counts how many observations had column j
   */
  public record State(double[] correlation, double[] reference, long[] counts) {
    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException when the sizes do not agree
     */
    public State {
      if (correlation.length != reference.length * reference.length
          || counts.length != reference.length) {
        throw new IllegalArgumentException(
            "correlation must be r × r and counts of length r for the r = %d of reference"
                .formatted(reference.length));
      }
      correlation = correlation.clone();
      reference = reference.clone();
      counts = counts.clone();
    }

    @Override
    public double[] correlation() {
      return correlation.clone();
    }

    @Override
    public double[] reference() {
      return reference.clone();
    }

    @Override
    public long[] counts() {
      return counts.clone();
    }
  }

  /** What is remembered. */
  public State state() {
    return new State(correlation, reference, counts);
  }

  private static double[] identity(int r) {
    double[] identity = new double[r * r];
    for (int j = 0; j < r; j++) {
      identity[j * r + j] = 1;
    }
    return identity;
  }

  /**
   * Takes an observation in; {@link #value} is then what it says.
   *
   * @throws IllegalArgumentException when it has another number of regularizers
   */
  public void update(GradientMatch match) {
    if (match.regularizers() != r) {
      throw new IllegalArgumentException(
          "observation of %d regularizers where %d were announced"
              .formatted(match.regularizers(), r));
    }
    for (int j = 0; j < r; j++) {
      scale[j] = Math.sqrt(Math.max(match.gram(j, j), 0));
      counts[j] += scale[j] > 0 ? 1 : 0;
    }
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < i; j++) {
        learnCorrelation(match, i, j);
      }
    }
    solver.factor(correlation);
    for (int i = 0; i < r; i++) {
      innovation[i] = scale[i] > 0 ? match.cross(i) / scale[i] : 0;
      for (int j = 0; j < r; j++) {
        innovation[i] -= normalized(match, i, j) * (scale[j] * reference[j]);
      }
    }
    solver.solve(innovation, innovation);
    for (int j = 0; j < r; j++) {
      if (scale[j] > 0) {
        double moved = innovation[j] / scale[j];
        values[j] = reference[j] + moved;
        relativeVariances[j] = 1 / (scale[j] * scale[j]);
        reference[j] += moved / Math.min(counts[j], REFERENCE_MEMORY);
      } else {
        values[j] = Double.NaN;
      }
    }
  }

  private void learnCorrelation(GradientMatch match, int i, int j) {
    if (scale[i] > 0 && scale[j] > 0) {
      long seen = Math.min(Math.min(counts[i], counts[j]), GRAM_MEMORY);
      correlation[i * r + j] += (normalized(match, i, j) - correlation[i * r + j]) / seen;
      correlation[j * r + i] = correlation[i * r + j];
    }
  }

  private double normalized(GradientMatch match, int i, int j) {
    return scale[i] > 0 && scale[j] > 0 ? match.gram(i, j) / scale[i] / scale[j] : 0;
  }

  /** Whether the last observation says anything finite about coefficient j. */
  public boolean isKnown(int j) {
    return Double.isFinite(values[j])
        && relativeVariances[j] > 0
        && relativeVariances[j] < Double.POSITIVE_INFINITY;
  }

  /** What the last observation says about λ_j; only where {@link #isKnown}. */
  public double value(int j) {
    return values[j];
  }

  /** 1/A_jj, to which the variance of {@link #value} is proportional; only where known. */
  public double relativeVariance(int j) {
    return relativeVariances[j];
  }
}
