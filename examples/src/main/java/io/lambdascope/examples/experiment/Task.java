package io.lambdascope.examples.experiment;

import java.util.List;

/**
 * A piece of an experiment that depends on no other, done on one thread. The same task gives the
 * same cells on any thread and beside any other: randomness is seeded by it alone.
 *
 * @param key what it is, unique within the experiment, for people too
 * @param cost relative to that of the experiment's other tasks, above 0; for the time left
 * @param work gives its cells; told where to report how far it is
 */
public record Task(String key, double cost, Work work) {

  /** What is done. */
  @FunctionalInterface
  public interface Work {

    /**
     * Does it.
     *
     * @param progress told the share that is done, now and then, if the task is a long one
     */
    List<Cell> run(Progress progress) throws Exception;
  }

  /** How far a task is. */
  @FunctionalInterface
  public interface Progress {

    /**
     * Tells.
     *
     * @param share done, in [0, 1], never less than before
     */
    void reach(double share);
  }
}
