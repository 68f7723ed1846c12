package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.time.Duration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Nothing grows with time; the long run is the study soak. */
class SoakTest {

  private static final int EPOCHS = 60;
  private static final int CYCLES = 120;

  /**
   * What may be left on the heap of 1,200 sampled iterations: ND4J's table of buffers to be freed
   * doubles, by up to 3 MB, when the collector comes late, and never shrinks. An array kept for
   * each iteration would show among the buffers, anything else of 4 kB here.
   */
  private static final long GROWTH_BYTES = 4_000_000;

  /**
   * What may be left of 120 listeners: what a closed one is to answer, of 20 kB, and that table.
   * One that is not let go of is 100 kB, its network's configuration included, and 1.6 MB off the
   * heap.
   */
  private static final long CYCLES_GROWTH_BYTES = 7_000_000;

  /** Buffers off the heap: constants and workspaces of ND4J, some of which come late. */
  private static final int BUFFERS_GROWTH = 20;

  private final DataSet digits = Digits.first(20 * 32, DataType.FLOAT);
  private final MultiLayerNetwork network = Networks.dropout(0.3, new Sgd(0.01), DataType.FLOAT, 3);

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /**
   * Off the heap, ND4J frees what the collector found some time after it, on threads of its own.
   */
  private static void settle() {
    int[] last = {-1};
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              System.gc();
              int before = last[0];
              last[0] = NativeBuffers.count();
              return last[0] == before;
            });
  }

  /** Fails when memory has not come back within a minute; a leak never does. */
  private static void assertComesBack(long heap, int buffers, long growth) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(heap() - heap).isLessThan(growth);
              assertThat(NativeBuffers.count() - buffers).isLessThan(BUFFERS_GROWTH);
            });
  }

  private static ImplicitBiasListenerBuilder listener() {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(Regularizers.l2(), Regularizers.gradientNorm());
  }

  @Test
  void training_sampledAtEveryIteration_leavesMemoryFlat() {
    try (ImplicitBiasListener listener = listener().stride(1).synchronous().attach(network)) {
      Training.fit(network, digits, 32, EPOCHS);
      settle();
      long heap = heap();
      int buffers = NativeBuffers.count();
      Training.fit(network, digits, 32, EPOCHS);
      assertThat(listener.snapshot().samples()).isEqualTo(20 * 2 * EPOCHS);
      assertComesBack(heap, buffers, GROWTH_BYTES);
    }
  }

  /** The network keeps all listeners it was ever given; those closed must hold nothing. */
  @Test
  void listeners_attachedAndClosed_leaveNothing() {
    cycles(20);
    settle();
    long heap = heap();
    int buffers = NativeBuffers.count();
    long threads = workers();
    int open = OpenMonitors.count();
    cycles(CYCLES);
    assertThat(network.getListeners()).hasSize(20 + CYCLES);
    assertComesBack(heap, buffers, CYCLES_GROWTH_BYTES);
    assertThat(workers()).isEqualTo(threads);
    assertThat(OpenMonitors.count()).isEqualTo(open);
  }

  /** Threads of listeners; others' come and go. */
  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lambdascope-default"))
        .count();
  }

  private void cycles(int count) {
    DataSet batch = Digits.first(32, DataType.FLOAT);
    for (int i = 0; i < count; i++) {
      try (ImplicitBiasListener listener = listener().stride(1).attach(network)) {
        network.fit(batch);
        assertThat(listener.snapshot().progress().iterations()).isEqualTo(1);
      }
    }
  }
}
