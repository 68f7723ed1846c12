package io.lambdascope.core.drift;

/**
 * Evidence for a change in one direction, and the observations since it was last zero, which is
 * Page's estimate of the changed ones (Biometrika 41, 1954).
 */
final class Evidence {

  private double level;
  private long onset;
  private double weight;
  private double mean;

  /** Sets the level after an observation; one below 0 is 0. */
  void set(double level, long iteration, double value, double weight) {
    if (!(level > 0)) {
      reset();
      return;
    }
    if (this.level == 0) {
      onset = iteration;
    }
    this.level = level;
    this.weight += weight;
    mean += (value - mean) * (weight / this.weight);
  }

  void reset() {
    level = 0;
    onset = 0;
    weight = 0;
    mean = 0;
  }

  double level() {
    return level;
  }

  /** The iteration of the first observation since the level was zero. */
  long onset() {
    return onset;
  }

  /** The weight of the observations since then. */
  double weight() {
    return weight;
  }

  /** Their weighted mean. */
  double mean() {
    return mean;
  }

  void write(Memory memory) {
    memory.write(level);
    memory.write(onset);
    memory.write(weight);
    memory.write(mean);
  }

  void read(Memory memory) {
    level = memory.read();
    onset = memory.readLong(DriftDetector.LARGEST_ITERATION);
    weight = memory.read();
    mean = memory.read();
  }
}
