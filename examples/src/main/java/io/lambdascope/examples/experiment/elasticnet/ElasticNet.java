package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Known elastic nets, recovered from the end of training and from its steps (Fig. 3). */
public final class ElasticNet implements Experiment {

  private static final List<Double> GRID = List.of(1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0);
  private static final List<Double> QUICK_GRID = List.of(0.1, 1.0);
  private static final double BETA = 1e-3;
  private static final int EXAMPLES = 5000;
  private static final int EPOCHS = 200;
  private static final int QUICK_EPOCHS = 50;
  private static final int SEEDS = 10;

  /** The experiment. */
  public ElasticNet() {}

  @Override
  public String name() {
    return "elastic-net";
  }

  @Override
  public String title() {
    return "Recovering a known elastic net";
  }

  @Override
  public String reproduces() {
    return "Figure 3 and Appendix H.2";
  }

  @Override
  public String description() {
    return "Trains networks with known ℓ₁ and ℓ₂ penalties and estimates both, from the stationarity"
        + " equation where training ended, from its mean over the last epochs, and from the steps.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 1 : SEEDS;
  }

  /** 2: the endpoint's doubt has its distance from the plateau's estimate in it. */
  @Override
  public int revision() {
    return 2;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Data, anew for each seed: %,d examples of 10 standard normal inputs, y = Xθ + ε, θ of"
                + " deviation 5, ε of deviation 0.5; four fifths of them to train on.",
            EXAMPLES),
        "Network: 10 inputs, one hidden layer of 200 ReLU units, 1 linear output, float32; squared"
            + " error; penalty λ₂‖θ‖² + λ₁Σh(θ) on all weights and biases, h the smoothed absolute"
            + " value with β = 0.001, for (λ₁, λ₂) in "
            + settings.choose(GRID, QUICK_GRID)
            + "².",
        "Training: Adam with step size 0.001, mini-batches of 32 in a new order each epoch, up to "
            + settings.epochs(EPOCHS, QUICK_EPOCHS)
            + " epochs; stops when the last mini-batch's loss, penalty included, has not fallen"
            + " below its least for 15 epochs; the last weights count.",
        "endpoint: −∇L(θ̂) over the training set on the columns 2θ̂ and h′(θ̂), least squares by"
            + " orthogonal triangularization with normalized columns (Eq. 3), once, at the last"
            + " iterate.",
        "plateau: the same with the mean of each side over the last 15 epochs, 5 iterates an epoch:"
            + " the epochs of the patience, in which the loss fell no more.",
        "trajectory: the monitor's listener, reference without penalties, every "
            + PenalizedTraining.STRIDE
            + "th step, all samples alike; needs no stationarity.",
        "Doubt of endpoint and plateau, without the truth: r being the residual, A = ΦᵀΦ, the reach"
            + " ‖r‖√(A⁻¹)_jj is the most by which a departure from stationarity can move λ̂_j whose"
            + " part that looks like a penalty is no larger than the part seen not to. For the"
            + " endpoint also its distance from the plateau's estimate, if that is larger; for the"
            + " plateau the half-width of the 95% interval of five blocks of three epochs, if"
            + " that is larger. lower and upper are λ̂ ∓ doubt; for trajectory the listener's 95%"
            + " interval.",
        "Standing: NOT_IDENTIFIABLE when the doubt is |λ̂| or more, when the variance inflation is"
            + " 10,000 or more, and λ₁ also when 99.99% of the parameters are in the quadratic zone"
            + " |θ| < β; WEAK from half of |λ̂| on, from an inflation of 100 on, and λ₁ from 99% in"
            + " the zone on; VALID otherwise: the truth should be within a factor of 2.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "Adam in place of the text's SGD, and stopping on the last mini-batch's loss with the"
            + " penalty: as the published sweep was really run.");
    changes.add(
        "Solved exactly in place of the paper's fit by Adam: the family is linear in (λ₁, λ₂). The"
            + " plateau and trajectory estimates are additions.");
    if (settings.quick()) {
      changes.add(
          "--quick: a grid of 2 × 2 in place of 6 × 6, one seed in place of ten, 50 epochs at most"
              + " in place of 200.");
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    int epochs = settings.epochs(EPOCHS, QUICK_EPOCHS);
    List<Double> grid = settings.choose(GRID, QUICK_GRID);
    List<Task> tasks = new ArrayList<>();
    // All of the grid for one seed before the next: what is kept of a run that was ended is whole.
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      int repetition = seed;
      for (double lasso : grid) {
        for (double ridge : grid) {
          EstimatedPenalty penalty = new EstimatedPenalty(ridge, lasso, BETA);
          tasks.add(
              new Task(
                  "lambda1 %s, lambda2 %s, seed %d".formatted(lasso, ridge, seed),
                  1,
                  progress ->
                      RecoveredCells.of(
                          penalty,
                          EXAMPLES,
                          PenalizedTraining.UNITS,
                          epochs,
                          repetition,
                          progress)));
        }
      }
    }
    return tasks;
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return RecoveryFindings.of(cells);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return RecoveryFigure.of(cells);
  }
}
