package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.verdict.CandidateVerdict;
import io.lambdascope.core.verdict.Share;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a network of the grid and measures dropout along its course, after each stage, and at its
 * end. One thread.
 */
final class TrialRun {

  /** Quantity: the ablation estimate, {@code at} reference, candidate and stage. */
  static final String ABLATION = "ablation";

  /** {@code reference}: the steps of the stage, with the masks that training drew. */
  static final String COURSE = "steps of training";

  /** {@code reference}: the mean over masks at the parameters after the stage. */
  static final String MEAN = "mean over masks";

  /** {@code stage} of the mean at the end of training. */
  static final String END = "end";

  /** Quantity: the validation loss of the last weights. */
  static final String TRAINING = "validation_loss";

  static final int BATCH = 2048;
  static final int PATIENCE = 50;

  /** Masks for each mini-batch of a mean. */
  static final int MASKS = 4;

  /** Mini-batches of a mean, at most. */
  static final int STILL_BATCHES = 5;

  /** Steps watched in each stage, about. */
  static final int WATCHED_STEPS = 10;

  static final double TRAINING_SHARE = 0.9;

  /** Digits of which two mini-batches are to train on, for the two parts of the cross-fit. */
  static final int LEAST_DIGITS = (int) Math.ceil((BATCH + 1) / TRAINING_SHARE);

  /** Learning rates by the epoch from which they hold. */
  static final Map<Integer, Double> LEARNING_RATES =
      Map.of(0, 0.05, 60, 5e-3, 100, 5e-4, 200, 5e-5);

  private static final double MOMENTUM = 0.9;

  /** Of a network that stands still: a step of this size is lost in a float's rounding. */
  private static final double NO_STEP = 1e-20;

  private static final long STILL_SEED = 1_000_003;

  private final Trial trial;
  private final MnistDigits digits;
  private final int training;
  private final MultiLayerNetwork network;
  private final MultiLayerNetwork still;
  private final ShuffledBatches batches;
  private final List<DataSet> stillBatches;
  private final List<Cell> cells = new ArrayList<>();

  TrialRun(Trial trial, MnistDigits digits) {
    this.trial = trial;
    this.digits = digits;
    this.training = (int) Math.round(TRAINING_SHARE * digits.size());
    DataSet data = digits.normalized(0, training, DataType.FLOAT);
    this.batches = new ShuffledBatches(data, BATCH, trial.seed());
    List<DataSet> all = new ShuffledBatches(data, BATCH, STILL_SEED + trial.seed()).next();
    this.stillBatches = all.subList(0, Math.min(STILL_BATCHES, all.size()));
    // Before the network in training: making one seeds the random stream that masks are drawn from.
    this.still =
        new MultiLayerNetwork(trial.perceptron().updater(new Sgd(NO_STEP)).configuration());
    still.init();
    MapSchedule.Builder rates = new MapSchedule.Builder(ScheduleType.EPOCH);
    LEARNING_RATES.forEach(rates::add);
    this.network =
        new MultiLayerNetwork(
            trial.perceptron().updater(new Nesterovs(rates.build(), MOMENTUM)).configuration());
    network.init();
  }

  /** Trains for at most so many epochs and measures. */
  List<Cell> run(int epochs, Task.Progress progress) throws IOException {
    DataSet validation = digits.normalized(training, digits.size(), DataType.FLOAT);
    double lowest = Double.POSITIVE_INFINITY;
    double loss = Double.NaN;
    int since = 0;
    int epoch = 0;
    List<Stage> stages = Stage.of(epochs);
    for (Stage stage : stages) {
      long stride = Math.max(1, (long) stage.epochs() * batches.perEpoch() / WATCHED_STEPS);
      try (AblationWatch watch = new AblationWatch(network, Reference.withoutDropout(), stride)) {
        while (epoch < stage.last() && since < PATIENCE) {
          network.fit(batches.epoch());
          epoch++;
          loss = network.score(validation, false);
          since = loss < lowest ? 0 : since + 1;
          lowest = Math.min(lowest, loss);
          progress.reach(0.9 * epoch / epochs);
        }
        watch.end().forEach(found -> cells.add(cell(found, COURSE, stage.label(), stage)));
      }
      boolean ended = since >= PATIENCE || epoch == epochs;
      lookAtRest(stage, ended ? END : stage.label());
      if (ended) {
        break;
      }
    }
    cells.add(
        trial.locate(Cell.of(TRAINING, loss).measure("epochs", epoch).measure("lowest", lowest)));
    endpoint();
    return cells;
  }

  /** The mean over masks at the parameters as they are, on a copy that does not move. */
  private void lookAtRest(Stage stage, String label) throws IOException {
    still.params().assign(network.params());
    try (AblationWatch watch = new AblationWatch(still, Reference.dropoutMean(MASKS), 1)) {
      still.fit(new ListDataSetIterator<>(stillBatches, 1));
      watch.end().forEach(found -> cells.add(cell(found, MEAN, label, stage)));
    }
  }

  private void endpoint() {
    List<DataSet> whole = digits.normalized(0, training, DataType.DOUBLE).batchBy(BATCH);
    EndpointFits.of(
            trial.perceptron().dropout(0).precision(DataType.DOUBLE).configuration(),
            network.params(),
            whole)
        .forEach(cell -> cells.add(trial.locate(cell)));
  }

  private Cell cell(AblationWatch.Found found, String reference, String label, Stage stage) {
    Coefficient lambda = found.estimate().coefficient(0);
    CandidateVerdict verdict = found.verdicts().candidate(0);
    Cell cell =
        trial
            .locate(Cell.of(ABLATION, lambda.value()))
            .at("reference", reference)
            .at("candidate", found.candidate())
            .at("stage", label)
            .at("first_epoch", stage.first())
            .at("last_epoch", stage.last())
            .interval(lambda.lower(), lambda.upper())
            .standing(standing(lambda, verdict))
            .measure("observations", (double) found.estimate().fit().observations())
            .measure("share_in_sample", found.verdicts().rSquared())
            .measure("p_value", verdict.pValue())
            .measure("cosine", verdict.cosine())
            .measure("supported", verdict.verdict() == Verdict.SUPPORTED ? 1 : 0);
    if (verdict.share() instanceof Share.Known share) {
      cell =
          cell.measure("share", share.value())
              .measure("share_lower", share.lower())
              .measure("share_upper", share.upper());
    }
    return trial.rate() == 0 ? cell.truth(0) : cell;
  }

  /** At rate 0 there is nothing to explain: zero counts. */
  private Standing standing(Coefficient lambda, CandidateVerdict verdict) {
    if (!lambda.isIdentified()) {
      return Standing.NOT_IDENTIFIABLE;
    }
    return trial.rate() == 0 || verdict.verdict() == Verdict.SUPPORTED
        ? Standing.VALID
        : Standing.WEAK;
  }
}
