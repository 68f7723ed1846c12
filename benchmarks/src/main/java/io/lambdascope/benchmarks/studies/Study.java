package io.lambdascope.benchmarks.studies;

/** A simulation study with fixed seeds: the same size gives the same report. */
public interface Study {

  /** Of the command and of the file, for example {@code coverage}. */
  String name();

  /**
   * Runs it.
   *
   * @param share of the study's full number of runs, in (0, 1]; the committed figures are of 1, a
   *     smaller share shows in the tests that the study works
   */
  Report run(double share);

  /** That share of {@code runs}, at least 2. */
  static int sized(int runs, double share) {
    return Math.max(2, (int) Math.round(runs * share));
  }
}
