package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.retrain.FourArmsReport;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout, estimated over the whole run by its removal from each step. */
final class DropoutCause {

  static final String NAME = "dropout";
  static final double RATE = 0.3;

  private DropoutCause() {}

  /**
   * The cells of one seed: of weights and masks.
   *
   * @param rate share of units dropped
   */
  static List<Cell> run(
      double rate, int seed, int epochs, List<Double> factors, Task.Progress progress) {
    ArmCells cells = new ArmCells(NAME, seed);
    DataSet digits = Digits.load();
    List<DataSet> batches = digits.batchBy(DropoutNetwork.BATCH_SIZE);
    MultiLayerNetwork original = DropoutNetwork.create(rate, seed);
    INDArray initial = original.params().dup();
    List<Candidate> candidates = Candidate.quadratics();
    List<Cell> all = new ArrayList<>();
    List<MonitorSnapshot> snapshots = new ArrayList<>();
    List<ImplicitBiasListener> listeners =
        candidates.stream().map(c -> c.listener(Reference.withoutDropout(), original)).toList();
    try {
      original.setListeners(listeners.toArray(TrainingListener[]::new));
      Nd4j.getRandom().setSeed(seed);
      original.fit(NetworkArms.iterator(batches), epochs);
      listeners.forEach(listener -> snapshots.add(listener.snapshot()));
    } finally {
      original.setListeners(List.of());
      listeners.forEach(ImplicitBiasListener::close);
    }
    List<NetworkArms.Named> penalties = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      all.addAll(candidate.coefficients(snapshots.get(i), cells));
      penalties.add(
          new NetworkArms.Named(
              candidate.name(), candidate.penalties(snapshots.get(i), original, digits)));
    }
    MultiLayerNetwork other = DropoutNetwork.create(rate, seed);
    other.setParams(initial.dup());
    Nd4j.getRandom().setSeed(-seed);
    other.fit(NetworkArms.iterator(batches), epochs);
    all.addAll(
        cells.of(
            ArmCells.OTHER_DRAWS,
            0,
            FourArmsReport.Arm.of(ArmCells.OTHER_DRAWS, original, other, digits)));
    all.addAll(
        new NetworkArms(
                original,
                initial,
                DropoutNetwork.create(0, seed).getLayerWiseConfigurations(),
                network -> network.fit(NetworkArms.iterator(batches), epochs),
                digits,
                cells)
            .train(penalties, factors, progress));
    return all;
  }
}
