package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The penalty (ηp/4)·‖∇L‖²/p that gradient descent's finite steps add (Barrett and Dherin),
 * recovered at trained networks by the paper's estimator and by the listener.
 */
public final class GradientStep implements Experiment {

  /** The experiment. */
  public GradientStep() {}

  @Override
  public String name() {
    return "gradient-step";
  }

  @Override
  public String title() {
    return "The gradient penalty of finite steps";
  }

  @Override
  public String reproduces() {
    return "Figure 6, App. H.5";
  }

  @Override
  public String description() {
    return "Coefficient of ‖∇L‖²/p at trained tanh networks, by full-batch steps against the gradient"
        + " flow; theory says ηp/4. By the paper's estimator and by the listener.";
  }

  @Override
  public int seeds(boolean quick) {
    return 1;
  }

  @Override
  public boolean needsMnist() {
    return true;
  }

  @Override
  public List<String> protocol(Settings settings) {
    Plan plan = Plan.of(settings);
    return List.of(
        String.format(
            Locale.ROOT,
            "MNIST, normalized: %,d digits for training, %,d for validation, %,d for the test.",
            plan.training(),
            plan.validation(),
            plan.test()),
        String.format(
            Locale.ROOT,
            "%d hidden tanh layers without bias, softmax output with; widths %s; weights uniform up"
                + " to 1/√inputs; float32.",
            Measurement.HIDDEN,
            plan.widths()),
        "Plain SGD, step sizes %s, mini-batches of 128, %d epochs."
            .formatted(plan.stepSizes().stream().map(GradientStep::plain).toList(), plan.epochs()),
        ("Snapshot with the highest validation accuracy among the ends of epochs with an accuracy"
                + " of at least %.0f%% on training digits (those of the probe); where there is none,"
                + " the last weights, marked.")
            .formatted(100 * Snapshot.FITTED),
        String.format(
            Locale.ROOT,
            "From there %d full-batch steps of the same η on %,d training digits. The listener:"
                + " reference gradientFlow(probe), regularizer gradientNorm, all samples alike; the"
                + " next orders in η are nuisance directions.",
            ProbeSteps.STEPS,
            plan.probe()),
        ("On the same steps the paper's estimator (Eq. 6): Runge–Kutta with %d substeps, no nuisance"
                + " directions, float64 displacements, Hg by central differences.")
            .formatted(PaperEstimator.SUBSTEPS),
        "A cell counts where ηh = η‖Hg‖/‖g‖ is at most %s at all steps and the listener's reference says that its own error is small."
            .formatted(Measurement.VALID_CURVATURE));
  }

  @Override
  public List<String> changes(Settings settings) {
    Plan plan = Plan.of(settings);
    List<String> changes = new ArrayList<>();
    if (!plan.hasPapersDigits()) {
      changes.add(
          String.format(
              Locale.ROOT,
              "%,d/%,d/%,d digits for training, validation and test in place of 10,000/1,000/5,000:"
                  + " %s.",
              plan.training(),
              plan.validation(),
              plan.test(),
              settings.quick()
                  ? "--quick"
                  : String.format(Locale.ROOT, "there are %,d", settings.mnist().size())));
    }
    changes.add(
        "Hg by central differences of gradients, where the paper has a second backward pass; the"
            + " displacement of the flow is kept in float64.");
    changes.add(
        "Networks that do not fit 90% of the training digits, which the paper leaves out, are"
            + " measured at their last weights and marked: the theory does not ask for a fit.");
    if (settings.quick()) {
      changes.add(
          "--quick: widths %s, step sizes %s, %d epochs, probe of %d digits."
              .formatted(
                  plan.widths(),
                  plan.stepSizes().stream().map(GradientStep::plain).toList(),
                  plan.epochs(),
                  plan.probe()));
    } else if (plan.epochs() < Plan.EPOCHS) {
      changes.add("--epochs: %d in place of %d.".formatted(plan.epochs(), Plan.EPOCHS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    Plan plan = Plan.of(settings);
    List<Task> tasks = new ArrayList<>();
    for (int width : plan.widths()) {
      for (double eta : plan.stepSizes()) {
        for (int seed = 1; seed <= settings.seeds(); seed++) {
          Measurement measurement = new Measurement(plan, settings.mnist(), width, eta, seed);
          tasks.add(
              new Task(
                  "width %d, eta %s, seed %d".formatted(width, plain(eta), seed),
                  Measurement.parameters(width),
                  measurement::run));
        }
      }
    }
    return tasks;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return GradientStepFindings.of(cells);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return GradientStepFigure.of(cells);
  }
}
