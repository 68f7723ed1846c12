package io.lambdascope.examples.experiment.averaging;

import static io.lambdascope.examples.experiment.averaging.AveragingTask.AVERAGED;
import static io.lambdascope.examples.experiment.averaging.AveragingTask.DISTANCE;
import static io.lambdascope.examples.experiment.averaging.AveragingTask.LAST;
import static io.lambdascope.examples.experiment.averaging.AveragingTask.RIDGE;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.figure.Figure;
import io.lambdascope.examples.figure.Panel;
import io.lambdascope.examples.figure.XyPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.style.Styler.LegendPosition;

/** What the seeds together say. */
final class AveragingFindings {

  /** Published, of a protocol that is not known in full. */
  static final double PUBLISHED_SHARE = 0.923;

  static final double PUBLISHED_RIDGE_SHARE = 0.277;
  static final double PUBLISHED_DISPLACEMENT = 0.997;
  static final double PUBLISHED_COSINE = 0.9993;

  private final Cells cells;

  AveragingFindings(List<Cell> cells) {
    this.cells = Cells.of(cells);
  }

  Findings findings() {
    List<Finding> summary = new ArrayList<>();
    for (String endpoint : List.of(AVERAGED, LAST)) {
      for (String penalty : List.of(DISTANCE, RIDGE)) {
        String prefix = (endpoint.equals(AVERAGED) ? "" : "last_iterate_") + penalty;
        boolean main = endpoint.equals(AVERAGED);
        add(
            summary,
            prefix + "_share",
            sample("share", endpoint, penalty, Cell::estimate),
            "share of the energy of ∇L at the end that %s explains".formatted(words(penalty)),
            !main ? "" : penalty.equals(DISTANCE) ? "92.3% ± 0.5%" : "27.7%");
        if (!main) {
          continue; // retrained were the averaged weights alone
        }
        add(
            summary,
            prefix + "_displacement_cosine",
            sample("displacement_cosine", endpoint, penalty, Cell::estimate),
            "cosine of the displacement after retraining with it",
            penalty.equals(DISTANCE) ? "0.9993" : "");
        add(
            summary,
            prefix + "_displacement_share",
            sample(
                "displacement_cosine",
                endpoint,
                penalty,
                cell -> cell.measure("displacement_share")),
            "share of the displacement that retraining with it gives: 1 − ‖d′ − d‖²/‖d‖²",
            penalty.equals(DISTANCE) ? "99.7%" : "");
        add(
            summary,
            prefix + "_agreement",
            sample("displacement_cosine", endpoint, penalty, cell -> cell.measure("agreement")),
            "share of the digits that are classed alike after retraining with it",
            penalty.equals(DISTANCE) ? "the same predictions" : "");
      }
    }
    add(
        summary,
        "distance_lambda",
        sample("lambda", AVERAGED, DISTANCE, Cell::estimate),
        "λ̂ of ‖θ − θ₀‖² at the averaged weights",
        "0.00691 ± 0.00002, for a step size and a length that are not known");
    Sample scaled = sample("lambda", AVERAGED, DISTANCE, cell -> cell.measure("lambda_times_time"));
    summary.add(
        Finding.of(
            "distance_lambda_times_time",
            scaled.mean(),
            "λ̂ times ηK; a quadratic loss gives from 1/2, along stiff directions, to 1, along flat"
                + " ones"
                + interval(scaled)));
    Cells retrained = cells.quantity("displacement_cosine");
    summary.add(
        Finding.of(
            "retrained_to_convergence",
            retrained.isEmpty() ? Double.NaN : (double) retrained.valid().size() / retrained.size(),
            "share of the retrainings that came to rest, gradient below 1e-4 of that at the"
                + " start"));
    return new Findings(summary, verdict());
  }

  private List<String> verdict() {
    Sample distance = sample("share", AVERAGED, DISTANCE, Cell::estimate);
    Sample ridge = sample("share", AVERAGED, RIDGE, Cell::estimate);
    Sample cosine = sample("displacement_cosine", AVERAGED, DISTANCE, Cell::estimate);
    Sample ridgeCosine = sample("displacement_cosine", AVERAGED, RIDGE, Cell::estimate);
    Sample last = sample("share", LAST, DISTANCE, Cell::estimate);
    List<String> sentences = new ArrayList<>();
    if (Double.isFinite(distance.mean() - ridge.mean())) {
      sentences.add(
          format(
              "At the averaged weights ‖θ − θ₀‖² explains %.1f%% of the gradient's energy"
                  + " (published 92.3%%) and plain ridge %.1f%% (27.7%%): averaging %s.",
              100 * distance.mean(),
              100 * ridge.mean(),
              Math.max(distance.mean(), ridge.mean()) < 0.5
                  ? "is not described by either"
                  : distance.mean() > ridge.mean()
                      ? "acts as a pull to where it began, rather than to zero"
                      : "acts as a pull to zero at least as much as to where it began"));
    }
    if (Double.isFinite(cosine.mean())) {
      sentences.add(
          format(
              "Retraining with it in place of averaging gives a displacement of cosine %.4f"
                  + " (published 0.9993); with ridge, %.4f. Of these retrainings %d of %d and %d of %d"
                  + " came to rest.",
              cosine.mean(),
              ridgeCosine.mean(),
              retrained(DISTANCE).valid().size(),
              retrained(DISTANCE).size(),
              retrained(RIDGE).valid().size(),
              retrained(RIDGE).size()));
    }
    if (Double.isFinite(last.mean())) {
      sentences.add(
          format(
              "Without averaging, at the last iterate, the same penalty explains %.1f%%: the share"
                  + " %s averaging's own.",
              100 * last.mean(), last.mean() < distance.mean() / 2 ? "is" : "is not"));
    }
    return sentences;
  }

  private Cells retrained(String penalty) {
    return cells.quantity("displacement_cosine").at("penalty", penalty);
  }

  Figure figure() {
    List<Panel> panels = new ArrayList<>();
    panels.add(
        panel("Explained of the gradient's energy", "share", Cell::estimate, PUBLISHED_SHARE));
    panels.add(
        panel(
            "Displacement after retraining: cosine",
            "displacement_cosine",
            Cell::estimate,
            PUBLISHED_COSINE));
    panels.add(
        panel(
            "Displacement missed after retraining",
            "displacement_cosine",
            cell -> 1 - cell.measure("displacement_share"),
            1 - PUBLISHED_DISPLACEMENT));
    return new Figure(panels, panels.size());
  }

  private Panel panel(
      String title, String quantity, ToDoubleFunction<Cell> number, double published) {
    XyPanel panel =
        new XyPanel(title, "seed", title.endsWith("cosine") ? "cosine" : "share")
            .legend(LegendPosition.OutsideS)
            .rangeX(0, Math.max(2, seeds() + 1));
    if (title.startsWith("Displacement missed")) {
      panel.logY(); // 1 is all of it, and a wrong penalty misses by more
    } else if (quantity.equals("share")) {
      panel.rangeY(0, 1);
    }
    for (String endpoint : List.of(AVERAGED, LAST)) {
      for (String penalty : List.of(DISTANCE, RIDGE)) {
        Cells some = cells.quantity(quantity).at("endpoint", endpoint).at("penalty", penalty);
        panel.points(
            "%s, %s".formatted(endpoint, penalty),
            some.values(cell -> cell.number("seed")),
            some.values(number));
      }
    }
    panel.level("published, averaged, distance", published, 0, Math.max(2, seeds() + 1));
    if (quantity.equals("share")) {
      panel.level("published, averaged, ridge", PUBLISHED_RIDGE_SHARE, 0, Math.max(2, seeds() + 1));
    }
    return panel;
  }

  private double seeds() {
    return cells.stream().mapToDouble(cell -> cell.number("seed")).max().orElse(1);
  }

  private Sample sample(
      String quantity, String endpoint, String penalty, ToDoubleFunction<Cell> number) {
    return Sample.of(
        cells.quantity(quantity).at("endpoint", endpoint).at("penalty", penalty).values(number));
  }

  private static void add(
      List<Finding> summary, String name, Sample sample, String meaning, String published) {
    summary.add(
        Finding.of(
            name,
            sample.mean(),
            meaning + interval(sample) + (published.isEmpty() ? "" : "; published: " + published)));
  }

  private static String interval(Sample sample) {
    return format(
        ", mean of %d seeds, 95%% interval [%.5g, %.5g]",
        sample.size(), sample.lower(), sample.upper());
  }

  private static String words(String penalty) {
    return penalty.equals(DISTANCE) ? "‖θ − θ₀‖²" : "‖θ‖²";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
