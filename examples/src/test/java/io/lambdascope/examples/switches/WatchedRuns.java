package io.lambdascope.examples.switches;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.ImplicitBiasListenerBuilder;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/**
 * Three networks in training. Two are equal and see equal mini-batches; the dropout of the one is
 * switched from 0 to 0.5 in the middle, as {@link Scenario#DROPOUT} does, that of the other is not.
 * Each is watched against itself without dropout, and by the calibration check. The third one's
 * learning rate is lowered, as {@link Scenario#LEARNING_RATE} does; its monitor gives every number
 * that a dashboard can show. One thread.
 */
final class WatchedRuns implements AutoCloseable {

  static final String SWITCHED = "switched";
  static final String STEADY = "steady";
  static final String COOLED = "cooled";

  private static final long SEED = 1;
  private static final double L2 = 1e-3;

  /** Iterations; short enough to follow the switch, as in {@link Watch}. */
  private static final double HALF_LIFE = 50;

  /**
   * Under a budget samples come when there is time; with so many iterations for each one of the
   * others there are dozens of samples on either side of the switch.
   */
  private static final int COOLED_ITERATIONS = 5;

  /** Of all training time: this network is small, and a sample is six gradients and more. */
  private static final double BUDGET = 1;

  private static final int CHUNK = 64;

  private final MultiLayerNetwork switched = penalized(DropoutNetwork.create(0, SEED));
  private final MultiLayerNetwork steady = penalized(DropoutNetwork.create(0, SEED));
  private final MultiLayerNetwork cooled = penalized(Scenario.tanh(SEED));
  private final List<DataSet> batches = new ArrayList<>();
  private final DataSet fullBatch;
  private final Path states;
  private final List<ImplicitBiasListener> listeners = new ArrayList<>();
  private int done;

  /**
   * Trains all through their steepest part, and watches them from there on.
   *
   * @param states where the monitors' states are saved
   */
  WatchedRuns(Path states) {
    this.states = states;
    DataSet digits = Digits.load();
    for (int epoch = 0; batches.size() < Scenario.BEFORE + 2 * Scenario.WATCHED; epoch++) {
      DataSet shuffled = digits.copy();
      shuffled.shuffle(SEED * 1000 + epoch);
      batches.addAll(shuffled.batchBy(DropoutNetwork.BATCH_SIZE));
    }
    digits.shuffle(SEED);
    fullBatch =
        new DataSet(
            digits.getFeatures().get(NDArrayIndex.interval(0, Scenario.FULL_BATCH)).dup(),
            digits.getLabels().get(NDArrayIndex.interval(0, Scenario.FULL_BATCH)).dup());
    Nd4j.getRandom().setSeed(SEED);
    train(Scenario.BEFORE);
    watch();
  }

  private static MultiLayerNetwork penalized(MultiLayerNetwork network) {
    Scenario.layers(network)
        .forEach(layer -> layer.setRegularization(List.of(new L2Regularization(L2))));
    return network;
  }

  private void watch() {
    watchDropout(SWITCHED, switched);
    watchDropout(STEADY, steady);
    listeners.add(
        settings(COOLED, Reference.gradientFlow(Probe.of(fullBatch).inChunksOf(CHUNK)))
            .regularizers(Regularizers.gradientNorm(), Regularizers.l2())
            .overheadBudget(BUDGET)
            .attribution()
            .attach(cooled));
  }

  private void watchDropout(String run, MultiLayerNetwork network) {
    for (Reference reference : List.of(Reference.withoutDropout(), Reference.withoutPenalties())) {
      listeners.add(
          settings(run, reference).regularizers(Regularizers.l2()).stride(1).attach(network));
    }
  }

  private ImplicitBiasListenerBuilder settings(String run, Reference reference) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .estimator(new ForgettingEstimator(HALF_LIFE))
        .synchronous()
        .run(run)
        .resume(states);
  }

  /** Closes all monitors, and lets others go on from their states, as after a restart. */
  void restartMonitors() {
    close();
    listeners.clear();
    List.of(switched, steady, cooled).forEach(MultiLayerNetwork::setListeners);
    watch();
  }

  /** What to serve. */
  List<? extends SnapshotSource> monitors() {
    return listeners;
  }

  /** Trains for so many iterations, of the first two networks. */
  void train(int iterations) {
    List<DataSet> next = batches.subList(done, done + iterations);
    next.forEach(switched::fit);
    next.forEach(steady::fit);
    for (int i = 0; i < iterations * COOLED_ITERATIONS; i++) {
      cooled.fit(fullBatch);
    }
    done += iterations;
  }

  /** How many iterations the first two networks have been watched for. */
  int watched() {
    return done - Scenario.BEFORE;
  }

  /** How many iterations the third network has been watched for. */
  int cooledWatched() {
    return watched() * COOLED_ITERATIONS;
  }

  /** Which iteration of the first two is the next. */
  int iteration() {
    return done;
  }

  /** What the test is about, and the change of the third run. */
  void change() {
    Scenario.DROPOUT.change(switched);
    Scenario.LEARNING_RATE.change(cooled);
  }

  @Override
  public void close() {
    listeners.forEach(ImplicitBiasListener::close);
  }
}
