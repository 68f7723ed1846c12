package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether dropout acts as λ‖θ‖²: three estimates of the same networks side by side. */
public final class DropoutAsRidge implements Experiment {

  private static final int SEEDS = 10;
  private static final int EPOCHS = 500;
  private static final int QUICK_EPOCHS = 10;
  private static final int PAPERS_STEPS_PER_EPOCH = 27;
  private static final int PAPERS_DIGITS = 60_000;

  /** The experiment. */
  public DropoutAsRidge() {}

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public String title() {
    return "Dropout as an l2 penalty, by three estimates";
  }

  @Override
  public String reproduces() {
    return "Figure 5, Appendix H.4";
  }

  @Override
  public String description() {
    return "λ‖θ‖² of MNIST classifiers over their dropout rate: by the paper's fit, by the exact"
        + " solve at the end of training, and by leaving dropout out of the same steps, which is"
        + " also done over the course of training and for the activation-weighted quadratic.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 1 : SEEDS;
  }

  /** 2: the paper's fit is held against the optimum of its own loss. */
  @Override
  public int revision() {
    return 2;
  }

  @Override
  public boolean needsMnist() {
    return true;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "ReLU classifiers on MNIST, hidden layers %s of width %s, dropout rates %s after each hidden layer but the last, no explicit penalty; weights uniform up to 1/√inputs."
            .formatted(
                Trial.DEPTHS,
                settings.choose(Trial.WIDTHS, Trial.QUICK_WIDTHS),
                settings.choose(Trial.RATES, Trial.QUICK_RATES)),
        String.format(
            Locale.ROOT,
            "Training: momentum 0.9, mini-batches of %,d, learning rate 0.05, a tenth of it from"
                + " epochs 60, 100 and 200 on; up to %d epochs, ended when the loss on the held-out"
                + " tenth has had no new minimum for %d. The last weights.",
            TrialRun.BATCH,
            settings.epochs(EPOCHS, QUICK_EPOCHS),
            TrialRun.PATIENCE),
        "(1) The paper's fit at the end: Adam (0.05) on log λ from λ = 1, loss ‖g + 2λθ‖²/p, a step"
            + " for each mini-batch, 2,000 epochs, patience 100, learning rate halved on a plateau"
            + " of 10 epochs.",
        "(2) The exact least squares of the same equation, −∇L(θ̂) = 2λθ̂ over the training data in"
            + " float64 without dropout, with ‖g‖/‖θ‖, and cross-fitted over two parts of the"
            + " data; lower and upper are λ̂ ∓ ‖r‖/(2‖θ‖), r the residual: the most by which a"
            + " departure from stationarity can move it whose part along θ is no larger than the rest.",
        "(3) Ablation: ImplicitBiasListener with Reference.withoutDropout() on about %d steps of each stage of epochs; and after each stage Reference.dropoutMean(%d) on up to %d mini-batches at the parameters as they are. Candidates l2 and activation_l2, each estimated alone, with 95%% intervals over the steps or mini-batches and verdicts."
            .formatted(TrialRun.WATCHED_STEPS, TrialRun.MASKS, TrialRun.STILL_BATCHES),
        "λ is in front of ‖θ‖², biases included; of activation_l2 in front of Σ E[h²]·‖W_j‖²,"
            + " weights alone.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "Momentum is DL4J's Nesterovs, its only updater with one; the paper's is PyTorch's plain"
            + " one. The gradient that entered it is recovered from its state, so that no estimate"
            + " depends on the difference.");
    changes.add(
        "The held-out tenth is the file's last, not drawn; the paper's fit goes through the"
            + " mini-batches in one order, not a new one each epoch, and starts from λ = 1, not"
            + " from a random value around it.");
    if (settings.digits() != null && settings.mnist().size() < PAPERS_DIGITS) {
      int size = settings.mnist().size();
      int held = size - (int) Math.round(TrialRun.TRAINING_SHARE * size);
      int steps = (size - held + TrialRun.BATCH - 1) / TrialRun.BATCH;
      changes.add(
          String.format(
              Locale.ROOT,
              "%,d digits are at hand, not 60,000: %,d to train on and %,d held out, so that an"
                  + " epoch has %d steps in place of %d and training is shorter by that much.",
              size,
              size - held,
              held,
              steps,
              PAPERS_STEPS_PER_EPOCH));
    }
    if (settings.quick()) {
      changes.add(
          "--quick: one seed in place of %d, width 128 alone, rates %s, %d epochs in place of %d."
              .formatted(SEEDS, Trial.QUICK_RATES, QUICK_EPOCHS, EPOCHS));
    } else {
      if (settings.seeds() < SEEDS) {
        changes.add("%d seeds in place of %d.".formatted(settings.seeds(), SEEDS));
      }
      if (settings.epochs(EPOCHS, QUICK_EPOCHS) < EPOCHS) {
        changes.add(
            "At most %d epochs in place of %d: what comes later is not seen."
                .formatted(settings.epochs(EPOCHS, QUICK_EPOCHS), EPOCHS));
      }
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    settings.mnist().requireAtLeast(TrialRun.LEAST_DIGITS);
    int epochs = settings.epochs(EPOCHS, QUICK_EPOCHS);
    return Trial.grid(settings).stream()
        .map(
            trial ->
                new Task(
                    trial.key(),
                    trial.parameters(),
                    progress -> new TrialRun(trial, settings.mnist()).run(epochs, progress)))
        .toList();
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return DropoutFindings.of(cells);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return DropoutFigure.of(cells);
  }
}
