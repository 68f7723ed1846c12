package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.dl4j.retrain.EstimatedPenalties;
import io.lambdascope.dl4j.retrain.FourArmsReport;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The arms that stand against a network which was trained with the cause: all from its initial
 * weights, each with the same training.
 *
 * @param original trained with the cause
 * @param initial weights of all
 * @param without the configuration without the cause
 * @param training with the same budget and mini-batches for each
 * @param data that predictions are compared on
 */
record NetworkArms(
    MultiLayerNetwork original,
    INDArray initial,
    MultiLayerConfiguration without,
    Consumer<MultiLayerNetwork> training,
    DataSet data,
    ArmCells cells) {

  /** A penalty by the name of its family. */
  record Named(String name, EstimatedPenalties penalties) {}

  /** Trains with nothing, and with each penalty at each strength. */
  List<Cell> train(List<Named> penalties, List<Double> factors, Task.Progress progress) {
    List<Cell> all = new ArrayList<>(cells.of(ArmCells.NOTHING, 0, arm(ArmCells.NOTHING, without)));
    int done = 1;
    int arms = 1 + penalties.size() * factors.size();
    for (Named named : penalties) {
      for (double factor : factors) {
        progress.reach((double) done / arms);
        all.addAll(
            cells.of(
                named.name(),
                factor,
                arm(named.name(), named.penalties().times(factor).addTo(without))));
        done++;
      }
    }
    return all;
  }

  /** Mini-batches in their order, for {@code fit}: each is one element, so that none is merged. */
  static DataSetIterator iterator(List<DataSet> batches) {
    return new ListDataSetIterator<>(batches, 1);
  }

  private FourArmsReport.Arm arm(String name, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    network.setParams(initial.dup());
    training.accept(network);
    return FourArmsReport.Arm.of(name, original, network, data);
  }
}
