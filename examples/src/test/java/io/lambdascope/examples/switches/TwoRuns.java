package io.lambdascope.examples.switches;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/**
 * Two equal networks in training on equal mini-batches, the one with its dropout switched from 0 to
 * 0.5 in the middle, as {@link Scenario#DROPOUT} does, the other without. Each is watched against
 * itself without dropout, and by the calibration check. One thread.
 */
final class TwoRuns implements AutoCloseable {

  static final String SWITCHED = "switched";
  static final String STEADY = "steady";

  private static final long SEED = 1;
  private static final double L2 = 1e-3;

  /** Iterations; short enough to follow the switch, as in {@link Watch}. */
  private static final double HALF_LIFE = 50;

  private final MultiLayerNetwork switched = network();
  private final MultiLayerNetwork steady = network();
  private final List<ImplicitBiasListener> listeners = new ArrayList<>();
  private final List<DataSet> batches = new ArrayList<>();
  private int done;

  /** Trains both through their steepest part, and watches them from there on. */
  TwoRuns() {
    DataSet digits = Digits.load();
    for (int epoch = 0; batches.size() < Scenario.BEFORE + 2 * Scenario.WATCHED; epoch++) {
      DataSet shuffled = digits.copy();
      shuffled.shuffle(SEED * 1000 + epoch);
      batches.addAll(shuffled.batchBy(DropoutNetwork.BATCH_SIZE));
    }
    Nd4j.getRandom().setSeed(SEED);
    train(Scenario.BEFORE);
    watch(SWITCHED, switched);
    watch(STEADY, steady);
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network = DropoutNetwork.create(0, SEED);
    Scenario.layers(network)
        .forEach(layer -> layer.setRegularization(List.of(new L2Regularization(L2))));
    return network;
  }

  private void watch(String run, MultiLayerNetwork network) {
    watch(run, network, Reference.withoutDropout(), Regularizers.l2());
    watch(run, network, Reference.withoutPenalties(), Regularizers.l2());
  }

  private void watch(
      String run, MultiLayerNetwork network, Reference reference, Regularizer regularizer) {
    listeners.add(
        ImplicitBiasListener.builder()
            .reference(reference)
            .regularizers(regularizer)
            .estimator(new ForgettingEstimator(HALF_LIFE))
            .stride(1)
            .synchronous()
            .run(run)
            .attach(network));
  }

  /** What to serve. */
  List<? extends SnapshotSource> monitors() {
    return listeners;
  }

  /** Trains both for so many iterations. */
  void train(int iterations) {
    List<DataSet> next = batches.subList(done, done + iterations);
    next.forEach(switched::fit);
    next.forEach(steady::fit);
    done += iterations;
  }

  /** How many iterations each network has been watched for. */
  int watched() {
    return done - Scenario.BEFORE;
  }

  /** Which iteration of training is the next. */
  int iteration() {
    return done;
  }

  void switchDropout() {
    Scenario.DROPOUT.change(switched);
  }

  @Override
  public void close() {
    listeners.forEach(ImplicitBiasListener::close);
  }
}
