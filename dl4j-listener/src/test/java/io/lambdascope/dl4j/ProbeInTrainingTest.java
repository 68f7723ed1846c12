package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Probes that are read while training goes on. */
class ProbeInTrainingTest {

  /** Notes what is called on it, and by which thread. */
  private static final class Watched extends ListDataSetIterator<DataSet> {
    private static final long serialVersionUID = 1L;
    private final transient List<String> calls = new ArrayList<>();
    private final transient List<String> threads = new ArrayList<>();

    Watched(DataSet data, int batch) {
      super(data.copy().asList(), batch);
    }

    @Override
    public boolean asyncSupported() {
      return false; // read by the training thread itself, without a thread that fetches ahead
    }

    @Override
    public synchronized DataSet next() {
      note("next");
      return super.next();
    }

    @Override
    public synchronized void reset() {
      note("reset");
      super.reset();
    }

    private void note(String call) {
      // Called by the super class's constructor too.
      if (calls != null) {
        calls.add(call);
        threads.add(Thread.currentThread().getName());
      }
    }
  }

  private static MultiLayerNetwork network() {
    return Networks.tanh(1, 16, new Sgd(0.1), DataType.FLOAT, b -> {});
  }

  @Test
  void fit_streamingProbe_leavesTheTrainingIteratorToTraining() {
    DataSet digits = Digits.first(256, DataType.FLOAT);
    Watched unwatched = new Watched(digits, 64);
    network().fit(unwatched, 2);

    Watched training = new Watched(digits, 64);
    Watched own = new Watched(digits, 100);
    MultiLayerNetwork network = network();
    Probe probe = Probe.streaming(own);
    own.calls.clear();
    own.threads.clear();
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .run("own")
                .reference(Reference.fullBatch(probe))
                .regularizers(Regularizers.l2()),
            network,
            () -> network.fit(training, 2));
    assertThat(snapshots).hasSize(8);
    assertThat(training.calls).isEqualTo(unwatched.calls);
    assertThat(training.threads).containsOnly(Thread.currentThread().getName());
    assertThat(own.threads).containsOnly("lambdascope-own");
    // Three batches a pass, one pass to try the probe and one a sample.
    assertThat(own.calls.stream().filter("next"::equals)).hasSize(3 * 9);
  }

  @Test
  void fit_fullBatchOfAStreamingProbe_deviatesExactlyByNothing() {
    DataSet digits = Digits.first(300, DataType.FLOAT);
    MultiLayerNetwork network =
        Networks.tanh(2, 32, new Adam(1e-3), DataType.FLOAT, b -> b.l2(1e-3));
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.fullBatch(Probe.streaming(Training.batches(digits, 300))))
                .regularizers(Regularizers.l2(), Regularizers.gradientNorm()),
            network,
            () -> Training.fit(network, digits, 300, 3));
    assertThat(snapshots).hasSize(3);
    assertThat(snapshots)
        .allSatisfy(s -> assertThat(s.latest().orElseThrow().sample().deviationNorm()).isZero());
  }

  @Test
  void fit_randomSubset_dependsOnTheIterationAloneAndNotOnOtherSamples() {
    Map<Long, Double> all = deviations(1, 42);
    Map<Long, Double> some = deviations(3, 42);
    Map<Long, Double> others = deviations(3, 43);
    assertThat(all).hasSize(8);
    assertThat(some).hasSize(3);
    assertThat(all).containsAllEntriesOf(some);
    some.forEach((iteration, norm) -> assertThat(others.get(iteration)).isNotEqualTo(norm));
  }

  private static Map<Long, Double> deviations(long stride, long seed) {
    DataSet digits = Digits.first(256, DataType.FLOAT);
    MultiLayerNetwork network = network();
    Map<Long, Double> norms = new TreeMap<>();
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.randomSubset(digits, 50, seed)))
            .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
            .stride(stride)
            .synchronous()
            .onSnapshot(
                s -> {
                  var sample = s.latest().orElseThrow().sample();
                  norms.put(sample.iteration(), sample.deviationNorm());
                })
            .attach(network)) {
      Training.fit(network, digits, 64, 2);
      assertThat(listener.snapshot().failures().values()).containsOnly(0L);
    }
    return norms;
  }

  @Test
  void attach_streamingProbeOfAnotherListener_isRefusedUntilThatIsClosed() {
    DataSet digits = Digits.first(20, DataType.FLOAT);
    Reference reference = Reference.fullBatch(Probe.streaming(Training.batches(digits, 10)));
    try (ImplicitBiasListener first =
        ImplicitBiasListener.builder().reference(reference).attach(network())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ImplicitBiasListener.builder().reference(reference).build(network()))
          .withMessageContaining("another listener's worker");
      first.close();
      ImplicitBiasListener.builder().reference(reference).build(network()).close();
    }
  }
}
