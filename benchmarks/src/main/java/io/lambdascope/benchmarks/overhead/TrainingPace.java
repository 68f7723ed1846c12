package io.lambdascope.benchmarks.overhead;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** Trains for a given time and tells how fast it went. One thread. */
final class TrainingPace {

  private final MultiLayerNetwork network;
  private final List<DataSet> batches;
  private int next;

  TrainingPace(MultiLayerNetwork network, List<DataSet> batches) {
    this.network = network;
    this.batches = List.copyOf(batches);
  }

  /** Iterations a second over about this time. */
  double train(double seconds) {
    long start = System.nanoTime();
    long done = 0;
    double passed;
    do {
      network.fit(batches.get(next++ % batches.size()));
      done++;
      passed = (System.nanoTime() - start) * 1e-9;
    } while (passed < seconds);
    return done / passed;
  }
}
