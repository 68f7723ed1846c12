package io.lambdascope.examples.experiment.illustration;

import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.CANDIDATE;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.EQUATIONS;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.FLOW_REFERENCE;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.FULL_BATCH;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.GRAM;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.LAMBDA;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.MEAN_CROSS;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.REFERENCE;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.RIDGE;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.SEED;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.SQUARED_GRADIENT;
import static io.lambdascope.examples.experiment.illustration.TrajectoryTasks.STEP_SIZE;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.theory.ImplicitGradientRegularization;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Deviations of mini-batch steps from the loss's gradient, in a network of two parameters. */
public final class Trajectory implements Experiment {

  private static final int PATHS = 500;
  private static final int QUICK_PATHS = 50;

  /** The experiment. */
  public Trajectory() {}

  @Override
  public String name() {
    return "trajectory";
  }

  @Override
  public String title() {
    return "Deviations along the path of SGD, in two parameters";
  }

  @Override
  public String reproduces() {
    return "Figure 2, Appendix H.1; Eq. 4";
  }

  @Override
  public String description() {
    return "A network of two parameters: its gradient flow, a path of SGD with the deviation of each"
        + " step, and what an estimate makes of these, for one path and for many.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? QUICK_PATHS : PATHS;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "tanh(wx + b) on 96 evenly spaced x in [−2.5, 2.5], y = 0.75 tanh(1.4x − 0.35) + 0.12"
            + " sin(2.7x); L the mean square.",
        "Gradient flow by 3,000 full-batch steps of 0.004; SGD by 6 steps of 0.4 on batches of 8,"
            + " %d paths, the first drawn.".formatted(settings.seeds()),
        "Deviation b_t = −Δθ/η − ∇L(θ_t) (Eq. 4); and the same with the gradient flow of L over the"
            + " time η in place of −η∇L.",
        "λ̂ of ‖θ‖² and of ‖∇L‖², each alone, by least squares: over the steps of a path, and over"
            + " all paths with one cluster a path.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The paper gives no start, no loss and no seed: here (w, b) = (−0.7, 1.1), the mean square,"
            + " and batches drawn afresh at each step.");
    changes.add("The paper's figure has one path and no estimate.");
    if (settings.quick()) {
      changes.add("--quick: %d paths in place of %d.".formatted(settings.seeds(), PATHS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    return TrajectoryTasks.all(settings.seeds());
  }

  @Override
  public Findings findings(List<Cell> all) {
    Cells lambdas = Cells.of(all).quantity(LAMBDA);
    double theory = new ImplicitGradientRegularization(STEP_SIZE).perParameter();
    List<Finding> summary = new ArrayList<>();
    Optional<Coefficient> ridge = pooled(lambdas, FULL_BATCH, RIDGE);
    Optional<Coefficient> noise = pooled(lambdas, FULL_BATCH, SQUARED_GRADIENT);
    Optional<Coefficient> flow = pooled(lambdas, FLOW_REFERENCE, SQUARED_GRADIENT);
    add(summary, "ridge_full_batch", ridge, "λ̂ of ‖θ‖² from all paths, against the gradient");
    add(
        summary,
        "squared_gradient_full_batch",
        noise,
        "λ̂ of ‖∇L‖² from all paths, against the gradient");
    add(
        summary,
        "squared_gradient_flow",
        flow,
        "λ̂ of ‖∇L‖² from all paths, against the flow; η/4 = 0.1 to first order in η");
    double expected = expected(lambdas);
    summary.add(
        Finding.of(
            "squared_gradient_flow_expected",
            expected,
            "what it is without the noise of the batches, by the flow itself"));
    List<String> verdict = new ArrayList<>();
    lambdas.at(SEED, 1).at(REFERENCE, FULL_BATCH).stream()
        .map(
            cell ->
                String.format(
                    Locale.ROOT,
                    "The path that is drawn: λ̂ of %s is %.3g [%.3g, %.3g] from six steps.",
                    cell.text(CANDIDATE),
                    cell.estimate(),
                    cell.lower(),
                    cell.upper()))
        .forEach(verdict::add);
    ridge.ifPresent(one -> verdict.add(zero("‖θ‖²", one)));
    noise.ifPresent(one -> verdict.add(zero("‖∇L‖²", one)));
    flow.ifPresent(
        one ->
            verdict.add(
                String.format(
                    Locale.ROOT,
                    "Against the gradient flow all paths together give λ̂ of ‖∇L‖² %.3g [%.3g, %.3g],"
                        + " %s zero; without the noise of the batches it is %.3g, %s the interval,"
                        + " and theory for small steps says η/4 = %.3g, %s it.",
                    one.value(),
                    one.lower(),
                    one.upper(),
                    one.excludesZero() ? "which excludes" : "which does not exclude",
                    expected,
                    inside(one, expected),
                    theory,
                    inside(one, theory))));
    return new Findings(summary, verdict);
  }

  private static String inside(Coefficient lambda, double value) {
    return lambda.lower() <= value && value <= lambda.upper() ? "inside" : "outside";
  }

  /** E[b_t | θ_t] in place of b_t; NaN without a path. */
  private static double expected(Cells lambdas) {
    Cells paths = lambdas.at(REFERENCE, FLOW_REFERENCE);
    double cross = Arrays.stream(paths.values(cell -> cell.measure(MEAN_CROSS))).sum();
    double gram = Arrays.stream(paths.values(cell -> cell.measure(GRAM))).sum();
    return cross / gram;
  }

  private static String zero(String penalty, Coefficient lambda) {
    return String.format(
        Locale.ROOT,
        "All paths together, against the full-batch gradient: λ̂ of %s is %.3g [%.3g, %.3g], %s.",
        penalty,
        lambda.value(),
        lambda.lower(),
        lambda.upper(),
        lambda.excludesZero()
            ? "which excludes the zero that it is in the mean over batches"
            : "not told from the zero that it is in the mean over batches");
  }

  private static void add(
      List<Finding> summary, String name, Optional<Coefficient> lambda, String meaning) {
    summary.add(Finding.of(name, lambda.map(Coefficient::value).orElse(Double.NaN), meaning));
    summary.add(
        Finding.of(
            name + "_half_width",
            lambda.map(one -> (one.upper() - one.lower()) / 2).orElse(Double.NaN),
            "half of its 95% interval"));
  }

  /** One coefficient for all paths; empty where there are too few for an interval. */
  private static Optional<Coefficient> pooled(Cells lambdas, String reference, String candidate) {
    CumulativeEstimator estimator = new CumulativeEstimator();
    for (Cell path : lambdas.at(REFERENCE, reference).at(CANDIDATE, candidate).list()) {
      estimator.update(
          new GradientMatch(
              (long) path.number(SEED),
              EQUATIONS,
              new double[] {path.measure(GRAM)},
              new double[] {path.measure(TrajectoryTasks.CROSS)},
              path.measure(TrajectoryTasks.ENERGY)));
    }
    return estimator
        .estimate()
        .map(estimate -> estimate.coefficient(0))
        .filter(coefficient -> Double.isFinite(coefficient.standardError()));
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return TrajectoryFigure.of(cells);
  }
}
