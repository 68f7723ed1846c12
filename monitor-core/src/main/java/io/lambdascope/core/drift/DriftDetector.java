package io.lambdascope.core.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells for every coefficient of Λ(t) whether it has changed, since when, which way and by how
 * much.
 *
 * <p>Observation k alone says y_kj of coefficient λ_j, with a noise of variance σ_j² h_kj: h_kj, up
 * to a factor, is known (1/A_jj of the observation's Gram matrix A), σ_j² and the level are not and
 * are learned as the observations come. Two statistics watch each coefficient:
 *
 * <ul>
 *   <li>a self-starting two-sided CUSUM (Hawkins, The Statistician 36, 1987) on the normal scores
 *       of the observations standardized by those before them, for changes of about a standard
 *       error of one observation and more. The Page–Hinkley test is the same statistic in other
 *       words: the cumulated deviation less k an observation, against its minimum so far.
 *   <li>a fast against a slow exponentially forgotten mean, half-lives in training iterations, for
 *       smaller ones that last.
 * </ul>
 *
 * <p>{@link DriftPhase#WARMING_UP} for the first ten observations; then {@link DriftPhase#STABLE}
 * until either statistic crosses its threshold; then {@link DriftPhase#DRIFTING} until a stretch of
 * observations has not moved within itself, which is the new normal. A slow ramp may therefore show
 * as several drifts one after another. A step in a series that was constant to 12 digits is a drift
 * after five observations.
 *
 * <p><b>What the false-alarm rate holds for:</b> noise that is independent from one observation to
 * the next and of one σ_j. Autocorrelated noise makes more alarms, unless the options are {@link
 * DriftOptions#forAutocorrelation} of it, and so does noise that grows; noise that shrinks makes
 * the detector slower. Soon after a beginning a small change is found late or never: the baseline
 * takes it in.
 *
 * <p>One thread. An update is O(1) a coefficient and allocates nothing, but for ten observations
 * after a drift; memory does not grow.
 */
public final class DriftDetector {

  /** The largest iteration: larger integers are not exact in a state's numbers. */
  public static final long LARGEST_ITERATION = 1L << 53;

  private final DriftOptions options;
  private final CoefficientDrift[] coefficients;
  private long lastIteration;

  /**
   * The state of a detector between two observations: plain numbers, with which {@link
   * DriftDetector#restore} continues exactly. Immutable.
   *
   * @param lastIteration that of the last observation, 0 before the first
   * @param coefficients for every coefficient its numbers, whose meaning is the detector's own
   */
  public record State(long lastIteration, List<List<Double>> coefficients) {

    /** Copies. */
    public State {
      coefficients = coefficients.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A detector that has seen nothing.
   *
   * @param coefficients how many
   * @throws IllegalArgumentException when that is not positive
   */
  public DriftDetector(int coefficients, DriftOptions options) {
    if (coefficients < 1) {
      throw new IllegalArgumentException(
          "a detector watches at least 1 coefficient, was asked for " + coefficients);
    }
    this.options = options;
    this.coefficients = new CoefficientDrift[coefficients];
    reset();
  }

  /** With the default options. */
  public DriftDetector(int coefficients) {
    this(coefficients, DriftOptions.DEFAULT);
  }

  /**
   * Continues from a state.
   *
   * @param options those of the detector that gave the state, for the same statuses as its
   * @throws IllegalArgumentException when the state is not one of a detector's
   */
  public static DriftDetector restore(DriftOptions options, State state) {
    DriftDetector restored = new DriftDetector(state.coefficients().size(), options);
    restored.lastIteration = requireIteration(state.lastIteration());
    for (int j = 0; j < restored.coefficients.length; j++) {
      restored.coefficients[j].read(new Memory(state.coefficients().get(j)));
    }
    return restored;
  }

  /** The options. */
  public DriftOptions options() {
    return options;
  }

  /**
   * Takes an observation in. When it throws, nothing has changed.
   *
   * @param iteration of training, not before that of the last observation
   * @param values y_kj: what this observation alone says of each coefficient
   * @param relativeVariances h_kj: the variances of their noise up to a factor for each coefficient
   *     that stays the same; +∞ when the observation says nothing of a coefficient, whose value is
   *     then not looked at
   * @throws IllegalArgumentException when a length, a number or the iteration is not such
   */
  public void update(long iteration, double[] values, double[] relativeVariances) {
    update(iteration, values, relativeVariances, 0);
  }

  /**
   * As {@link #update(long, double[], double[])}, of values that are not worth more than so many
   * digits: however little their noise, a change of coefficient j is measured against ρ√h_kj at
   * least.
   *
   * @param resolution ρ, finite and not negative
   */
  public void update(
      long iteration, double[] values, double[] relativeVariances, double resolution) {
    check(iteration, values, relativeVariances);
    if (!(resolution >= 0 && resolution < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a resolution must be finite and not negative, was " + resolution);
    }
    lastIteration = iteration;
    for (int j = 0; j < coefficients.length; j++) {
      if (relativeVariances[j] < Double.POSITIVE_INFINITY) {
        coefficients[j].update(iteration, values[j], relativeVariances[j], resolution);
      }
    }
  }

  private void check(long iteration, double[] values, double[] relativeVariances) {
    if (values.length != coefficients.length || relativeVariances.length != coefficients.length) {
      throw new IllegalArgumentException(
          "%d coefficients need as many values and relative variances, were %d and %d"
              .formatted(coefficients.length, values.length, relativeVariances.length));
    }
    if (requireIteration(iteration) < lastIteration) {
      throw new IllegalArgumentException(
          "observations must come in the order of iterations: %d after %d"
              .formatted(iteration, lastIteration));
    }
    for (int j = 0; j < coefficients.length; j++) {
      double variance = relativeVariances[j];
      boolean known = variance < Double.POSITIVE_INFINITY;
      if (!(variance > 0) || (known && !Double.isFinite(values[j]))) {
        throw new IllegalArgumentException(
            ("a value must be finite and its relative variance positive (infinite when the"
                    + " observation says nothing of the coefficient); drop the observation and"
                    + " count it: coefficient %d, values %s, relative variances %s")
                .formatted(j, Arrays.toString(values), Arrays.toString(relativeVariances)));
      }
    }
  }

  private static long requireIteration(long iteration) {
    if (iteration < 0 || iteration > LARGEST_ITERATION) {
      throw new IllegalArgumentException(
          "an iteration must lie in [0, %d], was %d".formatted(LARGEST_ITERATION, iteration));
    }
    return iteration;
  }

  /** The status of every coefficient, in their order; immutable. */
  public List<DriftStatus> status() {
    return Arrays.stream(coefficients).map(CoefficientDrift::status).toList();
  }

  /** Forgets everything. */
  public void reset() {
    lastIteration = 0;
    for (int j = 0; j < coefficients.length; j++) {
      coefficients[j] = new CoefficientDrift(options);
    }
  }

  /** A detector in the same state that goes its own way. */
  public DriftDetector copy() {
    return restore(options, state());
  }

  /** The state, from which {@link #restore} continues exactly. */
  public State state() {
    List<List<Double>> numbers = new ArrayList<>(coefficients.length);
    for (CoefficientDrift coefficient : coefficients) {
      Memory memory = new Memory();
      coefficient.write(memory);
      numbers.add(memory.numbers());
    }
    return new State(lastIteration, numbers);
  }
}
