package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** Whether a number rises with the dropout rate. */
final class RateTrend {

  private RateTrend() {}

  /**
   * Spearman's rank correlation of the number with the rate, over the rates and seeds of each
   * architecture, mean of the architectures; ties share their mean rank. NaN where no architecture
   * has two rates and two values.
   */
  static double of(Cells cells, ToDoubleFunction<Cell> number) {
    List<Double> correlations = new ArrayList<>();
    for (Cells depth : cells.by("depth").values()) {
      for (Cells architecture : depth.by("width").values()) {
        Cells finite = architecture.where(cell -> Double.isFinite(number.applyAsDouble(cell)));
        if (finite.by("rate").size() > 1) {
          double correlation =
              new SpearmansCorrelation()
                  .correlation(finite.values(cell -> cell.number("rate")), finite.values(number));
          if (Double.isFinite(correlation)) {
            correlations.add(correlation);
          }
        }
      }
    }
    return correlations.stream().mapToDouble(c -> c).average().orElse(Double.NaN);
  }

  static String meaning(String what) {
    return "Spearman's correlation with the rate, mean of the architectures: " + what;
  }
}
