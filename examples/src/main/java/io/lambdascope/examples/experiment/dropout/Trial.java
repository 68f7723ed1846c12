package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.network.Perceptron;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of the grid.
 *
 * @param depth hidden layers
 * @param width units of each
 * @param rate share of units dropped after each hidden layer but the last
 * @param seed of weights, masks and the order of the digits, from 1 on
 */
record Trial(int depth, int width, double rate, int seed) {

  static final List<Integer> DEPTHS = List.of(3, 5);
  static final List<Integer> WIDTHS = List.of(128, 256, 512);
  static final List<Double> RATES = List.of(0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5);

  /** Of the quick version. */
  static final List<Integer> QUICK_WIDTHS = List.of(128);

  static final List<Double> QUICK_RATES = List.of(0.0, 0.1, 0.3, 0.5);

  /** All of a run. */
  static List<Trial> grid(Settings settings) {
    List<Trial> grid = new ArrayList<>();
    for (int depth : DEPTHS) {
      for (int width : settings.choose(WIDTHS, QUICK_WIDTHS)) {
        for (double rate : settings.choose(RATES, QUICK_RATES)) {
          for (int seed = 1; seed <= settings.seeds(); seed++) {
            grid.add(new Trial(depth, width, rate, seed));
          }
        }
      }
    }
    return grid;
  }

  String key() {
    return "depth %d, width %d, rate %s, seed %d".formatted(depth, width, rate, seed);
  }

  /** The cell, located. */
  Cell locate(Cell cell) {
    return cell.at("depth", depth).at("width", width).at("rate", rate).at("seed", seed);
  }

  /** p. */
  int parameters() {
    return (MnistDigits.PIXELS + 1) * width
        + (depth - 1) * (width + 1) * width
        + (width + 1) * MnistDigits.CLASSES;
  }

  /** Its layers and initial weights, with its dropout. */
  Perceptron perceptron() {
    return Perceptron.classifier(MnistDigits.PIXELS, MnistDigits.CLASSES)
        .hidden(depth, width)
        .dropout(rate)
        .seed(seed);
  }
}
