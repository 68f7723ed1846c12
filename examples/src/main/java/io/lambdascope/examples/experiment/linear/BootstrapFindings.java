package io.lambdascope.examples.experiment.linear;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The summary of {@link BootstrapExperiment}. */
final class BootstrapFindings {

  private static final double EARLIEST_CROSSING = 4;
  private static final double LATEST_CROSSING = 8;
  private static final double PUBLISHED_CROSSING = 6;

  private BootstrapFindings() {}

  static Findings of(List<Cell> all) {
    Cells cells = Cells.of(all);
    Cells distances = cells.quantity(DistanceCurve.QUANTITY);
    double crossing = crossing(sweep(cells));
    double[] others = otherCrossings(cells);
    Sample ofOthers = Sample.of(others);
    double first = Arrays.stream(others).filter(Double::isFinite).min().orElse(Double.NaN);
    double last = Arrays.stream(others).filter(Double::isFinite).max().orElse(Double.NaN);
    double atTen = relative(distances, LinearModel.PARAMETERS);
    double atFifty = relative(distances, 50);
    double atHundred = relative(distances, BootstrapTasks.ENDPOINTS);
    List<Finding> summary =
        List.of(
            Finding.between(
                "crossing_sigma",
                crossing,
                EARLIEST_CROSSING,
                LATEST_CROSSING,
                "F: σ from which the mean distance at m = 100 is below that of Λ̂ = 0; published:"
                    + " about %.0f".formatted(PUBLISHED_CROSSING)),
            Finding.of(
                "crossing_sigma_other_datasets_median",
                ofOthers.median(),
                "F: the same for other datasets, median of those that cross within the sweep"),
            Finding.of("crossing_sigma_other_datasets_least", first, "F: the same, least"),
            Finding.of("crossing_sigma_other_datasets_largest", last, "F: the same, largest"),
            Finding.of(
                "other_datasets_crossing", ofOthers.size(), "F: how many other datasets cross"),
            Finding.of(
                "relative_distance_m10",
                atTen,
                "E: distance over that of Λ̂ = 0 at σ = 10, m = 10, mean of the pools"),
            Finding.of("relative_distance_m50", atFifty, "E: the same, m = 50"),
            Finding.of("relative_distance_m100", atHundred, "E: the same, m = 100"));
    List<String> verdict = new ArrayList<>();
    if (Double.isFinite(atHundred)) {
      verdict.add(
          text(
              "At σ = 10 the resamples give a matrix that is off by %.2f of ‖Λ^(t)‖ from 100"
                  + " endpoints, %s than reporting zero; from 10, which just determine it, by"
                  + " %.2g: each resample has a matrix of its own, and the fit amplifies their"
                  + " disagreement.",
              atHundred, atHundred < 1 ? "better" : "no better", atTen));
      verdict.add(
          Double.isNaN(crossing)
              ? "For this dataset there is no σ in the sweep from which on it is better than zero."
              : text("For this dataset it is better than zero from σ = %.2f on.", crossing));
    }
    if (others.length > 0) {
      verdict.add(
          text(
              "For %d of %d other datasets it is better than zero from a σ in the sweep on%s. Where"
                  + " resamples of clean data spread little, their equations are nearly those of one"
                  + " endpoint.",
              ofOthers.size(),
              others.length,
              ofOthers.size() == 0
                  ? ""
                  : text(", from %.2f to %.2f, median %.2f", first, last, ofOthers.median())));
    }
    return new Findings(summary, verdict);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The paper's dataset at m = 100, in the order of σ. */
  static List<Cells> sweep(Cells cells) {
    return List.copyOf(
        cells
            .quantity(DistanceCurve.QUANTITY)
            .at(DistanceCurve.ENDPOINTS, BootstrapTasks.ENDPOINTS)
            .by(BootstrapTasks.SIGMA)
            .values());
  }

  static double sigma(Cells part) {
    return part.first().number(BootstrapTasks.SIGMA);
  }

  static Sample relative(Cells part) {
    return Sample.of(part.values(cell -> cell.measure(DistanceCurve.RELATIVE)));
  }

  private static double crossing(List<Cells> sweep) {
    return Crossing.of(
        sweep.stream().mapToDouble(BootstrapFindings::sigma).toArray(),
        sweep.stream().mapToDouble(part -> relative(part).mean()).toArray());
  }

  private static double[] otherCrossings(Cells cells) {
    List<Double> crossings = new ArrayList<>();
    for (Cells sweep :
        cells.quantity(BootstrapTasks.OTHER_DATASET).by(BootstrapTasks.DATASET).values()) {
      crossings.add(
          Crossing.of(sweep.values(cell -> cell.number(BootstrapTasks.SIGMA)), sweep.estimates()));
    }
    return crossings.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double relative(Cells distances, int m) {
    return relative(
            distances.at(BootstrapTasks.SIGMA, BootstrapTasks.NOISY).at(DistanceCurve.ENDPOINTS, m))
        .mean();
  }
}
