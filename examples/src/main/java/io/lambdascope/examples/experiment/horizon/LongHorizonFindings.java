package io.lambdascope.examples.experiment.horizon;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** By how much nearer descent is to the modified flow. */
final class LongHorizonFindings {

  private static final double ASKED_RATIO = 50;

  private LongHorizonFindings() {}

  static Findings of(List<Cell> cells) {
    List<Finding> summary = new ArrayList<>();
    List<String> verdict = new ArrayList<>();
    for (Case one : Case.ALL) {
      double[] at30 = ratios(one, Case.ASKED_STEPS, cells);
      boolean asked = one.eta() == Case.FINE && !one.hasKinks();
      double smallest = Arrays.stream(at30).min().orElse(Double.NaN);
      String name =
          "%s_eta_%s".formatted(one.name().toLowerCase(Locale.ROOT).replace(' ', '_'), one.eta());
      String meaning =
          "%s, η = %s: distance to the original flow over that to the modified one after 30 steps,"
                  .formatted(one.name(), one.eta())
              + " smallest of the seeds";
      summary.add(
          asked
              ? Finding.atLeast(name, smallest, ASKED_RATIO, meaning)
              : Finding.of(name, smallest, meaning));
      double[] inverses = ratios(one, one.steps(), cells);
      Arrays.setAll(inverses, i -> 1 / inverses[i]);
      summary.add(
          Finding.of(
              name + "_inverse_at_end",
              Sample.of(inverses).mean(),
              "the inverse at the end, mean of the seeds; published: " + one.published()));
      if (at30.length > 0) {
        verdict.add(sentence(one, smallest));
      }
    }
    return new Findings(summary, verdict);
  }

  private static String sentence(Case one, double ratio) {
    String follows =
        ratio >= ASKED_RATIO
            ? "descent follows the modified flow"
            : ratio > 1
                ? "descent is nearer to the modified flow, but the penalty does not explain all but a"
                    + " fiftieth"
                : "the penalty does not explain where descent goes";
    return String.format(
        Locale.ROOT,
        "%s, η = %s: after 30 steps the original flow is %.3g times as far away as the modified"
            + " one: %s%s.",
        one.name(),
        one.eta(),
        ratio,
        follows,
        one.hasKinks() ? " (the loss has kinks, which second derivatives do not see)" : "");
  }

  private static double[] ratios(Case one, int step, List<Cell> cells) {
    Cells at =
        Cells.of(cells)
            .quantity(LongHorizon.DISTANCE)
            .at("case", one.name())
            .at("eta", one.eta())
            .at("step", step);
    double[] original = at.at("flow", LongHorizon.ORIGINAL).estimates();
    double[] modified = at.at("flow", LongHorizon.MODIFIED).estimates();
    double[] ratios = new double[original.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = original[i] / modified[i];
    }
    return ratios;
  }
}
