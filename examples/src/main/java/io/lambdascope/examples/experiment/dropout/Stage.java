package io.lambdascope.examples.experiment.dropout;

import java.util.ArrayList;
import java.util.List;

/**
 * Epochs of training after one another, counted from 1.
 *
 * @param first of them
 * @param last of them
 */
record Stage(int first, int last) {

  /** Closer at the beginning, where much changes; then the stages of the learning rate. */
  private static final List<Integer> LASTS = List.of(2, 5, 10, 20, 40, 60, 100, 200, 500);

  /** Of the epochs of a training, at least 1. */
  static List<Stage> of(int epochs) {
    List<Stage> stages = new ArrayList<>();
    int first = 1;
    for (int last : LASTS) {
      if (first <= epochs) {
        stages.add(new Stage(first, Math.min(last, epochs)));
      }
      first = last + 1;
    }
    return stages;
  }

  /** As {@code 3-5}. */
  String label() {
    return first + "-" + last;
  }

  /** How many. */
  int epochs() {
    return last - first + 1;
  }
}
