package io.lambdascope.dl4j.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.dl4j.network.LayerStates;
import io.lambdascope.dl4j.network.MiniBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mini-batches in memory and in a file. */
class RecordedBatchesTest {

  private static final int COUNT = 5;

  /** Of one mini-batch: 3 x 4 features, 3 x 2 labels, 3 + 3 of masks. */
  private static final long BYTES = 8 * (12 + 6 + 3 + 3);

  private static MiniBatch batch(int number) {
    INDArray features = Nd4j.linspace(DataType.DOUBLE, number, 0.1, 12).reshape('f', 3, 4);
    INDArray labels = Nd4j.linspace(DataType.DOUBLE, -number, 0.3, 6).reshape('c', 3, 2);
    INDArray mask = Nd4j.create(new double[] {1, 0, number}).reshape(3, 1);
    return new MiniBatch(
        List.of(features),
        List.of(labels),
        Map.of(),
        Map.of(0, mask),
        new LayerStates(Map.of(1, mask.mul(2)), Map.of()));
  }

  @Test
  void get_beyondTheBound_isTheSameInTheSameOrderOfEntries() {
    try (RecordedBatches recorded = new RecordedBatches(2 * BYTES)) {
      for (int pass = 0; pass < 2; pass++) { // The second window reuses the file.
        recorded.clear();
        for (int k = 0; k < COUNT; k++) {
          recorded.add(batch(10 * pass + k));
          assertThat(recorded.heldBytes()).isLessThanOrEqualTo(2 * BYTES);
        }
        assertThat(recorded.isAllHeld()).isFalse();
        for (int k = COUNT - 1; k >= 0; k--) {
          MiniBatch original = batch(10 * pass + k);
          MiniBatch read = recorded.get(k);
          assertThat(read).isEqualTo(original);
          assertThat(orders(read)).isEqualTo(orders(original));
        }
      }
    }
  }

  private static List<Character> orders(MiniBatch batch) {
    List<Character> orders = new ArrayList<>();
    batch.features().forEach(array -> orders.add(array.ordering()));
    batch.labels().forEach(array -> orders.add(array.ordering()));
    return orders;
  }

  @Test
  void add_withinTheBound_makesNoFile() {
    try (RecordedBatches recorded = new RecordedBatches(COUNT * BYTES)) {
      for (int k = 0; k < COUNT; k++) {
        recorded.add(batch(k));
      }
      assertThat(recorded.isAllHeld()).isTrue();
      assertThat(recorded.file()).isNull();
    }
  }

  @Test
  void add_copies() {
    try (RecordedBatches recorded = new RecordedBatches(Long.MAX_VALUE)) {
      MiniBatch given = batch(1);
      recorded.add(given);
      given.features().get(0).assign(0);
      assertThat(recorded.get(0)).isEqualTo(batch(1));
    }
  }

  @Test
  void close_deletesTheFile() {
    RecordedBatches recorded = new RecordedBatches(0);
    recorded.add(batch(1));
    Path file = recorded.file();
    assertThat(file).exists();
    recorded.close();
    assertThat(file).doesNotExist();
  }
}
