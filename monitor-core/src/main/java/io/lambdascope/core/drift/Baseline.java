package io.lambdascope.core.drift;

/**
 * Mean and spread of the observations since the last change, and how far a new one is from them.
 *
 * <p>With weights w_i = 1/h_i, W = Σ w_i, ȳ = Σ w_i y_i / W and s² = Σ w_i (y_i − ȳ)²/(n − 1) of
 * the n observations so far, T = (y − ȳ)/(s √(1/w + 1/W)) of the next one has Student's
 * distribution with n − 1 degrees of freedom when the noise is Gaussian of variance σ²h_i about one
 * level, and the T of all observations are independent of each other (Hawkins, The Statistician 36,
 * 1987; here with weights). Their normal scores are therefore independent and standard normal from
 * the start, with no parameter guessed.
 */
final class Baseline {

  /** s is at least this part of |ȳ|: what differs by less differs by rounding. */
  private static final double ROUNDING = 0x1p-40;

  private long observations;
  private double weight;
  private double mean;
  private double squares;
  private double floor;

  void reset() {
    observations = 0;
    weight = 0;
    mean = 0;
    squares = 0;
    floor = 0;
  }

  /** From now on no observation of weight 1 counts as better known than this. */
  void floor(double standardError) {
    floor = standardError;
  }

  void add(double value, double weight) {
    double before = this.weight;
    double deviation = value - mean;
    observations++;
    this.weight = before + weight;
    mean += deviation * (weight / this.weight);
    squares += weight * (before / this.weight) * deviation * deviation;
  }

  /** The normal score of a new observation; 0 when it and all before it are the same. */
  double score(double value, double weight) {
    return NormalScore.of((value - mean) / errorOf(weight), observations - 1);
  }

  /** The value of which a new observation has about this score. */
  double at(double score, double weight) {
    double t = NormalScore.inverse(Math.abs(score), observations - 1);
    return mean + Math.copySign(t * errorOf(weight), score);
  }

  /** The standard error of a new observation about the mean. */
  private double errorOf(double weight) {
    return standardError() * Math.sqrt(1 / weight + 1 / this.weight);
  }

  /** s, that of an observation of weight 1; the floor where that is larger. */
  double standardError() {
    double own = Math.max(Math.sqrt(squares / (observations - 1)), ROUNDING * Math.abs(mean));
    return Math.max(own, floor);
  }

  long observations() {
    return observations;
  }

  double mean() {
    return mean;
  }

  void write(Memory memory) {
    memory.write(observations);
    memory.write(weight);
    memory.write(mean);
    memory.write(squares);
    memory.write(floor);
  }

  void read(Memory memory) {
    observations = memory.readLong(DriftDetector.LARGEST_ITERATION);
    weight = memory.read();
    mean = memory.read();
    squares = memory.read();
    floor = memory.read();
  }
}
