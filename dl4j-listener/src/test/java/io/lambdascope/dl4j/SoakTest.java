package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.time.Duration;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Nothing grows with time; the long run is the study soak. */
class SoakTest {

  private static final int WARM_UP_EPOCHS = 20;
  private static final int EPOCHS = 60;
  private static final int CYCLES = 120;

  /**
   * What may be left of 1,200 sampled iterations. One float64 vector of this network's length kept
   * for each would be 250 MB off the heap; one array object for each, of some 500 bytes, 600 kB on
   * it.
   */
  private static final long GROWTH_BYTES = 200_000;

  /**
   * What may be left of 120 listeners. A listener's buffers are 1.6 MB off the heap and some 100 kB
   * on it, its network's configuration included.
   */
  private static final long CYCLES_GROWTH_BYTES = 2_000_000;

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
    long[] last = {-1};
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              System.gc();
              long before = last[0];
              last[0] = Pointer.totalBytes();
              return last[0] == before;
            });
  }

  /** Fails when memory has not come back within a minute; a leak never does. */
  private static void assertComesBack(long heap, long offHeap, long growth) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(heap() - heap).isLessThan(growth);
              assertThat(Pointer.totalBytes() - offHeap).isLessThan(growth);
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
      Training.fit(network, digits, 32, WARM_UP_EPOCHS);
      settle();
      long heap = heap();
      long offHeap = Pointer.totalBytes();
      Training.fit(network, digits, 32, EPOCHS);
      assertThat(listener.snapshot().samples()).isEqualTo(20 * (WARM_UP_EPOCHS + EPOCHS));
      assertComesBack(heap, offHeap, GROWTH_BYTES);
    }
  }

  /** The network keeps all listeners it was ever given; those closed must hold nothing. */
  @Test
  void listeners_attachedAndClosed_leaveNothing() {
    cycles(20);
    settle();
    long heap = heap();
    long offHeap = Pointer.totalBytes();
    long threads = workers();
    int open = OpenMonitors.count();
    cycles(CYCLES);
    assertThat(network.getListeners()).hasSize(20 + CYCLES);
    assertComesBack(heap, offHeap, CYCLES_GROWTH_BYTES);
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
