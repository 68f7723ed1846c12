package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Which arm ends nearer to the original, seed by seed. */
final class RetrainFindings {

  /** Families that are tried for each cause, in the order of the report. */
  static final Map<String, List<String>> FAMILIES = new LinkedHashMap<>();

  static {
    FAMILIES.put(
        DropoutCause.NAME,
        List.of(Candidate.RIDGE, Candidate.ACTIVATION, Candidate.ACTIVATION_BY_LAYER));
    FAMILIES.put(
        StoppingCause.NAME,
        List.of(
            Candidate.RIDGE,
            Candidate.ACTIVATION,
            Candidate.ACTIVATION_BY_LAYER,
            Candidate.DISTANCE));
    FAMILIES.put(
        LeastSquaresCause.NAME,
        List.of(Candidate.RIDGE, LeastSquaresCause.DIAGONAL, LeastSquaresCause.MATRIX));
  }

  /** Of what theory says is exact. */
  private static final double EXACT = 1e-6;

  private static final double TENFOLD = 10;

  private final Cells cells;

  RetrainFindings(List<Cell> cells) {
    this.cells = Cells.of(cells);
  }

  Findings findings() {
    List<Finding> summary = new ArrayList<>();
    List<String> verdict = new ArrayList<>();
    FAMILIES.forEach(
        (cause, families) -> {
          for (String family : families) {
            Against weights = new Against(cause, family, ArmCells.WEIGHTS);
            Against outputs = new Against(cause, family, ArmCells.OUTPUTS);
            weights.addTo(summary);
            outputs.addTo(summary);
            weights.sentence(outputs).ifPresent(verdict::add);
          }
          addFloor(summary, cause, ArmCells.WEIGHTS);
          addFloor(summary, cause, ArmCells.OUTPUTS);
        });
    for (String exact : List.of(LeastSquaresCause.DIAGONAL, LeastSquaresCause.MATRIX)) {
      double[] distances =
          arm(LeastSquaresCause.NAME, exact, 1, ArmCells.WEIGHTS).values(Cell::estimate);
      summary.add(
          Finding.atMost(
              name(LeastSquaresCause.NAME, exact) + "_largest_weight_distance",
              DoubleStream.of(distances).max().orElse(Double.NaN),
              EXACT,
              "least squares retrained with the %s: distance to the stopped weights, largest of the"
                      .formatted(exact)
                  + " seeds; 0 by theory"));
    }
    return new Findings(summary, verdict);
  }

  /** The distance of the cause's own repetition, over that of nothing. */
  private void addFloor(List<Finding> summary, String cause, String quantity) {
    Cells again = arm(cause, ArmCells.OTHER_DRAWS, 0, quantity);
    if (cause.equals(LeastSquaresCause.NAME)) {
      return; // its descent has no draws
    }
    Sample ratio = Sample.of(ratios(again, arm(cause, ArmCells.NOTHING, 0, quantity)));
    summary.add(
        Finding.of(
            name(cause, "other draws") + "_" + quantity + "_ratio",
            ratio.mean(),
            "%s: %s with the true cause by other draws over that with nothing%s"
                .formatted(cause, words(quantity), interval(ratio))));
  }

  /** One family against nothing, in weights or in predictions. */
  private final class Against {

    private final String cause;
    private final String family;
    private final String quantity;
    private final double[] ratios;
    private final double[] tenfold;

    Against(String cause, String family, String quantity) {
      this.cause = cause;
      this.family = family;
      this.quantity = quantity;
      Cells nothing = arm(cause, ArmCells.NOTHING, 0, quantity);
      this.ratios = ratios(arm(cause, family, 1, quantity), nothing);
      this.tenfold = ratios(arm(cause, family, TENFOLD, quantity), nothing);
    }

    void addTo(List<Finding> summary) {
      String prefix = name(cause, family) + "_" + quantity;
      Sample once = Sample.of(ratios);
      Sample much = Sample.of(tenfold);
      summary.add(
          Finding.of(
              prefix + "_ratio",
              once.mean(),
              "%s, %s: %s with the estimated penalty over that with nothing%s"
                  .formatted(cause, family, words(quantity), interval(once) + lost(ratios))));
      summary.add(
          Finding.of(
              prefix + "_wins",
              ratios.length == 0 ? Double.NaN : (double) wins() / ratios.length,
              "share of the seeds in which the penalty ends nearer than nothing"));
      summary.add(
          Finding.of(
              prefix + "_tenfold_ratio",
              much.mean(),
              "the same of ten times the penalty%s".formatted(interval(much) + lost(tenfold))));
    }

    private long wins() {
      return DoubleStream.of(ratios).filter(ratio -> ratio < 1).count();
    }

    Optional<String> sentence(Against outputs) {
      if (ratios.length == 0) {
        return Optional.empty();
      }
      return Optional.of(
          "%s, %s: weights %s; predictions %s."
              .formatted(cause, family, clause(), outputs.clause()));
    }

    private String clause() {
      Sample sample = Sample.of(ratios);
      // Weights that grew without end are no part of the mean, which is then said of the others.
      String effect =
          sample.size() < ratios.length
              ? "not finite in %d of %d seeds, the others"
                  .formatted(ratios.length - sample.size(), ratios.length)
              : sample.upper() < 1
                  ? "nearer than with nothing"
                  : sample.lower() > 1
                      ? "farther than with nothing"
                      : "not told from those with nothing";
      return String.format(
          Locale.ROOT,
          "%s (%.3g times as far%s; nearer in %d of %d seeds)",
          effect,
          sample.mean(),
          interval(sample),
          wins(),
          ratios.length);
    }
  }

  private Cells arm(String cause, String penalty, double factor, String quantity) {
    return cells.quantity(quantity).at("cause", cause).at("penalty", penalty).at("factor", factor);
  }

  /** Of the seeds that both have. */
  private static double[] ratios(Cells arm, Cells nothing) {
    Map<Object, Cells> bySeed = nothing.by("seed");
    return arm.stream()
        .filter(cell -> bySeed.containsKey(cell.at().get("seed")))
        .mapToDouble(cell -> cell.estimate() / bySeed.get(cell.at().get("seed")).first().estimate())
        .toArray();
  }

  private static String name(String cause, String family) {
    return (cause + " " + family).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  private static String words(String quantity) {
    return quantity.equals(ArmCells.WEIGHTS)
        ? "distance of the weights"
        : "distance of the predictions";
  }

  /** That the mean leaves some seeds out. */
  private static String lost(double[] ratios) {
    int lost = ratios.length - Sample.of(ratios).size();
    return lost == 0
        ? ""
        : ", without %d of %d seeds, where it is not finite".formatted(lost, ratios.length);
  }

  private static String interval(Sample sample) {
    return sample.size() < 2
        ? ", %d seed, no interval".formatted(sample.size())
        : String.format(
            Locale.ROOT, ", 95%% interval [%.3g, %.3g]", sample.lower(), sample.upper());
  }
}
