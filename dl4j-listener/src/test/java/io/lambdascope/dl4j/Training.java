package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Training runs for tests. ND4J's random generator is of the whole thread: each run seeds it. */
final class Training {

  private static final long SEED = 12345;

  private Training() {}

  static DataSetIterator batches(DataSet data, int batchSize) {
    return new ListDataSetIterator<>(data.copy().asList(), batchSize);
  }

  /** Seeds the calling thread's random generator, from which dropout draws its masks. */
  static void seed() {
    Nd4j.getRandom().setSeed(SEED);
  }

  /** Trains on mini-batches, dropout masks from a fixed seed. */
  static void fit(Model network, DataSet data, int batchSize, int epochs) {
    seed();
    fitOn(network, data, batchSize, epochs);
  }

  /** Trains on mini-batches, dropout masks from wherever the random generator stands. */
  static void fitOn(Model network, DataSet data, int batchSize, int epochs) {
    DataSetIterator batches = batches(data, batchSize);
    if (network instanceof MultiLayerNetwork multiLayer) {
      multiLayer.fit(batches, epochs);
    } else {
      ((ComputationGraph) network).fit(batches, epochs);
    }
  }

  /** Collects the snapshot after every sample of a synchronous listener. */
  static List<MonitorSnapshot> observe(
      ImplicitBiasListenerBuilder listener, Model network, Runnable training) {
    List<MonitorSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
    try (ImplicitBiasListener attached =
        listener.synchronous().stride(1).onSnapshot(snapshots::add).attach(network)) {
      training.run();
      MonitorSnapshot last = attached.snapshot();
      if (last.failures().values().stream().anyMatch(count -> count > 0)) {
        throw new AssertionError("the monitor failed: " + last.failures());
      }
    }
    return snapshots;
  }
}
