package io.lambdascope.core.monitor;

import io.lambdascope.core.drift.DriftDetector;
import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.SingleObservation;
import io.lambdascope.core.match.GradientMatch;
import java.util.List;

/**
 * Watches what each observation alone says of each coefficient, whatever estimator is in use.
 * Mutable, for one thread.
 */
public final class DriftWatch {

  /**
   * The share of ‖b‖ that a coefficient's column must account for in one observation for its
   * movement to count as noise does. Where there is no noise, as with known penalties or full-batch
   * descent, all else that moves is rounding and the slow course of training: measured on the
   * digits, up to 4e-5. A cosine of 0.01 is the least that means anything.
   */
  static final double RESOLUTION = 1e-3;

  private final DriftDetector detector;
  private final SingleObservation observation;
  private final double[] values;
  private final double[] relativeVariances;

  DriftWatch(int coefficients, DriftOptions options) {
    this(new DriftDetector(coefficients, options));
  }

  /** As it was. */
  DriftWatch(State state) {
    this(DriftDetector.restore(state.options(), state.detector()));
  }

  private DriftWatch(DriftDetector detector) {
    this.detector = detector;
    int coefficients = detector.status().size();
    this.observation = new SingleObservation(coefficients);
    this.values = new double[coefficients];
    this.relativeVariances = new double[coefficients];
  }

  /**
   * All that is remembered from one observation to the next.
   *
   * @param options when a coefficient counts as changed
   * @param detector the detector's numbers
   */
  public record State(DriftOptions options, DriftDetector.State detector) {}

  /** What is remembered. */
  State state() {
    return new State(detector.options(), detector.state());
  }

  /** The status of every coefficient. */
  List<DriftStatus> status() {
    return detector.status();
  }

  /** Takes an observation in; the status of every coefficient after it. */
  List<DriftStatus> observe(GradientMatch match) {
    observation.read(match);
    for (int j = 0; j < values.length; j++) {
      boolean known = observation.isKnown(j);
      values[j] = known ? observation.value(j) : 0;
      relativeVariances[j] = known ? observation.relativeVariance(j) : Double.POSITIVE_INFINITY;
    }
    detector.update(
        match.iteration(),
        values,
        relativeVariances,
        RESOLUTION * Math.sqrt(Math.max(match.energy(), 0)));
    return status();
  }
}
