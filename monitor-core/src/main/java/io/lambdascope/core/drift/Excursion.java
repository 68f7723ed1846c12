package io.lambdascope.core.drift;

/**
 * The evidence for a change in one direction, and the observations since it was last zero, which is
 * Page's estimate of the changed ones (Biometrika 41, 1954).
 */
final class Excursion {

  private double level;
  private long onset;
  private double before;
  private double weight;
  private double after;

  /**
   * Sets the level after an observation; one below 0 is 0.
   *
   * @param before the mean of all observations before this one
   */
  void set(double level, long iteration, double before, double value, double weight) {
    if (!(level > 0)) {
      reset();
      return;
    }
    if (this.level == 0) {
      onset = iteration;
      this.before = before;
    }
    this.level = level;
    this.weight += weight;
    after += (value - after) * (weight / this.weight);
  }

  void reset() {
    level = 0;
    onset = 0;
    before = 0;
    weight = 0;
    after = 0;
  }

  double level() {
    return level;
  }

  /** The iteration of the first observation since the level was zero. */
  long onset() {
    return onset;
  }

  /** The mean of the observations before that one. */
  double before() {
    return before;
  }

  /** The weighted mean of that one and those after it. */
  double after() {
    return after;
  }

  void write(Memory memory) {
    memory.write(level);
    memory.write(onset);
    memory.write(before);
    memory.write(weight);
    memory.write(after);
  }

  void read(Memory memory) {
    level = memory.read();
    onset = memory.readLong(DriftDetector.LARGEST_ITERATION);
    before = memory.read();
    weight = memory.read();
    after = memory.read();
  }
}
