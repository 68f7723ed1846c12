package io.lambdascope.core.record;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Estimates again from what was observed: Λ̂(t) of the same run with another estimator, half-life
 * or window, other terms ({@link TermSelection}), or observations pooled. No network and no
 * training.
 *
 * <p>The estimates are the estimator's own, to the last bit those it would have given during the
 * run. What a monitor makes of them beside, the bound on a smoothed one-norm's identifiability and
 * the verdicts, is left out.
 *
 * <p>Any thread; the time of an observation is the estimator's.
 */
public final class Refit {

  private Refit() {}

  /**
   * The course of the estimates: one after each observation.
   *
   * @param estimator is not changed; whatever it has observed before, it starts afresh
   */
  public static List<LambdaEstimate> course(
      List<ReplicatedMatch> observations, OnlineEstimator estimator) {
    OnlineEstimator own = estimator.copy();
    own.reset();
    List<LambdaEstimate> course = new ArrayList<>(observations.size());
    for (ReplicatedMatch observation : observations) {
      own.update(observation);
      course.add(own.estimate().orElseThrow());
    }
    return course;
  }

  /** The observations of a log with the terms selected. */
  public static List<ReplicatedMatch> observations(ObservationLog log, TermSelection selection) {
    return log.observations().stream()
        .map(logged -> selection.apply(logged.observation().match()))
        .toList();
  }

  /**
   * Pools windows: every so many observations after one another become one of all their equations,
   * with the iteration of the last. A rest that does not fill a window is left out.
   *
   * @param window how many observations, at least 1
   * @throws IllegalArgumentException when below 1
   */
  public static List<ReplicatedMatch> pooled(List<ReplicatedMatch> observations, int window) {
    if (window < 1) {
      throw new IllegalArgumentException(
          "a window pools at least 1 observation, was asked for " + window);
    }
    List<ReplicatedMatch> pooled = new ArrayList<>();
    for (int i = 0; i + window <= observations.size(); i += window) {
      pooled.add(
          observations.subList(i, i + window).stream()
              .reduce(ReplicatedMatch::merge)
              .orElseThrow());
    }
    return pooled;
  }
}
