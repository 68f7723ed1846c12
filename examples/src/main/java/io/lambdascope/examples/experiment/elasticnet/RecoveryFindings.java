package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far the penalties came back, and whether those that did not were said not to. */
final class RecoveryFindings {

  private static final double ASKED_ERROR = 0.1;
  private static final double FACTOR = 2;
  private static final int PERCENT = 100;

  private RecoveryFindings() {}

  static Findings of(List<Cell> cells) {
    List<Finding> summary = new ArrayList<>();
    List<String> verdict = new ArrayList<>();
    for (String estimate : RecoveredCells.ESTIMATES) {
      Cells all = Cells.of(cells).at("estimate", estimate);
      // The one iterate is the published way, to compare with; the others are asked to be right.
      boolean asked = !estimate.equals(RecoveredCells.ENDPOINT);
      for (String quantity : List.of(RecoveredCells.LASSO, RecoveredCells.RIDGE)) {
        add(estimate, asked, quantity, all.quantity(quantity), summary);
      }
      summary.add(unnoticed(estimate, all));
      if (!all.isEmpty()) {
        verdict.add(sentence(estimate, all));
      }
    }
    if (!cells.isEmpty()) {
      verdict.add(comparison(cells));
    }
    return new Findings(summary, verdict);
  }

  private static void add(
      String estimate, boolean asked, String quantity, Cells some, List<Finding> summary) {
    String name = estimate + "_" + quantity;
    double error = Sample.of(some.valid().values(Cell::relativeError)).median();
    String meaning = "median relative error over the runs reported identifiable";
    summary.add(
        asked
            ? Finding.atMost(name + "_median_error", error, ASKED_ERROR, meaning)
            : Finding.of(name + "_median_error", error, meaning));
    summary.add(
        Finding.of(
            name + "_median_error_of_all",
            Sample.of(some.values(Cell::relativeError)).median(),
            "the same over all runs"));
    summary.add(
        Finding.of(
            name + "_valid_share",
            (double) some.valid().size() / some.size(),
            "share of the runs reported identifiable"));
  }

  /** Off by more than a factor of 2, and yet reported identifiable. */
  private static Finding unnoticed(String estimate, Cells all) {
    return Finding.atMost(
        estimate + "_unnoticed",
        all.isEmpty() ? Double.NaN : all.valid().where(RecoveryFindings::isFarOff).size(),
        0,
        "estimates off by more than a factor of 2 that were reported identifiable, of both");
  }

  static boolean isFarOff(Cell cell) {
    double ratio = cell.estimate() / cell.truth();
    return !(ratio >= 1 / FACTOR && ratio <= FACTOR);
  }

  private static String sentence(String estimate, Cells all) {
    Cells valid = all.valid();
    return String.format(
        Locale.ROOT,
        "%s: %d of %d estimates are reported identifiable, off by %.2g%% at the median; %d of all are"
            + " off by more than a factor of 2, %d of them unnoticed.",
        estimate,
        valid.size(),
        all.size(),
        PERCENT * Sample.of(valid.values(Cell::relativeError)).median(),
        all.where(RecoveryFindings::isFarOff).size(),
        valid.where(RecoveryFindings::isFarOff).size());
  }

  /** Which is right when: by the size of the penalty. */
  private static String comparison(List<Cell> cells) {
    StringBuilder text = new StringBuilder("Share within 10% by the true value, ");
    text.append("endpoint / plateau / trajectory: ");
    for (String quantity : List.of(RecoveredCells.LASSO, RecoveredCells.RIDGE)) {
      for (var at : Cells.of(cells).quantity(quantity).by(quantity).entrySet()) {
        text.append(quantity).append(' ').append(at.getKey()).append(": ");
        List<String> shares = new ArrayList<>();
        for (String estimate : RecoveredCells.ESTIMATES) {
          Cells some = at.getValue().at("estimate", estimate);
          double right = some.where(cell -> cell.relativeError() <= ASKED_ERROR).size();
          shares.add(String.format(Locale.ROOT, "%.0f%%", PERCENT * right / some.size()));
        }
        text.append(String.join(" / ", shares)).append("; ");
      }
    }
    return text.toString();
  }
}
