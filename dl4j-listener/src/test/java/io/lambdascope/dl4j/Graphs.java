package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** Small SameDiff graphs on the digits. */
final class Graphs {

  private Graphs() {}

  /** A tanh classifier 64-16-10 whose loss is the mean cross entropy. */
  static SameDiff tanh(IUpdater updater, DataType type, Consumer<TrainingConfig.Builder> also) {
    return tanh(updater, type, also, hidden -> hidden);
  }

  /** As {@link #tanh(IUpdater, DataType, Consumer)}, with something done to the hidden units. */
  static SameDiff tanh(
      IUpdater updater,
      DataType type,
      Consumer<TrainingConfig.Builder> also,
      UnaryOperator<SDVariable> onHidden) {
    SameDiff graph = SameDiff.create();
    SDVariable in = graph.placeHolder("in", type, -1, 64);
    SDVariable label = graph.placeHolder("label", type, -1, 10);
    Random random = new Random(17);
    SDVariable w0 = graph.var("w0", normal(random, type, 0.15, 64, 16));
    SDVariable b0 = graph.var("b0", normal(random, type, 0.1, 16));
    SDVariable w1 = graph.var("w1", normal(random, type, 0.3, 16, 10));
    SDVariable b1 = graph.var("b1", normal(random, type, 0.1, 10));
    SDVariable hidden = onHidden.apply(graph.math().tanh(in.mmul(w0).add(b0)));
    graph.loss().softmaxCrossEntropy("loss", label, hidden.mmul(w1).add("logits", b1), null);
    graph.setLossVariables("loss");
    configure(graph, updater, also);
    return graph;
  }

  static void configure(SameDiff graph, IUpdater updater, Consumer<TrainingConfig.Builder> also) {
    TrainingConfig.Builder config =
        TrainingConfig.builder()
            .updater(updater)
            .dataSetFeatureMapping("in")
            .dataSetLabelMapping("label");
    also.accept(config);
    graph.setTrainingConfig(config.build());
  }

  private static INDArray normal(Random random, DataType type, double scale, int... shape) {
    int length = 1;
    for (int size : shape) {
      length *= size;
    }
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = scale * random.nextGaussian();
    }
    long[] sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      sizes[i] = shape[i];
    }
    return Nd4j.createFromArray(values).reshape(sizes).castTo(type);
  }

  /** Collects the snapshot after every sample of a synchronous listener. */
  static List<MonitorSnapshot> observe(
      SameDiffBiasListenerBuilder listener, SameDiff graph, DataSet data, int batch, int epochs) {
    List<MonitorSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
    try (SameDiffBiasListener attached =
        listener.synchronous().stride(1).onSnapshot(snapshots::add).attach(graph)) {
      Training.seed();
      graph.fit(Training.batches(data, batch), epochs);
      MonitorSnapshot last = attached.snapshot();
      if (last.failures().values().stream().anyMatch(count -> count > 0)) {
        throw new AssertionError("the monitor failed: " + last.failures());
      }
    }
    return snapshots;
  }
}
