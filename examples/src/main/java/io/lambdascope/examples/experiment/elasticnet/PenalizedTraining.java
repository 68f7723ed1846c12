package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.Perceptron;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains the network of App. H.2 with a known elastic net on all its parameters, until the loss of
 * an epoch's last mini-batch, penalty included, has not fallen for some epochs.
 */
final class PenalizedTraining {

  static final int UNITS = 200;
  static final int BATCH = 32;
  static final double RATE = 1e-3;
  static final int PATIENCE = 15;

  /** Iterates that are kept of each epoch, evenly spaced. */
  static final int KEPT_PER_EPOCH = 5;

  /**
   * Iterations from one sample of the trajectory to the next; odd, so that it meets all batches.
   */
  static final int STRIDE = 51;

  /**
   * Where it ended.
   *
   * @param plateau θ over the last {@value #PATIENCE} epochs, the oldest first, {@value
   *     #KEPT_PER_EPOCH} each; the last of them is θ̂
   * @param epochs how many it took
   * @param trajectory what the listener estimated, of (λ₂, λ₁)
   */
  record Outcome(List<double[]> plateau, int epochs, LambdaEstimate trajectory) {}

  private PenalizedTraining() {}

  /** The network's configuration, without penalties. */
  static MultiLayerConfiguration network(int units, long seed) {
    return Perceptron.regression(LinearTarget.INPUTS, 1)
        .hidden(1, units)
        .updater(new Adam(RATE))
        .precision(DataType.FLOAT)
        .seed(seed)
        .configuration();
  }

  static Outcome run(
      MultiLayerConfiguration configuration,
      EstimatedPenalty penalty,
      DataSet training,
      int epochs,
      long seed,
      Task.Progress progress) {
    MultiLayerNetwork network = new MultiLayerNetwork(penalized(configuration, penalty));
    network.init();
    ShuffledBatches batches = new ShuffledBatches(training, BATCH, seed);
    Deque<double[]> kept = new ArrayDeque<>();
    double best = Double.POSITIVE_INFINITY;
    int since = 0;
    int epoch = 0;
    MonitorSnapshot snapshot;
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutPenalties())
            .regularizers(Regularizers.elasticNet(penalty.beta()))
            .penalizeBiases(true)
            .estimator(new CumulativeEstimator())
            .stride(STRIDE)
            .synchronous()
            .attach(network)) {
      while (epoch < epochs && since < PATIENCE) {
        double loss = epoch(network, penalty, batches.next(), kept);
        epoch++;
        since = loss < best ? 0 : since + 1;
        best = Math.min(best, loss);
        progress.reach((double) epoch / epochs);
      }
      snapshot = listener.snapshot();
    }
    LambdaEstimate trajectory =
        snapshot
            .latest()
            .orElseThrow(() -> new IllegalStateException("no sample: " + snapshot))
            .estimate();
    return new Outcome(new ArrayList<>(kept), epoch, trajectory);
  }

  /** Trains; gives the last mini-batch's loss with the penalty, before its step. */
  private static double epoch(
      MultiLayerNetwork network,
      EstimatedPenalty penalty,
      List<DataSet> batches,
      Deque<double[]> kept) {
    double penalized = Double.NaN;
    int spacing = Math.max(1, batches.size() / KEPT_PER_EPOCH);
    for (int i = 0; i < batches.size(); i++) {
      if (i == batches.size() - 1) {
        penalized = penalty.score(network.params(), 0, 0);
      }
      network.fit(batches.get(i));
      if ((batches.size() - 1 - i) % spacing == 0) {
        kept.addLast(
            network.params().castTo(DataType.DOUBLE).reshape(network.numParams()).toDoubleVector());
        if (kept.size() > KEPT_PER_EPOCH * PATIENCE) {
          kept.removeFirst();
        }
      }
    }
    return network.score() + penalized;
  }

  /** The same with a penalty on weights and biases. */
  static MultiLayerConfiguration penalized(
      MultiLayerConfiguration configuration, EstimatedPenalty penalty) {
    MultiLayerConfiguration copy = configuration.clone();
    for (NeuralNetConfiguration layer : copy.getConfs()) {
      BaseLayer base = (BaseLayer) layer.getLayer();
      base.setRegularization(List.of(new UnscoredPenalty(penalty)));
      base.setRegularizationBias(List.of(new UnscoredPenalty(penalty)));
    }
    return copy;
  }
}
