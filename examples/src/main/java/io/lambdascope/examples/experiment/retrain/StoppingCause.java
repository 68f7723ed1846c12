package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.FourArmsReport;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Early stopping of a network, estimated where it stopped, as if training had come to rest. */
final class StoppingCause {

  static final String NAME = "early stopping";

  /**
   * A third of the digits, so that there is no smaller one at the end of an epoch: after a step on
   * five digits the gradient at the stop is that step's noise, and no penalty is seen.
   */
  static final int BATCH_SIZE = 599;

  private StoppingCause() {}

  /**
   * The cells of one seed: of the weights.
   *
   * @param stop epochs after which the true cause stops
   * @param epochs of all other arms
   */
  static List<Cell> run(
      int seed, int stop, int epochs, List<Double> factors, Task.Progress progress) {
    ArmCells cells = new ArmCells(NAME, seed);
    DataSet digits = Digits.load();
    List<DataSet> batches = digits.batchBy(BATCH_SIZE);
    MultiLayerNetwork original = DropoutNetwork.create(0, seed);
    INDArray initial = original.params().dup();
    original.fit(NetworkArms.iterator(batches), stop);
    List<Candidate> candidates = new ArrayList<>(Candidate.quadratics());
    candidates.add(
        new Candidate(Candidate.DISTANCE, Regularizers.distance(initial), ParameterGroups.total()));
    List<Cell> all = new ArrayList<>();
    List<NetworkArms.Named> penalties = new ArrayList<>();
    for (Candidate candidate : candidates) {
      MonitorSnapshot snapshot = atRest(candidate, original, digits);
      all.addAll(candidate.coefficients(snapshot, cells));
      penalties.add(
          new NetworkArms.Named(candidate.name(), candidate.penalties(snapshot, original, digits)));
    }
    MultiLayerNetwork other = DropoutNetwork.create(0, seed);
    ShuffledBatches shuffled = new ShuffledBatches(digits, BATCH_SIZE, seed);
    for (int epoch = 0; epoch < stop; epoch++) {
      other.fit(shuffled.epoch());
    }
    all.addAll(
        cells.of(
            ArmCells.OTHER_DRAWS,
            0,
            FourArmsReport.Arm.of(ArmCells.OTHER_DRAWS, original, other, digits)));
    all.addAll(
        new NetworkArms(
                original,
                initial,
                original.getLayerWiseConfigurations(),
                network -> network.fit(NetworkArms.iterator(batches), epochs),
                digits,
                cells)
            .train(penalties, factors, progress));
    return all;
  }

  /** −∇L on all digits against the penalty's gradient, at the network's weights. */
  private static MonitorSnapshot atRest(
      Candidate candidate, MultiLayerNetwork network, DataSet digits) {
    MultiLayerNetwork copy = network.clone();
    try (ImplicitBiasListener listener =
        candidate.listener(Reference.stationarity(Probe.of(digits).whole()), copy)) {
      copy.setListeners(listener);
      // A sample is taken before a step, so there must be one; the copy is thrown away.
      copy.fit(digits);
      return listener.snapshot();
    }
  }
}
