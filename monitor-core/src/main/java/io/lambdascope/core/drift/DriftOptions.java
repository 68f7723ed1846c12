package io.lambdascope.core.drift;

/**
 * When a change counts as a drift, and when the drift is over. Immutable.
 *
 * <p>The defaults make at most one false alarm in 100,000 observations of a coefficient whose noise
 * is Gaussian and independent from one observation to the next; {@link #forAutocorrelation} about
 * keeps that rate for noise that is not independent.
 *
 * @param reference k of the CUSUM, in standard errors of one observation: half the size of the
 *     change it is tuned for
 * @param threshold h of the CUSUM, in standard errors of one observation
 * @param winsorBound a standardized observation beyond ± this counts as this, so that a single wild
 *     one cannot be a drift
 * @param fastHalfLife of the fast mean, in training iterations
 * @param slowHalfLife of the slow mean, in training iterations
 * @param contrastBound the |z| of fast against slow mean that is a drift
 * @param calmBound the |z| that a stretch of observations must stay below to count as calm
 * @param calmObservations the length of a calm stretch that ends a drift
 */
public record DriftOptions(
    double reference,
    double threshold,
    double winsorBound,
    double fastHalfLife,
    double slowHalfLife,
    double contrastBound,
    double calmBound,
    int calmObservations) {

  /** Standard errors of one observation; half of the 1 that the CUSUM is tuned for. */
  public static final double DEFAULT_REFERENCE = 0.5;

  /**
   * Standard errors of one observation. Siegmund's approximation for one side is ARL = (e^(2kb) − 1
   * − 2kb)/(2k²), b = h + 1.166: two sides make 0.52 false alarms in 100,000 observations.
   */
  public static final double DEFAULT_THRESHOLD = 11;

  /**
   * Standard errors; a Gaussian observation in 370 is beyond. A wild one then moves the CUSUM by
   * 2.5 of the 11, so that fewer than five in a row are no drift.
   */
  public static final double DEFAULT_WINSOR_BOUND = 3;

  /** Training iterations: as fast as the listener's estimate forgets by default. */
  public static final double DEFAULT_FAST_HALF_LIFE = 200;

  /** Training iterations: ten times the fast one, so that its error is small beside that one's. */
  public static final double DEFAULT_SLOW_HALF_LIFE = 2000;

  /**
   * A standard normal score: were the z of all observations independent, 0.06 false alarms in
   * 100,000; since they are not, fewer.
   */
  public static final double DEFAULT_CONTRAST_BOUND = 5;

  /** A standard normal score: one in eighteen stretches without movement breaks it. */
  public static final double DEFAULT_CALM_BOUND = 3;

  /**
   * Observations: enough for a baseline, for a ramp of 0.01 standard errors an observation to break
   * the calm every second time, and for a scrape not to miss a drift.
   */
  public static final int DEFAULT_CALM_OBSERVATIONS = 100;

  /** The defaults. */
  public static final DriftOptions DEFAULT = builder().build();

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when an option is out of its range or contradicts another
   */
  public DriftOptions {
    requirePositive("reference", reference);
    requirePositive("threshold", threshold);
    requirePositive("winsorBound", winsorBound);
    requirePositive("fastHalfLife", fastHalfLife);
    requirePositive("slowHalfLife", slowHalfLife);
    requirePositive("contrastBound", contrastBound);
    requirePositive("calmBound", calmBound);
    if (!(winsorBound > reference && winsorBound < reference + threshold)) {
      throw new IllegalArgumentException(
          ("winsorBound must lie above reference, or nothing is ever a drift, and below reference +"
                  + " threshold, or one wild observation is: winsorBound %s, reference %s,"
                  + " threshold %s")
              .formatted(winsorBound, reference, threshold));
    }
    if (!(fastHalfLife < slowHalfLife)) {
      throw new IllegalArgumentException(
          "fastHalfLife must be shorter than slowHalfLife, were %s and %s iterations"
              .formatted(fastHalfLife, slowHalfLife));
    }
    if (!(calmBound < contrastBound)) {
      throw new IllegalArgumentException(
          "calmBound must be below contrastBound, or a drift ends as it begins; were %s and %s"
              .formatted(calmBound, contrastBound));
    }
    if (calmObservations <= WarmUp.LENGTH) {
      throw new IllegalArgumentException(
          "calmObservations must be more than the %d of the warm-up, was %d"
              .formatted(WarmUp.LENGTH, calmObservations));
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive and finite, was " + value);
    }
  }

  /**
   * These options for noise whose value remembers the part ρ of the one before it: sums of such
   * noise have (1 + ρ)/(1 − ρ) times the variance of independent noise, so the CUSUM's threshold
   * grows by that factor and the bounds on z by its root.
   *
   * @param correlation ρ between one observation and the next, in [0, 1)
   * @throws IllegalArgumentException when it is not in that range
   */
  public DriftOptions forAutocorrelation(double correlation) {
    if (!(correlation >= 0 && correlation < 1)) {
      throw new IllegalArgumentException(
          "the autocorrelation must lie in [0, 1), was " + correlation);
    }
    double factor = (1 + correlation) / (1 - correlation);
    return new DriftOptions(
        reference,
        threshold * factor,
        winsorBound,
        fastHalfLife,
        slowHalfLife,
        contrastBound * Math.sqrt(factor),
        calmBound * Math.sqrt(factor),
        calmObservations);
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets some options and leaves the others at their defaults. */
  public static final class Builder {
    private double reference = DEFAULT_REFERENCE;
    private double threshold = DEFAULT_THRESHOLD;
    private double winsorBound = DEFAULT_WINSOR_BOUND;
    private double fastHalfLife = DEFAULT_FAST_HALF_LIFE;
    private double slowHalfLife = DEFAULT_SLOW_HALF_LIFE;
    private double contrastBound = DEFAULT_CONTRAST_BOUND;
    private double calmBound = DEFAULT_CALM_BOUND;
    private int calmObservations = DEFAULT_CALM_OBSERVATIONS;

    private Builder() {}

    /** The CUSUM's k and h, in standard errors of one observation. */
    public Builder cusum(double reference, double threshold) {
      this.reference = reference;
      this.threshold = threshold;
      return this;
    }

    /** Beyond how many standard errors an observation is cut, above k and below k + h. */
    public Builder winsorBound(double bound) {
      this.winsorBound = bound;
      return this;
    }

    /** Of the fast and the slow mean, in training iterations. */
    public Builder halfLives(double fast, double slow) {
      this.fastHalfLife = fast;
      this.slowHalfLife = slow;
      return this;
    }

    /** The |z| of fast against slow mean that is a drift. */
    public Builder contrastBound(double bound) {
      this.contrastBound = bound;
      return this;
    }

    /** A drift ends after this many observations whose |z| stayed below the bound. */
    public Builder calm(double bound, int observations) {
      this.calmBound = bound;
      this.calmObservations = observations;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when one is out of its range or contradicts another
     */
    public DriftOptions build() {
      return new DriftOptions(
          reference,
          threshold,
          winsorBound,
          fastHalfLife,
          slowHalfLife,
          contrastBound,
          calmBound,
          calmObservations);
    }
  }
}
