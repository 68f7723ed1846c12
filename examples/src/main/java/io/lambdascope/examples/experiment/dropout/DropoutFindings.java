package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the cells say of "dropout acts as λ‖θ‖²". */
final class DropoutFindings {

  private static final String RIDGE = AblationWatch.CANDIDATES.get(0);
  private static final String ACTIVATION = AblationWatch.CANDIDATES.get(1);

  /** Ranks that agree so far are called a rise, or a fall with the other sign. */
  private static final double TREND = 0.5;

  /** Verdicts that have to be SUPPORTED for an estimate to bear the claim out. */
  private static final double MOST = 0.5;

  private final Cells cells;
  private final List<Finding> summary = new ArrayList<>();
  private final List<String> verdict = new ArrayList<>();

  private DropoutFindings(List<Cell> cells) {
    this.cells = Cells.of(cells);
  }

  static Findings of(List<Cell> cells) {
    DropoutFindings findings = new DropoutFindings(cells);
    findings.control();
    findings.published();
    findings.stationarity();
    findings.ablation(RIDGE, "ridge");
    findings.ablation(ACTIVATION, "the activation-weighted quadratic");
    return new Findings(findings.summary, findings.verdict);
  }

  private void control() {
    double largest =
        Arrays.stream(
                cells
                    .quantity(TrialRun.ABLATION)
                    .at("rate", 0)
                    .values(cell -> Math.abs(cell.estimate())))
            .max()
            .orElse(Double.NaN);
    summary.add(
        Finding.atMost(
            "ablation_at_rate_0",
            largest,
            0,
            "largest |λ̂| by ablation in networks without dropout, to be exactly 0"));
  }

  private void published() {
    Cells fits = cells.quantity(EndpointFits.PUBLISHED);
    Sample ratio = Sample.of(fits.values(cell -> cell.estimate() / Math.abs(cell.truth())));
    double trend = RateTrend.of(fits, Cell::estimate);
    double converged = share(fits, cell -> cell.isValid() ? 1 : 0);
    summary.add(
        Finding.of(
            "published_fit_over_exact",
            ratio.median(),
            "the paper's fit over |exact optimum of its own loss|, median of the networks;"
                + " published: 38 to 61"));
    summary.add(
        Finding.of(
            "published_fit_trend", trend, RateTrend.meaning("the paper's fit, end of training")));
    summary.add(
        Finding.of(
            "published_fit_converged",
            converged,
            "share of the networks where it is within 10% of that optimum"));
    if (fits.isEmpty()) {
      return;
    }
    verdict.add(
        format(
            "(1) The paper's fit %s (Spearman %.2f), at %.3g times the optimum of its own loss and"
                + " within 10%% of it in %.0f%% of the networks: %s.",
            rises(trend),
            trend,
            ratio.median(),
            100 * converged,
            converged < MOST
                ? "it measures where its optimizer stopped, and supports nothing"
                : "it is as good as the exact solve, (2)"));
  }

  private void stationarity() {
    Cells fits = cells.quantity(EndpointFits.EXACT);
    double trend = RateTrend.of(fits, Cell::estimate);
    double distance = RateTrend.of(fits, cell -> cell.measure(EndpointFits.DISTANCE));
    double without = share(fits.at("rate", 0), cell -> cell.measure(EndpointFits.OUT_OF_FOLD));
    Cells dropped = dropped(fits);
    double outOfFold = share(dropped, cell -> cell.measure(EndpointFits.OUT_OF_FOLD));
    double supported = share(dropped, cell -> cell.isValid() ? 1 : 0);
    summary.add(
        Finding.of("stationarity_trend", trend, RateTrend.meaning("the exact solve at the end")));
    summary.add(
        Finding.of(
            "distance_trend",
            distance,
            RateTrend.meaning(
                "‖g‖/‖θ‖ at the end, the distance from stationarity; published 0.91")));
    summary.add(
        Finding.of(
            "stationarity_share_at_rate_0",
            without,
            "share of ‖g‖² that ridge explains out of fold without any dropout, mean; published in"
                + " sample: 0.056"));
    summary.add(
        Finding.of(
            "stationarity_share",
            outOfFold,
            "the same over the networks with dropout; published in sample: 0.004 at rate 0.5"));
    Sample zero = fits.at("rate", 0).sample();
    if (dropped.isEmpty()) {
      return;
    }
    verdict.add(
        format(
            "(2) The exact solve %s (Spearman %.2f) while the distance from stationarity %s (%.2f);"
                + " ridge explains %.2g%% of the gradient's energy out of fold, and at least a"
                + " tenth in %.0f%% of the networks with dropout%s: %s.",
            rises(trend),
            trend,
            rises(distance),
            distance,
            100 * outOfFold,
            100 * supported,
            zero.size() == 0
                ? ""
                : format("; without dropout, where it should be 0, it is %.3g", zero.mean()),
            trend >= TREND && supported >= MOST
                ? "less that, it supports the claim"
                : "it does not support the claim"));
  }

  private void ablation(String candidate, String words) {
    Cells of = cells.quantity(TrialRun.ABLATION).at("candidate", candidate);
    Cells means = of.at("reference", TrialRun.MEAN);
    for (Object stage : means.by("stage").keySet()) {
      boolean end = stage.equals(TrialRun.END);
      at(
          means.at("stage", stage.toString()),
          candidate,
          end ? "at_end" : "after_" + stage,
          end ? "at the end" : "after epochs " + stage);
    }
    Cells course = of.at("reference", TrialRun.COURSE);
    for (Object stage : course.by("stage").keySet()) {
      at(course.at("stage", stage.toString()), candidate, "in_" + stage, "in epochs " + stage);
    }
    List<String> sentences = new ArrayList<>();
    for (Object stage : means.by("stage").keySet()) {
      Cells some = means.at("stage", stage.toString());
      if (!dropped(some).isEmpty()) {
        sentences.add(sentence(some, stage.toString()));
      }
    }
    if (sentences.isEmpty()) {
      return;
    }
    verdict.add("(3) Ablation, " + words + ": " + String.join("; ", sentences) + ".");
  }

  private void at(Cells some, String candidate, String name, String words) {
    double trend = RateTrend.of(some, Cell::estimate);
    Cells dropped = dropped(some);
    String prefix = candidate + "_" + name.replace('-', '_');
    summary.add(
        Finding.of(
            prefix + "_trend", trend, RateTrend.meaning(candidate + " by ablation, " + words)));
    summary.add(
        Finding.of(
            prefix + "_share",
            share(dropped, cell -> cell.measure("share")),
            "share of the deviation's energy that it explains, mean of the networks with dropout in"
                + " which it is known"));
    summary.add(
        Finding.of(
            prefix + "_supported",
            share(dropped, cell -> cell.measure("supported")),
            "share of those networks where the verdict is SUPPORTED"));
  }

  private static String sentence(Cells some, String stage) {
    double trend = RateTrend.of(some, Cell::estimate);
    Cells dropped = dropped(some);
    double energy = share(dropped, cell -> cell.measure("share"));
    double supported = share(dropped, cell -> cell.measure("supported"));
    String claim;
    if (trend >= TREND && supported >= MOST) {
      claim = "supports the claim";
    } else if (trend >= TREND && supported > 0) {
      claim = "supports it weakly";
    } else {
      claim = "does not support it";
    }
    return format(
        "%s λ̂ %s (Spearman %.2f), %.2g%% of the energy, SUPPORTED in %.0f%% of the networks with"
            + " dropout: %s",
        stage.equals(TrialRun.END) ? "at the end" : "after epochs " + stage,
        rises(trend),
        trend,
        100 * energy,
        100 * supported,
        claim);
  }

  /** Of the networks with dropout. */
  private static Cells dropped(Cells some) {
    return some.where(cell -> cell.number("rate") > 0);
  }

  private static String rises(double trend) {
    if (Double.isNaN(trend)) {
      return "has no trend that could be told from these networks";
    }
    if (trend >= TREND) {
      return "rises with the rate";
    }
    return trend <= -TREND ? "falls with the rate" : "has no clear trend with the rate";
  }

  private static double share(Cells some, ToDoubleFunction<Cell> number) {
    return Sample.of(some.values(number)).mean();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
