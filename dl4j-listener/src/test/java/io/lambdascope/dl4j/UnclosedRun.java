package io.lambdascope.dl4j;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The main method of a JVM that trains and ends. Its worker is kept from its first sample until the
 * JVM is ending, so that all samples are still to be worked through then.
 */
final class UnclosedRun {

  private static final int BATCHES = 5;

  private UnclosedRun() {}

  static List<Integer> expectedIterations() {
    return IntStream.range(0, BATCHES).boxed().toList();
  }

  private record Held(CountDownLatch ending) implements Regularizer {

    @Override
    public String name() {
      return "held";
    }

    @Override
    public void gradient(Objective at, List<Segment> segments, INDArray into) {
      try {
        ending.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      into.assign(at.parameters());
    }
  }

  /** Trains; the argument is the file to which each snapshot's iteration is appended. */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    CountDownLatch ending = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ending::countDown));
    MultiLayerNetwork network = Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 11);
    ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(new Held(ending))
        .stride(1)
        .queueCapacity(BATCHES)
        .onSnapshot(snapshot -> append(file, snapshot.latest().orElseThrow().sample().iteration()))
        .attach(network);
    Training.fit(network, Digits.first(BATCHES * 64, DataType.FLOAT), 64, 1);
  }

  private static void append(Path file, long iteration) {
    try {
      Files.writeString(
          file, iteration + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
