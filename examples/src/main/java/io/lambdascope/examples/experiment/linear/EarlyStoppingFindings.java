package io.lambdascope.examples.experiment.linear;

import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.ANY_DECREASE;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.FIXED;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.IMPROVING;
import static io.lambdascope.examples.experiment.linear.EarlyStoppingTasks.MEAN_PENALTY;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The summary of {@link EarlyStoppingExperiment}. */
final class EarlyStoppingFindings {

  private static final double MATRIX_BOUND = 1e-8;
  private static final double WEIGHTS_BOUND = 1e-6;
  private static final double SCALAR_BOUND = 1e-6;
  private static final int DETERMINED = LinearModel.PARAMETERS;

  private EarlyStoppingFindings() {}

  static Findings of(List<Cell> all) {
    Cells cells = Cells.of(all);
    List<Finding> summary = new ArrayList<>();
    Cells fixed = cells.at(EarlyStoppingTasks.STOPPING, FIXED);
    double atTen = largest(fixed.at("m", DETERMINED), EarlyStoppingFindings::relative);
    double atNine = smallest(fixed.at("m", DETERMINED - 1.0), EarlyStoppingFindings::relative);
    summary.add(
        Finding.atMost(
            "matrix_error_m10",
            atTen,
            MATRIX_BOUND,
            "B: ‖Λ̂ − Λ^(t)‖/‖Λ^(t)‖ from 10 endpoints at the same step, largest of the pools"));
    summary.add(
        Finding.of(
            "matrix_error_m9", atNine, "B: the same from 9, which leave one unknown, smallest"));
    double weights = weights(cells, summary);
    double scalar = scalar(cells, summary);
    for (String rule : List.of(IMPROVING, ANY_DECREASE)) {
      variable(cells.at(EarlyStoppingTasks.STOPPING, rule), rule, summary);
    }
    return new Findings(summary, verdict(summary, atTen, atNine, weights, scalar));
  }

  private static double weights(Cells cells, List<Finding> summary) {
    Cells retrained = cells.quantity(EarlyStoppingTasks.WEIGHT);
    double distance = largest(retrained, cell -> Math.abs(cell.estimate() - cell.truth()));
    summary.add(
        Finding.atMost(
            "retrained_distance",
            distance,
            WEIGHTS_BOUND,
            "C: largest difference of a retrained weight from θ̂; zero by construction"));
    summary.add(
        Finding.of(
            "smallest_eigenvalue",
            largest(cells.quantity(EarlyStoppingTasks.SMALLEST_EIGENVALUE), Cell::estimate),
            "C: of XᵀX/n + diag(Λ̂); above 0 the stationary point is the minimum"));
    Cells diagonal = cells.quantity(EarlyStoppingTasks.DIAGONAL);
    summary.add(
        Finding.of(
            "diagonal_relative_error",
            PenaltyMatrix.distance(diagonal.estimates(), diagonal.values(Cell::truth))
                / PenaltyMatrix.norm(diagonal.values(Cell::truth)),
            "C: distance of the diagonal estimate from the diagonal of Λ^(t), relative"));
    return distance;
  }

  private static double scalar(Cells cells, List<Finding> summary) {
    Cells trace = cells.quantity(EarlyStoppingTasks.SCALAR);
    double error = largest(trace, Cell::relativeError);
    summary.add(
        Finding.atMost(
            "scalar_relative_error",
            error,
            SCALAR_BOUND,
            "E: largest relative difference of λ̂_t from θᵀΛ^(t)θ/θᵀθ, of 12 steps"));
    summary.add(
        Finding.of(
            "published_lambda_relative_difference",
            largest(
                trace.where(cell -> Double.isFinite(cell.measure(EarlyStoppingTasks.PUBLISHED))),
                cell -> Math.abs(cell.estimate() / cell.measure(EarlyStoppingTasks.PUBLISHED) - 1)),
            "E: largest relative difference from the published λ̂_t, which have two to three"
                + " digits"));
    for (int t : List.of(100, EarlyStoppingTasks.EPOCHS, 1000)) {
      summary.add(
          Finding.of(
              "ratio_to_mean_penalty_t" + t,
              largest(trace.at("t", t), EarlyStoppingFindings::ratio),
              "E: λ̂_t over tr Λ^(t)/p at t = %d; published %s"
                  .formatted(t, t == 100 ? "1.04" : t == 1000 ? "1.53" : "1.28")));
    }
    return error;
  }

  private static void variable(Cells cells, String rule, List<Finding> summary) {
    String name = rule.equals(IMPROVING) ? "improvement" : "any_decrease";
    for (int m : List.of(DETERMINED, EarlyStoppingTasks.ENDPOINTS)) {
      summary.add(
          Finding.of(
              "variable_stop_%s_m%d".formatted(name, m),
              cells.at("m", m).isEmpty()
                  ? Double.NaN
                  : DistanceCurve.relative(cells.at("m", m)).mean()[0],
              "D: ‖Λ̂ − Λ̄‖/‖Λ̄‖ from %d endpoints, %s, mean of the pools".formatted(m, rule)));
    }
    Cells stops = cells.quantity(EarlyStoppingTasks.STOPS);
    summary.add(
        Finding.of(
            "earliest_stop_" + name,
            smallest(stops, cell -> cell.measure(EarlyStoppingTasks.EARLIEST)),
            "D: the earliest stop, " + rule));
    summary.add(
        Finding.of(
            "latest_stop_" + name,
            largest(stops, cell -> cell.measure(EarlyStoppingTasks.LATEST)),
            "D: the latest stop, " + rule));
  }

  private static List<String> verdict(
      List<Finding> summary, double atTen, double atNine, double weights, double scalar) {
    // A run in part says nothing of what it has not done.
    List<String> verdict = new ArrayList<>();
    if (Double.isFinite(atTen)) {
      verdict.add(
          text(
              atTen <= MATRIX_BOUND && atNine > MATRIX_BOUND
                  ? "Ten endpoints at one step determine the matrix of early stopping to rounding"
                      + " (%.1e), nine do not (%.2g)."
                  : "The matrix of early stopping is off by %.1e with ten endpoints at one step, and"
                      + " by %.2g with nine.",
              atTen,
              atNine));
    }
    if (Double.isFinite(weights)) {
      verdict.add(
          text(
              "Retraining with the diagonal of one endpoint %s its weights (%.1e). This holds by"
                  + " construction for any endpoint and is no evidence that the penalty is diagonal:"
                  + " the diagonal is off from that of Λ^(t) by %.0f%%.",
              weights <= WEIGHTS_BOUND ? "gives" : "does not give",
              weights,
              100 * value(summary, "diagonal_relative_error")));
    }
    if (Double.isFinite(scalar)) {
      verdict.add(
          text(
              "One coefficient %s θᵀΛ^(t)θ/θᵀθ (%.1e). Against tr Λ^(t)/p it is %.2f at t = 100, %.2f"
                  + " at 500 and %.2f at 1000: the trace weighs all directions alike, λ̂ by where θ"
                  + " is, and a match of the two on logarithmic axes is no closer than that.",
              scalar <= SCALAR_BOUND ? "is" : "is not",
              scalar,
              value(summary, "ratio_to_mean_penalty_t100"),
              value(summary, "ratio_to_mean_penalty_t500"),
              value(summary, "ratio_to_mean_penalty_t1000")));
    }
    if (Double.isFinite(value(summary, "earliest_stop_improvement"))) {
      verdict.add(
          text(
              "Runs that stop by themselves, with a minimum improvement, at steps %.0f to %.0f have"
                  + " no one matrix: the error is %.2f of ‖Λ̄‖ with 10 endpoints and %.2f with 100."
                  + " With any decrease they run to %.0f to %.0f steps: %.2g and %.2g.",
              value(summary, "earliest_stop_improvement"),
              value(summary, "latest_stop_improvement"),
              value(summary, "variable_stop_improvement_m10"),
              value(summary, "variable_stop_improvement_m100"),
              value(summary, "earliest_stop_any_decrease"),
              value(summary, "latest_stop_any_decrease"),
              value(summary, "variable_stop_any_decrease_m10"),
              value(summary, "variable_stop_any_decrease_m100")));
    }
    return verdict;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double value(List<Finding> summary, String name) {
    return summary.stream()
        .filter(finding -> finding.name().equals(name))
        .mapToDouble(Finding::value)
        .findFirst()
        .orElseThrow();
  }

  private static double relative(Cell cell) {
    return cell.measure(DistanceCurve.RELATIVE);
  }

  static double ratio(Cell cell) {
    return cell.estimate() / cell.measure(MEAN_PENALTY);
  }

  private static double largest(Cells cells, ToDoubleFunction<Cell> number) {
    return Arrays.stream(cells.values(number)).max().orElse(Double.NaN);
  }

  private static double smallest(Cells cells, ToDoubleFunction<Cell> number) {
    return Arrays.stream(cells.values(number)).min().orElse(Double.NaN);
  }
}
