package io.lambdascope.examples.experiment.noise;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.experiment.noise.NoiseRun.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** In how many runs the intervals hold η/4, and how wide they are. */
final class SgdNoiseFindings {

  private static final int ASKED_STEP_SIZES = 3;

  private SgdNoiseFindings() {}

  static Findings of(List<Cell> cells) {
    Cells ratios = Cells.of(cells).quantity(NoiseRun.RATIO);
    List<Finding> summary = new ArrayList<>();
    List<String> verdict = new ArrayList<>();
    int held = 0;
    for (double eta : SgdNoise.STEP_SIZES) {
      Cells antithetic = ratios.at("window", Arm.ANTITHETIC.title()).at("eta", eta);
      List<Cells> runs = List.copyOf(antithetic.by("seed").values());
      long hold =
          runs.stream().filter(run -> run.stream().allMatch(SgdNoiseFindings::holds)).count();
      if (2 * hold > runs.size()) {
        held++;
      }
      summary.add(
          Finding.of(
              "both_hold_eta_" + eta,
              share(hold, runs.size()),
              "η = %s: share of the %d runs in which both antithetic intervals hold η/4"
                  .formatted(eta, runs.size())));
      for (Arm arm : Arm.values()) {
        for (String regularizer : List.of(NoiseRun.NORM, NoiseRun.NOISE)) {
          Cells some =
              ratios.at("window", arm.title()).at("eta", eta).at("regularizer", regularizer);
          add(summary, arm, eta, regularizer, some);
        }
      }
      if (!runs.isEmpty()) {
        verdict.add(sentence(eta, ratios.at("eta", eta), hold, runs.size()));
      }
    }
    summary.add(
        0,
        Finding.atLeast(
            "step_sizes_that_hold",
            ratios.isEmpty() ? Double.NaN : held,
            ASKED_STEP_SIZES,
            "step sizes at which both antithetic intervals hold η/4 in most of the runs"));
    return new Findings(summary, verdict);
  }

  private static void add(
      List<Finding> summary, Arm arm, double eta, String regularizer, Cells some) {
    String name = "%s_%s_eta_%s".formatted(arm.name().toLowerCase(Locale.ROOT), regularizer, eta);
    String where = "η = %s, %s windows, %s: ".formatted(eta, arm.title(), regularizer);
    summary.add(
        Finding.of(
            name + "_mean", some.sample().mean(), where + "mean of the runs, in units of η/4"));
    summary.add(
        Finding.of(
            name + "_half_width", halfWidth(some), where + "mean half-width of an interval"));
    summary.add(
        Finding.of(
            name + "_holds",
            share(some.where(SgdNoiseFindings::holds).size(), some.size()),
            where + "share of intervals that hold η/4"));
  }

  private static String sentence(double eta, Cells at, long hold, int runs) {
    double plain = halfWidth(at.at("window", Arm.PLAIN.title()));
    double antithetic = halfWidth(at.at("window", Arm.ANTITHETIC.title()));
    return String.format(
        Locale.ROOT,
        "η = %s: both antithetic intervals hold η/4 in %d of %d runs; their half-width is %.3g of"
            + " it, that of plain windows %.3g times as much.",
        eta,
        hold,
        runs,
        antithetic,
        plain / antithetic);
  }

  private static boolean holds(Cell cell) {
    return cell.isValid() && cell.lower() <= cell.truth() && cell.truth() <= cell.upper();
  }

  private static double halfWidth(Cells cells) {
    return Sample.of(cells.values(cell -> (cell.upper() - cell.lower()) / 2)).mean();
  }

  private static double share(long part, int all) {
    return all == 0 ? Double.NaN : (double) part / all;
  }
}
