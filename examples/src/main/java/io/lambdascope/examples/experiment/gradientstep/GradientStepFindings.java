package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.experiment.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the ratios λ̂/(ηp/4) say. */
final class GradientStepFindings {

  private static final double ASKED = 0.01;
  private static final double SEEN_CURVATURE = 0.02;

  private GradientStepFindings() {}

  static Findings of(List<Cell> cells) {
    Cells ratios = Cells.of(cells).quantity(Measurement.RATIO);
    Cells ours = ratios.at("estimator", Measurement.LISTENER);
    Cells paper = ratios.at("estimator", Measurement.PAPER);
    Cells withinReach = ours.where(GradientStepFindings::isWithinReach);
    Cells paperWithinReach = paper.where(GradientStepFindings::isWithinReach);
    double worst = worst(withinReach);
    double paperWorst = worst(paperWithinReach);
    List<Finding> summary = new ArrayList<>();
    summary.add(
        Finding.atMost(
            "listener_worst_error",
            worst,
            ASKED,
            "listener: largest |λ̂/(ηp/4) − 1| of the cells with ηh ≤ 0.5"));
    summary.add(
        Finding.of(
            "listener_worst_error_of_valid",
            worst(ours.valid()),
            "the same of those that also the reference's own error leaves valid"));
    summary.add(
        Finding.of("paper_worst_error", paperWorst, "paper's estimator, cells with ηh ≤ 0.5"));
    summary.add(Finding.of("cells", ours.size(), "networks measured"));
    summary.add(Finding.of("cells_within_reach", withinReach.size(), "of these with ηh ≤ 0.5"));
    summary.add(
        Finding.of(
            "listener_within_one_percent",
            right(withinReach),
            "of these within 1% by the listener"));
    summary.add(
        Finding.of(
            "paper_within_one_percent", right(paperWithinReach), "and by the paper's estimator"));
    summary.add(
        Finding.of(
            "marked_by_reference",
            withinReach.where(cell -> cell.standing() == Standing.OUTSIDE).size(),
            "with ηh ≤ 0.5 that the reference's own error marks as not valid"));
    summary.add(
        Finding.of(
            "listener_gradients",
            mean(ours, "gradients"),
            "gradients of the probe for five steps by the listener, mean of the cells"));
    summary.add(
        Finding.of("paper_gradients", mean(paper, "gradients"), "and by the paper's estimator"));
    summary.add(
        Finding.of(
            "cells_not_fitting",
            ours.where(cell -> cell.measure("fits_training") == 0).size(),
            "networks below 90% on training digits, which the paper leaves out"));
    return new Findings(
        summary, verdict(withinReach, paperWithinReach, ours.size(), worst, paperWorst));
  }

  private static List<String> verdict(
      Cells ours, Cells paper, int all, double worst, double paperWorst) {
    if (ours.isEmpty()) {
      return List.of("No cell with ηh ≤ 0.5 yet.");
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "In the %d of %d cells with ηh ≤ 0.5 the listener is off by at most %.3g%% (%d within"
                + " 1%%), the paper's estimator by at most %.3g%% (%d within 1%%).",
            ours.size(),
            all,
            100 * worst,
            right(ours),
            100 * paperWorst,
            right(paper)));
    // Below, what float32 gradients round away is as large as what the order left out takes.
    Cells curved = paper.where(cell -> cell.measure("eta_curvature") >= SEEN_CURVATURE);
    Sample shares =
        Sample.of(
            curved.values(cell -> (1 - cell.estimate()) / (cell.measure("eta_curvature") / 3)));
    if (shares.size() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "In the %d of them with ηh ≥ %s the paper's estimator is below 1 by %.2f times ηh/3 in"
                  + " the median; the next order in η, which it leaves out, makes it 1 time where"
                  + " the gradient lies along one eigenvector.",
              shares.size(),
              SEEN_CURVATURE,
              shares.median()));
    }
    return sentences;
  }

  private static boolean isWithinReach(Cell cell) {
    return cell.measure("eta_curvature") <= Measurement.VALID_CURVATURE;
  }

  private static double worst(Cells cells) {
    return cells.stream().mapToDouble(Cell::relativeError).max().orElse(Double.NaN);
  }

  private static int right(Cells cells) {
    return cells.where(cell -> cell.relativeError() <= ASKED).size();
  }

  private static double mean(Cells cells, String measure) {
    return cells.stream().mapToDouble(cell -> cell.measure(measure)).average().orElse(Double.NaN);
  }
}
