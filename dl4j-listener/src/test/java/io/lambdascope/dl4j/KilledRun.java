package io.lambdascope.dl4j;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.record.MonitorDocument;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A training run in a process of its own, for {@link KillTest} to kill: with checkpoints, log and
 * state in the directory given, it goes on from what is there. Data and masks are those of the
 * iteration, so that training repeats itself to the last bit. Prints the number of each iteration.
 */
final class KilledRun {

  /** Iterations from one checkpoint to the next: training falls back by up to so many. */
  private static final int CHECKPOINT_ITERATIONS = 15;

  private static final int BATCH = 16;

  private KilledRun() {}

  /** Arguments: the directory, and how many iterations there are. */
  @SuppressWarnings("SystemOut") // the parent reads it
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int iterations = Integer.parseInt(arguments[1]);
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    DataSet digits = Digits.all(DataType.FLOAT);
    Path checkpoint = directory.resolve("checkpoint.zip");
    MultiLayerNetwork network =
        Files.exists(checkpoint)
            ? ModelSerializer.restoreMultiLayerNetwork(checkpoint.toFile(), true)
            : Networks.dropout(0.3, new Adam(1e-3), DataType.FLOAT, 11);
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .regularizers(Regularizers.l2(), Regularizers.l1())
            .estimator(new CumulativeEstimator())
            .run("killed")
            .stride(1)
            .synchronous()
            .record(directory.resolve("run.log"))
            .resume(directory)
            .attach(network)) {
      System.out.println("restarts " + listener.snapshot().restarts());
      while (network.getIterationCount() < iterations) {
        int iteration = network.getIterationCount();
        int from = iteration * BATCH % (digits.numExamples() - BATCH);
        Nd4j.getRandom().setSeed(1000 + iteration);
        network.fit(
            digits.getFeatures().get(NDArrayIndex.interval(from, from + BATCH), NDArrayIndex.all()),
            digits.getLabels().get(NDArrayIndex.interval(from, from + BATCH), NDArrayIndex.all()));
        if (network.getIterationCount() % CHECKPOINT_ITERATIONS == 0) {
          // DL4J writes in place: the rename is ours, so that a kill leaves a whole checkpoint.
          Path temporary = directory.resolve("checkpoint.tmp");
          ModelSerializer.writeModel(network, temporary.toFile(), true);
          Files.move(temporary, checkpoint, StandardCopyOption.REPLACE_EXISTING);
        }
        System.out.println("iteration " + iteration);
      }
      listener.saveState(directory.resolve("last.json"));
      MonitorDocument.read(Files.readString(directory.resolve("last.json")));
    }
    System.out.println("done");
  }
}
