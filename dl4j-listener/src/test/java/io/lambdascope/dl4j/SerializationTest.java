package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A listener travels by its settings, as Spark and ParallelWrapper send it, and is built for the
 * first network that calls it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerializationTest {

  private final DataSet digits = Digits.first(320, DataType.FLOAT);

  private static MultiLayerNetwork network() {
    return Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 11);
  }

  private static ImplicitBiasListener copy(ImplicitBiasListener listener) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(listener);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (ImplicitBiasListener) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Settings of all kinds that can travel. */
  Stream<ImplicitBiasListenerBuilder> settings() {
    return Stream.of(
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .regularizers(
                Regularizers.l2(),
                Regularizers.l1(),
                Regularizers.gradientNorm(),
                Regularizers.nuclearNorm(),
                Regularizers.stableRank(),
                Regularizers.of("own", (segment, array) -> array.muli(2)),
                Regularizers.sameDiff(
                    "drawn",
                    (graph, parameters) ->
                        parameters.values().stream()
                            .map(p -> p.mul(p).sum())
                            .reduce((a, b) -> a.add(b))
                            .orElseThrow())),
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.randomSubset(digits, 64, 5)))
            .regularizers(Regularizers.l2())
            .groups(ParameterGroups.perLayer()),
        ImplicitBiasListener.builder()
            .reference(Reference.gradientFlow(Probe.of(digits)))
            .groups(ParameterGroups.of("first", segment -> segment.layer().equals("0"))));
  }

  static Stream<ImplicitBiasListenerBuilder> allSettings() {
    return new SerializationTest().settings();
  }

  private LambdaEstimate estimate(Model network, ImplicitBiasListener listener) {
    if (network instanceof MultiLayerNetwork layers) {
      layers.setListeners(listener);
    } else {
      ((ComputationGraph) network).setListeners(listener);
    }
    Training.fit(network, digits, 64, 2);
    MonitorSnapshot last = listener.snapshot();
    assertThat(last.failures().values()).containsOnly(0L);
    assertThat(last.samples()).isEqualTo(10);
    listener.close();
    return last.estimate().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void copy_onAFreshNetwork_givesTheVeryEstimates(ImplicitBiasListenerBuilder settings) {
    settings.stride(1).synchronous();
    MultiLayerNetwork layers = network();
    ImplicitBiasListener original = settings.build(layers);
    ImplicitBiasListener travelled = copy(original);
    ComputationGraph graph = network().toComputationGraph();
    ImplicitBiasListener travelledToAGraph = copy(travelled);
    LambdaEstimate expected = estimate(layers, original);

    MultiLayerNetwork fresh = network();
    assertThat(estimate(fresh, travelled)).isEqualTo(expected);
    assertThat(fresh.params()).isEqualTo(layers.params());

    // Bound in the midst of a fit, which holds the graph's lock.
    assertThat(estimate(graph, travelledToAGraph).iteration()).isEqualTo(expected.iteration());
    MultiLayerNetwork unwatched = network();
    Training.fit(unwatched, digits, 64, 2);
    assertThat(layers.params()).isEqualTo(unwatched.params());
  }

  @Test
  void copy_bySerializationUtils_isBound() {
    try (ImplicitBiasListener original =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .stride(1)
            .synchronous()
            .build(network())) {
      ImplicitBiasListener travelled =
          SerializationUtils.fromByteArray(SerializationUtils.toByteArray(original));
      assertThat(estimate(network(), travelled).iteration()).isEqualTo(9);
    }
  }

  @Test
  void copy_beforeANetworkCalls_answersSensibly() {
    MultiLayerNetwork network = network();
    try (ImplicitBiasListener original =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout())
                .run("r")
                .model("m")
                .build(network);
        ImplicitBiasListener travelled = copy(original)) {
      MonitorSnapshot before = travelled.snapshot();
      assertThat(before.identity()).isEqualTo(original.snapshot().identity());
      assertThat(before.status()).isEqualTo(Status.ACTIVE);
      assertThat(before.estimate()).isEmpty();
      assertThat(before.failures()).containsOnlyKeys(FailureReason.values());
      assertThat(before.skips()).containsOnlyKeys(SkipReason.values());
      assertThatIllegalStateException()
          .isThrownBy(travelled::preflight)
          .withMessageContaining("deserialized");
      // Closed before it was ever called, it stays silent.
      travelled.close();
      network.addListeners(travelled);
      Training.fit(network, digits, 64, 1);
      assertThat(travelled.snapshot().status()).isEqualTo(Status.CLOSED);
      assertThat(travelled.snapshot().progress().iterations()).isZero();
    }
  }

  @Test
  void copy_whoseNetworkIsRefused_saysSoAndLeavesTrainingAlone() {
    MultiLayerNetwork adam = Networks.tanh(1, 8, new Adam(1e-3), DataType.FLOAT, b -> {});
    MultiLayerNetwork unwatched = Networks.tanh(1, 8, new Adam(1e-3), DataType.FLOAT, b -> {});
    try (ImplicitBiasListener original =
            ImplicitBiasListener.builder()
                .reference(Reference.gradientFlow(Probe.of(digits))) // of plain Sgd only
                .build(network());
        ImplicitBiasListener travelled = copy(original)) {
      adam.setListeners(travelled);
      Training.fit(adam, digits, 64, 1);
      Training.fit(unwatched, digits, 64, 1);
      assertThat(adam.params()).isEqualTo(unwatched.params());
      assertThat(travelled.snapshot().status()).isEqualTo(Status.DETACHED);
      assertThat(travelled.snapshot().failures()).containsEntry(FailureReason.REFERENCE, 1L);
    }
  }

  @Test
  void copy_underParallelWrapper_isBoundToTheFirstWorkersNetwork() throws Exception {
    MultiLayerNetwork network = network();
    try (ImplicitBiasListener original =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout())
                .stride(1)
                .synchronous()
                .build(network());
        ImplicitBiasListener travelled = copy(original);
        ParallelWrapper wrapper =
            new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .trainingMode(TrainingMode.AVERAGING)
                .build()) {
      wrapper.setListeners(travelled);
      wrapper.fit(new ListDataSetIterator<>(digits.copy().asList(), 32));
      MonitorSnapshot last = travelled.snapshot();
      assertThat(last.failures().values()).containsOnly(0L);
      assertThat(last.samples()).isEqualTo(5);
      // The other worker's five; the first of them may have come while the monitor was built.
      assertThat(last.skips().get(SkipReason.FOREIGN_MODEL)).isBetween(4L, 5L);
    }
  }

  private static final class Homebound implements Regularizer {

    @Override
    public String name() {
      return "homebound";
    }

    @Override
    public void gradient(Objective at, List<Segment> segments, INDArray into) {
      into.assign(at.parameters());
    }
  }

  @Test
  void setting_notSerializable_isRefusedByName() {
    MultiLayerNetwork network = network();
    ImplicitBiasListenerBuilder plain =
        ImplicitBiasListener.builder().reference(Reference.withoutDropout());
    assertRefused(plain.regularizers(new Homebound()), network, "the regularizer homebound");
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .onSnapshot(snapshot -> {}),
        network,
        "(number 1)");
    assertRefused(
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.streaming(Training.batches(digits, 100)))),
        network,
        "the reference full batch");
  }

  private static void assertRefused(
      ImplicitBiasListenerBuilder settings, MultiLayerNetwork network, String part) {
    try (ImplicitBiasListener listener = settings.build(network);
        ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatExceptionOfType(NotSerializableException.class)
          .isThrownBy(() -> out.writeObject(listener))
          .withMessageContaining(part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
