package io.lambdascope.examples.experiment;

import io.lambdascope.examples.figure.Figure;
import java.util.List;

/**
 * One of the paper's experiments. Stateless: what it finds is in the cells that its tasks give, and
 * summary and figure are made of these alone, so that they can be made again from a saved run.
 */
public interface Experiment {

  /** By which it is called, in lower case with hyphens. */
  String name();

  /** What it is, in a few words. */
  String title();

  /** Which figure or section of the paper, or what else, it does again. */
  String reproduces();

  /** What it shows, in a sentence or two. */
  String description();

  /**
   * How many seeds by default.
   *
   * @param quick whether it is the smaller version
   */
  int seeds(boolean quick);

  /**
   * Which revision of its protocol and of what its cells mean: runs of an earlier one are not gone
   * on with.
   */
  default int revision() {
    return 1;
  }

  /** Whether it needs MNIST digits. */
  default boolean needsMnist() {
    return false;
  }

  /** How it is done, with all its numbers, a sentence each. */
  List<String> protocol(Settings settings);

  /** In what these settings differ from the paper's protocol, and why; none if in nothing. */
  List<String> changes(Settings settings);

  /**
   * The work, in pieces that do not depend on each other.
   *
   * @throws IllegalArgumentException when the settings are not for it, says what to do
   */
  List<Task> tasks(Settings settings);

  /** What the cells of all tasks say: the summary's numbers, and the verdict in words. */
  Findings findings(List<Cell> cells);

  /** The figure in the paper's layout, drawn from the cells. */
  Figure figure(List<Cell> cells);
}
