package io.lambdascope.core.estimate;

/**
 * What all estimators have in common.
 *
 * @param confidence the coverage of the intervals, in (0, 1)
 * @param bounds when a coefficient counts as identified
 * @param weighting how much an observation counts beside its age
 * @param clusterIterations the length of a cluster in training iterations, at least 1. The errors
 *     of different clusters are taken as independent: with errors that are correlated in time,
 *     choose some ten times the iterations over which they are (a batch-means covariance:
 *     Carlstein, Ann. Statist. 14, 1986; Ibragimov and Müller, JBES 28, 2010). With 1, every
 *     observation is a cluster of its own. The longer the clusters, the fewer and the wider the
 *     intervals.
 */
public record EstimatorOptions(
    double confidence,
    IdentifiabilityBounds bounds,
    Weighting weighting,
    long clusterIterations,
    boolean movingLambda) {

  /** The customary 95%. */
  public static final double DEFAULT_CONFIDENCE = 0.95;

  /** 95% intervals, the default bounds, no weighting, each observation its own cluster. */
  public static final EstimatorOptions DEFAULT =
      new EstimatorOptions(DEFAULT_CONFIDENCE, IdentifiabilityBounds.DEFAULT);

  /** Without weighting, each observation its own cluster, for a Λ that stands. */
  public EstimatorOptions(double confidence, IdentifiabilityBounds bounds) {
    this(confidence, bounds, Weighting.NONE, 1, false);
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException unless 0 &lt; confidence &lt; 1 and clusterIterations &ge; 1
   */
  public EstimatorOptions {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence must lie strictly between 0 and 1, was " + confidence);
    }
    if (clusterIterations < 1) {
      throw new IllegalArgumentException(
          "clusterIterations is in training iterations and must be at least 1 (every observation"
              + " its own cluster), was "
              + clusterIterations);
    }
  }

  /** The same with another coverage. */
  public EstimatorOptions withConfidence(double confidence) {
    return new EstimatorOptions(confidence, bounds, weighting, clusterIterations, movingLambda);
  }

  /** The same with another weighting. */
  public EstimatorOptions withWeighting(Weighting weighting) {
    return new EstimatorOptions(confidence, bounds, weighting, clusterIterations, movingLambda);
  }

  /** The same with another length of clusters. */
  public EstimatorOptions withClusterIterations(long clusterIterations) {
    return new EstimatorOptions(confidence, bounds, weighting, clusterIterations, movingLambda);
  }

  /** The same with intervals for a Λ(t) that moves, or for one that stands. */
  public EstimatorOptions withMovingLambda(boolean movingLambda) {
    return new EstimatorOptions(confidence, bounds, weighting, clusterIterations, movingLambda);
  }
}
