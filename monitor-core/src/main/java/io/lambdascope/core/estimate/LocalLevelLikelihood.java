package io.lambdascope.core.estimate;

import java.util.Arrays;

/**
 * The maximum-likelihood variance of a random walk that is seen through noise: y_k = μ_k + ε_k, Var
 * ε_k = σ²h_k with h_k known, μ moving by q an iteration (the local level model: Harvey,
 * Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section 4.1).
 *
 * <p>A bank of scalar Kalman filters, one for each ratio q/σ² on a grid, runs beside each other;
 * each has its likelihood with σ² profiled out. The best one, refined by a parabola through its
 * neighbours, gives q. The filters start diffuse, at the first value.
 *
 * <p>A jump after a long standstill is a small part of that likelihood. So the likelihood of the
 * last few values is kept as well, and where by it another ratio is far likelier than the one of
 * all values, that ratio is believed until the evidence has faded.
 *
 * <p>Mutable, for one thread; some twenty scalar filter steps a value.
 */
final class LocalLevelLikelihood {

  /**
   * Ratios q/(σ²h) an iteration from 4 downwards by factors of 4: the gain of a filter is about the
   * root of its ratio, so neighbours differ in their memory by a factor of 2, from one observation
   * to some 60,000; at the end of the grid stands a level that does not move.
   */
  private static final int MOVING = 18;

  private static final double LARGEST = 4;

  private static final double STEP = 4;

  /** From so many observations on the older half of the evidence is taken back by one half. */
  private static final int MEMORY = 4000;

  /** Of the likelihood of the last values: each counts so much less with every one that follows. */
  private static final double RECENT_FADE = 1 - 1.0 / 16;

  /**
   * Log-likelihood by which the last values must prefer another ratio. Twice it is about a χ² of
   * one degree of freedom where nothing has changed: beyond 10 once in 600 independent looks.
   */
  private static final double RECENT_BOUND = 5;

  /** A level moves where its variance is so many times that of a standing one. */
  private static final double DISTINCT = 1.5;

  /** The square of an innovation counts as this at most, so that thousands of them can be added. */
  private static final double LARGEST_SQUARE = 1e303;

  /** Values between two looks at the likelihood of all: its maximum moves slowly. */
  private static final int VALUES_A_LOOK = 8;

  // By grid point, the standing level last.
  private final double[] level;
  private final double[] variance;
  private final double[] squares;
  private final double[] logarithms;
  private final double[] recentSquares;
  private final double[] recentLogarithms;
  private double unit;
  private double count;
  // The place on the grid of the best ratio by all values, and its σ².
  private double best;
  private double bestNoise;
  // By grid point, the likelihood over the sum of all.
  private final double[] weights;

  // Room to work in.
  private final double[] profiles = new double[MOVING + 1];

  LocalLevelLikelihood() {
    this(
        new State(
            new double[MOVING + 1],
            new double[MOVING + 1],
            new double[MOVING + 1],
            new double[MOVING + 1],
            new double[MOVING + 1],
            new double[MOVING + 1],
            0,
            0,
            MOVING,
            0,
            new double[MOVING + 1]));
  }

  LocalLevelLikelihood(State state) {
    level = state.level().clone();
    variance = state.variance().clone();
    squares = state.squares().clone();
    logarithms = state.logarithms().clone();
    recentSquares = state.recentSquares().clone();
    recentLogarithms = state.recentLogarithms().clone();
    unit = state.unit();
    count = state.count();
    best = state.best();
    bestNoise = state.bestNoise();
    weights = state.weights().clone();
  }

  /**
   * All that is known.
   *
   * @param level by grid point, in multiples of √unit
   * @param variance by grid point, in multiples of σ² unit
   * @param squares Σ v²/f of innovations v of variance σ²f
   * @param logarithms Σ log f
   * @param recentSquares as squares, of the last values
   * @param recentLogarithms as logarithms, of the last values
   * @param unit the first value's h
   * @param count how many values there were
   * @param best place of the best ratio on the grid
   * @param bestNoise its σ²
   * @param weights by grid point, the share of the likelihood
   */
  record State(
      double[] level,
      double[] variance,
      double[] squares,
      double[] logarithms,
      double[] recentSquares,
      double[] recentLogarithms,
      double unit,
      double count,
      double best,
      double bestNoise,
      double[] weights) {

    State {
      StateSizes.require(
          MOVING + 1,
          level.length,
          variance.length,
          squares.length,
          logarithms.length,
          recentSquares.length,
          recentLogarithms.length,
          weights.length);
    }
  }

  State state() {
    return new State(
        level.clone(),
        variance.clone(),
        squares.clone(),
        logarithms.clone(),
        recentSquares.clone(),
        recentLogarithms.clone(),
        unit,
        count,
        best,
        bestNoise,
        weights.clone());
  }

  /**
   * Adds a value.
   *
   * @param elapsed iterations since the last one
   * @param value y
   * @param relativeVariance h, positive
   */
  void add(long elapsed, double value, double relativeVariance) {
    if (count == 0) {
      unit = relativeVariance;
    }
    double h = relativeVariance / unit;
    double y = value / Math.sqrt(unit);
    if (!Double.isFinite(y)) {
      return;
    }
    if (count == 0) {
      Arrays.fill(level, y);
      Arrays.fill(variance, h);
      count = 1;
      return;
    }
    double growth = LARGEST * elapsed;
    for (int i = 0; i <= MOVING; i++) {
      double predicted = variance[i] + (i < MOVING ? growth : 0);
      double f = predicted + h;
      double innovation = y - level[i];
      double precision = 1 / f;
      double gain = predicted * precision;
      level[i] += gain * innovation;
      variance[i] = gain * h;
      double square = Math.min(innovation * innovation * precision, LARGEST_SQUARE);
      double logarithm = Math.log(f);
      squares[i] += square;
      logarithms[i] += logarithm;
      recentSquares[i] = recentSquares[i] * RECENT_FADE + square;
      recentLogarithms[i] = recentLogarithms[i] * RECENT_FADE + logarithm;
      growth /= STEP;
    }
    count++;
    if (count < VALUES_A_LOOK || count % VALUES_A_LOOK == 0) {
      look();
    }
    if (count >= MEMORY) {
      halve();
    }
  }

  private void halve() {
    for (int i = 0; i <= MOVING; i++) {
      squares[i] /= 2;
      logarithms[i] /= 2;
    }
    count /= 2;
  }

  /** Finds the best ratio by all values, and how likely the others are beside it. */
  private void look() {
    Arrays.setAll(profiles, this::profile);
    int highest = MOVING;
    for (int i = 0; i < MOVING; i++) {
      highest = profiles[i] > profiles[highest] ? i : highest;
    }
    best = highest + vertex(highest);
    bestNoise = squares[highest] / (count - 1);
    double sum = 0;
    for (int i = 0; i <= MOVING; i++) {
      // A ratio that has made no difference yet is the standing level, which counts once.
      boolean moves = variance[i] > DISTINCT * variance[MOVING];
      weights[i] = moves || i == MOVING ? Math.exp((profiles[i] - profiles[highest]) / 2) : 0;
      sum += weights[i];
    }
    for (int i = 0; i <= MOVING; i++) {
      weights[i] /= sum;
    }
  }

  /** q̂ in units of y² an iteration; 0 with fewer than three values, or when none of them moves. */
  double processVariance() {
    if (count < 3) {
      return 0;
    }
    int recent = recentPlace();
    return processVariance(recent < 0 ? best : recent);
  }

  /** The place on the grid that the last values insist on; −1 mostly. */
  private int recentPlace() {
    int usual = (int) Math.round(best);
    int place = -1;
    double highest = recent(usual) + 2 * RECENT_BOUND;
    for (int i = 0; i < MOVING; i++) {
      double likelihood = recent(i);
      if (likelihood > highest) {
        highest = likelihood;
        place = i;
      }
    }
    return place;
  }

  private double processVariance(double place) {
    double variance = LARGEST * Math.pow(STEP, -place) * bestNoise * unit;
    return place > MOVING - 0.75 ? 0 : Math.min(variance, Double.MAX_VALUE);
  }

  /**
   * The mean of q over the grid's ratios, each in proportion to its likelihood: what a variance
   * that is linear in q is to be computed with, since q̂ is often 0 where Λ moves slowly.
   */
  double meanProcessVariance() {
    if (count < 3) {
      return 0;
    }
    double mean = 0;
    double ratio = LARGEST;
    for (int i = 0; i < MOVING; i++) {
      mean += weights[i] * ratio * squares[i] / (count - 1);
      ratio /= STEP;
    }
    return Math.min(mean * unit, Double.MAX_VALUE);
  }

  /** Twice the log-likelihood of the last values with the σ² of all, up to a constant. */
  private double recent(int i) {
    return -recentSquares[i] / Math.max(bestNoise, Double.MIN_NORMAL) - recentLogarithms[i];
  }

  /** Where the parabola through a point and its neighbours is highest, in (−½, ½) of its place. */
  private double vertex(int best) {
    if (best == 0 || best >= MOVING - 1) {
      return 0;
    }
    double before = profiles[best - 1];
    double after = profiles[best + 1];
    double curvature = before - 2 * profiles[best] + after;
    return curvature < 0 ? Math.max(-0.5, Math.min(0.5, 0.5 * (before - after) / curvature)) : 0;
  }

  /** Twice the log-likelihood with σ² = Σ v²/f / n put in, up to a constant. */
  private double profile(int i) {
    double n = count - 1;
    return -n * Math.log(Math.max(squares[i], Double.MIN_NORMAL)) - logarithms[i];
  }
}
