package io.lambdascope.examples.experiment.averaging;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * Stochastic weight averaging as the penalty λ‖θ − θ₀‖² around the weights where averaging began.
 *
 * <p>Why it should be: gradient flow on a quadratic loss from θ₀, averaged over the time T, is
 * along a direction of curvature s as far from the minimum as the minimizer with the penalty λ =
 * (s/2)m/(1 − m), m = (1 − e^{−sT})/(sT). That is 1/T where sT is small and 1/(2T) where it is
 * large: nearly one coefficient for all directions, though their displacements differ by orders of
 * magnitude.
 */
public final class WeightAveraging implements Experiment {

  private static final int WARM_UP = 10;
  private static final int AVERAGED_EPOCHS = 20;
  private static final int QUICK_EPOCHS = 5;
  private static final int MOST_STEPS = 1500;
  private static final int QUICK_MOST_STEPS = 500;

  /** The experiment. */
  public WeightAveraging() {}

  @Override
  public String name() {
    return "weight-averaging";
  }

  @Override
  public String title() {
    return "Weight averaging as a pull to where it began";
  }

  @Override
  public String reproduces() {
    return "the paper's reference code, beyond the paper: stochastic weight averaging";
  }

  @Override
  public String description() {
    return "How much of averaged weights the penalty λ‖θ − θ₀‖² explains, θ₀ where averaging began,"
        + " and whether training with it in place of averaging ends at the same weights.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 2 : 10;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "The 1,797 UCI digits; 64-%d-%d-10 tanh, float64, weights uniform up to 1/√inputs; SGD with"
                .formatted(AveragedTraining.WIDTH, AveragedTraining.WIDTH)
            + " step size %s on shuffled mini-batches of %d."
                .formatted(AveragedTraining.LEARNING_RATE, AveragedTraining.BATCH_SIZE),
        "%d epochs of warm-up lead to θ₀, then θ̄ is the mean of the iterates after each step of %d"
                .formatted(settings.epochs(WARM_UP, QUICK_EPOCHS), averaged(settings))
            + " epochs more.",
        "λ̂ by least squares of −∇L, of all digits, on 2(θ − θ₀), and on 2θ for ridge, at θ̄ and at"
            + " the last iterate, where nothing was averaged; biases included.",
        "Explicit retraining: L + λ̂‖θ − θ₀‖², or L + λ̂‖θ‖², is minimized from θ₀ by accelerated"
            + " gradient descent on all digits, until its gradient is 1e-4 of that at the start, at"
            + " most"
            + " %,d steps.".formatted(mostSteps(settings)));
  }

  private static int mostSteps(Settings settings) {
    return settings.choose(MOST_STEPS, QUICK_MOST_STEPS);
  }

  private static int averaged(Settings settings) {
    return settings.epochs(AVERAGED_EPOCHS, QUICK_EPOCHS);
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The published protocol is not known: network, step size and lengths here are this"
            + " project's, so that λ̂ itself, which goes as 1/(step size × steps), is not"
            + " comparable; shares and cosines are.");
    if (settings.epochs() != null) {
      changes.add(
          "--epochs: %d of warm-up and %d of averaging."
              .formatted(settings.epochs(WARM_UP, QUICK_EPOCHS), averaged(settings)));
    }
    if (settings.quick()) {
      changes.add(
          "--quick: two seeds, %d epochs of warm-up and %d of averaging in place of %d and %d,"
                  .formatted(QUICK_EPOCHS, QUICK_EPOCHS, WARM_UP, AVERAGED_EPOCHS)
              + " %d steps of retraining at most in place of %,d."
                  .formatted(QUICK_MOST_STEPS, MOST_STEPS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Task> tasks = new ArrayList<>();
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      int repetition = seed;
      tasks.add(
          new Task(
              "seed " + seed,
              1,
              progress ->
                  new AveragingTask(
                          repetition,
                          settings.epochs(WARM_UP, QUICK_EPOCHS),
                          averaged(settings),
                          mostSteps(settings))
                      .run(progress)));
    }
    return tasks;
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return new AveragingFindings(cells).findings();
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return new AveragingFindings(cells).figure();
  }
}
