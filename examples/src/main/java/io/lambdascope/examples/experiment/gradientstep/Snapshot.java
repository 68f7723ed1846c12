package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Weights at the end of an epoch: those with the highest accuracy on the validation digits among
 * those that fit the training digits; the last ones where none does.
 *
 * @param parameters θ, [1, p] in float32
 * @param epoch after which they were, from 1
 * @param fits whether the accuracy on training digits is at least {@link #FITTED}
 * @param training accuracy on the probe's digits, which are training digits
 * @param validation accuracy on the validation digits
 */
record Snapshot(INDArray parameters, int epoch, boolean fits, double training, double validation) {

  /** The share of training digits that is to be told right. */
  static final double FITTED = 0.9;

  private static final int BATCH = 128;

  /** Trains by mini-batches, and picks. */
  static Snapshot train(
      MultiLayerConfiguration configuration,
      Plan plan,
      MnistDigits digits,
      int seed,
      Task.Progress progress) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    NetworkLoss training = new NetworkLoss(configuration, plan.probeDigits(digits));
    NetworkLoss validation = new NetworkLoss(configuration, plan.validationDigits(digits));
    ShuffledBatches batches = new ShuffledBatches(plan.trainingDigits(digits), BATCH, seed);
    Snapshot best = null;
    Snapshot last = null;
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      for (DataSet batch : batches.next()) {
        network.fit(batch);
      }
      double fitted = training.accuracy(network.params());
      double validated = validation.accuracy(network.params());
      last = new Snapshot(network.params(), epoch, fitted >= FITTED, fitted, validated);
      if (last.fits && (best == null || validated > best.validation)) {
        best = last.copy();
      }
      progress.reach((double) epoch / plan.epochs());
    }
    if (last == null) {
      throw new IllegalStateException("trained for no epoch");
    }
    return best == null ? last.copy() : best;
  }

  private Snapshot copy() {
    return new Snapshot(parameters.dup(), epoch, fits, training, validation);
  }
}
