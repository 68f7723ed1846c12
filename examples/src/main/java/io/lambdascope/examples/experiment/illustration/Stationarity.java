package io.lambdascope.examples.experiment.illustration;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.GroupedQuadratic;
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
import java.util.function.ToDoubleFunction;

/** What a gradient that is left at a minimum of the whole says of its penalty (Eq. 1 and 2). */
public final class Stationarity implements Experiment {

  static final double LAMBDA = 0.8;
  private static final List<Double> LAMBDAS = List.of(LAMBDA, 0.0);
  private static final int DRAWS = 10;
  private static final double ROUNDING = 1e-12;

  static final double FROM = -0.5;
  static final double TO = 4;
  private static final int POINTS = 91;

  static final String OBJECTIVE = "objective";
  static final String GRADIENT = "gradient";
  static final String ESTIMATE = "lambda";
  static final String OF = "of";
  static final String LOSS = "mean square";
  static final String PENALTY = "penalty";
  static final String TOTAL = "total";
  static final String THETA = "theta";
  static final String TRUE_LAMBDA = "true_lambda";
  static final String SEED = "seed";

  /** The experiment. */
  public Stationarity() {}

  @Override
  public String name() {
    return "stationarity";
  }

  @Override
  public String title() {
    return "The gradient of a penalty at the minimum it makes";
  }

  @Override
  public String reproduces() {
    return "Figure 1, Appendix H.1; Eq. 1 and 2";
  }

  @Override
  public String description() {
    return "Scalar ridge regression: at its minimum the gradients of loss and penalty are equal and"
        + " opposite, from which the penalty's coefficient is estimated.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 2 : DRAWS;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "y = θx + ε, θ = 2, x ~ N(0, 1), ε ~ N(0, 1.8²), 20 examples; %d draws, the first drawn"
            .formatted(settings.seeds()),
        "L = (1/n)Σ(y − θx)², penalty λθ² with λ = 0.8, and λ = 0 as a control; minimized exactly.",
        "λ̂ from −∇L = 2λθ at the minimum.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The paper's figure is of one draw whose seed it does not give, and has no estimate in it.");
    if (settings.quick()) {
      changes.add("--quick: %d draws in place of %d.".formatted(settings.seeds(), DRAWS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Task> tasks = new ArrayList<>();
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      int draw = seed;
      tasks.add(new Task("seed " + seed, 1, progress -> cells(draw)));
    }
    return tasks;
  }

  private static List<Cell> cells(int seed) {
    ScalarRidge model = ScalarRidge.draw(seed);
    List<Cell> cells = new ArrayList<>();
    for (double lambda : LAMBDAS) {
      double theta = model.minimizer(lambda);
      double loss = model.gradient(theta);
      Endpoint endpoint = new Endpoint(new double[] {theta}, new double[] {loss});
      GroupedQuadratic ridge = GroupedQuadratic.scalar(1);
      double penalty = ridge.gradient(endpoint, new double[] {lambda})[0];
      cells.add(
          Cell.of(ESTIMATE, ridge.fit(EndpointPool.of(endpoint)).lambda()[0])
              .truth(lambda)
              .at(SEED, seed)
              .at(TRUE_LAMBDA, lambda)
              .measure(THETA, theta));
      cells.add(gradient(seed, lambda, LOSS, loss, -penalty));
      cells.add(gradient(seed, lambda, PENALTY, penalty, -loss));
    }
    if (seed == 1) {
      for (int i = 0; i < POINTS; i++) {
        double theta = FROM + (TO - FROM) * i / (POINTS - 1);
        double penalty = LAMBDA * theta * theta;
        double slope = 2 * LAMBDA * theta;
        double loss = model.loss(theta);
        cells.add(objective(LOSS, theta, loss, model.gradient(theta)));
        cells.add(objective(PENALTY, theta, penalty, slope));
        cells.add(objective(TOTAL, theta, loss + penalty, model.gradient(theta) + slope));
      }
    }
    return cells;
  }

  private static Cell gradient(int seed, double lambda, String of, double value, double truth) {
    return Cell.of(GRADIENT, value).truth(truth).at(SEED, seed).at(TRUE_LAMBDA, lambda).at(OF, of);
  }

  private static Cell objective(String of, double theta, double value, double gradient) {
    return Cell.of(OBJECTIVE, value).at(OF, of).at(THETA, theta).measure(GRADIENT, gradient);
  }

  @Override
  public Findings findings(List<Cell> all) {
    Cells cells = Cells.of(all);
    Cells estimates = cells.quantity(ESTIMATE);
    Cells gradients = cells.quantity(GRADIENT);
    double error = largest(estimates.at(TRUE_LAMBDA, LAMBDA), Cell::relativeError);
    double control = largest(estimates.at(TRUE_LAMBDA, 0), cell -> Math.abs(cell.estimate()));
    double sum =
        largest(
            gradients.at(OF, LOSS).at(TRUE_LAMBDA, LAMBDA),
            cell -> Math.abs(cell.estimate() - cell.truth()));
    double size =
        smallest(gradients.at(OF, LOSS).at(TRUE_LAMBDA, LAMBDA), cell -> Math.abs(cell.estimate()));
    return new Findings(
        List.of(
            Finding.atMost(
                "lambda_relative_error",
                error,
                ROUNDING,
                "largest relative error of λ̂ for λ = 0.8, of all draws"),
            Finding.atMost("control_lambda", control, ROUNDING, "largest |λ̂| for λ = 0"),
            Finding.atMost(
                "gradient_sum", sum, ROUNDING, "largest |∇L + ∇R| at the minimum, λ = 0.8"),
            Finding.of("loss_gradient", size, "smallest |∇L| there")),
        List.of(
            String.format(
                Locale.ROOT,
                "At the minimum of loss and penalty the gradients %s (|∇L + ∇R| ≤ %.1e, |∇L| ≥"
                    + " %.2g), so that the gradient of the loss alone %s λ = 0.8 (relative error"
                    + " %.1e); without a penalty λ̂ is %.1e.",
                sum <= ROUNDING ? "are equal and opposite" : "do not cancel",
                sum,
                size,
                error <= ROUNDING ? "gives" : "does not give",
                error,
                control)));
  }

  private static double largest(Cells cells, ToDoubleFunction<Cell> number) {
    return Arrays.stream(cells.values(number)).max().orElse(Double.NaN);
  }

  private static double smallest(Cells cells, ToDoubleFunction<Cell> number) {
    return Arrays.stream(cells.values(number)).min().orElse(Double.NaN);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return StationarityFigure.of(cells);
  }
}
