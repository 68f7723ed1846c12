package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.List;

/** Training with an estimated penalty in place of its cause, against training with the cause. */
public final class Retrain implements Experiment {

  private static final int DROPOUT_EPOCHS = 20;
  private static final int STOP = 50;
  private static final int STOPPING_EPOCHS = 300;
  private static final int QUICK_EPOCHS = 150;
  private static final int QUICK_DROPOUT_EPOCHS = 10;
  private static final List<Double> FACTORS = List.of(0.1, 0.3, 1.0, 3.0, 10.0);
  private static final List<Double> QUICK_FACTORS = List.of(1.0, 10.0);

  /** The experiment. */
  public Retrain() {}

  @Override
  public String name() {
    return "retrain";
  }

  @Override
  public String title() {
    return "Retraining with the estimated penalty in place of its cause";
  }

  @Override
  public String reproduces() {
    return "section 2.1, the second mode of success";
  }

  @Override
  public String description() {
    return "Trains with dropout or early stopping, estimates what penalty that acts as, and trains"
        + " again with the penalty in its place, with nothing, and with ten times the"
        + " penalty: which ends nearer to the original weights and predictions.";
  }

  @Override
  public int seeds(boolean quick) {
    return quick ? 2 : 10;
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "All arms of a seed begin with the same weights and see the same mini-batches in the same"
            + " order. Distances to the network trained with the true cause: ‖θ −"
            + " θ_cause‖/‖θ_cause‖, and the root mean square difference of the predictions on the"
            + " training data.",
        "Dropout: the 1,797 UCI digits, 64-128-128-10 ReLU, rate %s before the second and the last"
                .formatted(DropoutCause.RATE)
            + " layer, SGD 0.1 on mini-batches of 64, %d epochs. The penalty is estimated by removing"
                .formatted(dropoutEpochs(settings))
            + " dropout from every step, one constant Λ for the whole run.",
        "Early stopping: the same network without dropout, on mini-batches of %d, stopped after %d"
                .formatted(StoppingCause.BATCH_SIZE, stop(settings))
            + " epochs; penalties are"
            + " estimated by stationarity on all digits at the stop. All other arms train %d epochs: the"
                .formatted(stoppingEpochs(settings))
            + " stop is the cause itself, so that a budget equal to its own would be the cause"
            + " again.",
        "Least squares: %,d examples of %d features (App. H.3), stopped after %d steps of %s from"
                .formatted(
                    LeastSquaresCause.EXAMPLES,
                    LeastSquaresCause.PARAMETERS,
                    LeastSquaresCause.STOP,
                    LeastSquaresCause.STEP)
            + " zero; the others descend %,d steps, to rest. Ridge and diagonal are of the one endpoint,"
                .formatted(LeastSquaresCause.STEPS)
            + " the matrix of %d with the same design.".formatted(LeastSquaresCause.ENDPOINTS),
        "Penalties on weights alone: ridge λ‖θ‖², the activation-weighted quadratic Σ_l c_l tr(W_l"
            + " diag(E[h²]) W_lᵀ) with E[h²] held as it is in the original network, with one c and"
            + " with"
            + " one a layer, and for early stopping λ‖θ − θ_initial‖². Each at %s times its estimate."
                .formatted(factors(settings)),
        "\"%s\" trains with the cause again, with other dropout masks, or another order of"
                .formatted(ArmCells.OTHER_DRAWS)
            + " mini-batches: no stand-in can be expected to come nearer than the cause itself.");
  }

  private static int dropoutEpochs(Settings settings) {
    return settings.epochs(DROPOUT_EPOCHS, QUICK_DROPOUT_EPOCHS);
  }

  private static int stoppingEpochs(Settings settings) {
    return settings.epochs(STOPPING_EPOCHS, QUICK_EPOCHS);
  }

  private static int stop(Settings settings) {
    return Math.min(STOP, stoppingEpochs(settings));
  }

  private static List<Double> factors(Settings settings) {
    return settings.choose(FACTORS, QUICK_FACTORS);
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The paper describes this mode of success and has no protocol for it; this one is the"
            + " project's.");
    changes.add(
        "A penalty with one constant Λ stands for a cause whose Λ(t) changes: for dropout it falls"
            + " in the course of training, which no arm here follows.");
    if (settings.epochs() != null) {
      changes.add(
          "--epochs: %d with dropout, %d against early stopping at %d; where these two are one the"
                  .formatted(dropoutEpochs(settings), stoppingEpochs(settings), stop(settings))
              + " arm with nothing is the cause again.");
    }
    if (settings.quick()) {
      changes.add(
          "--quick: two seeds, the estimates at 1 and 10 times, %d epochs with dropout in place of %d,"
                  .formatted(QUICK_DROPOUT_EPOCHS, DROPOUT_EPOCHS)
              + " %d against early stopping in place of %d."
                  .formatted(QUICK_EPOCHS, STOPPING_EPOCHS));
    }
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    List<Double> factors = factors(settings);
    int epochs = dropoutEpochs(settings);
    int stopping = stoppingEpochs(settings);
    List<Task> tasks = new ArrayList<>();
    for (int seed = 1; seed <= settings.seeds(); seed++) {
      int repetition = seed;
      tasks.add(
          new Task(
              "dropout, seed " + seed,
              4.0 * epochs,
              progress ->
                  DropoutCause.run(DropoutCause.RATE, repetition, epochs, factors, progress)));
      tasks.add(
          new Task(
              "early stopping, seed " + seed,
              0.7 * stopping,
              progress ->
                  StoppingCause.run(repetition, stop(settings), stopping, factors, progress)));
      tasks.add(
          new Task(
              "least squares, seed " + seed,
              1,
              progress -> LeastSquaresCause.run(repetition, factors)));
    }
    return tasks;
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return new RetrainFindings(cells).findings();
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return new RetrainFigure(cells).figure();
  }
}
