package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.MiniBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Data sets as chunks of a probe, and what a probe refuses. */
final class ProbeChunks {

  private ProbeChunks() {}

  /** Checked, with arrays of its own. */
  static MiniBatch copied(DataSet data) {
    return copied(viewed(data));
  }

  /** Checked, with arrays of its own. */
  static MiniBatch copied(MultiDataSet data) {
    return copied(viewed(data));
  }

  /** The data set's own arrays, neither checked nor copied. */
  static MiniBatch viewed(DataSet data) {
    return new MiniBatch(
        present("features", data.getFeatures()),
        present("labels", data.getLabels()),
        masks(data.getFeaturesMaskArray()),
        masks(data.getLabelsMaskArray()));
  }

  /** The data set's own arrays, neither checked nor copied. */
  static MiniBatch viewed(MultiDataSet data) {
    return new MiniBatch(
        present("features", data.getFeatures()),
        present("labels", data.getLabels()),
        masks(data.getFeaturesMaskArrays()),
        masks(data.getLabelsMaskArrays()));
  }

  /** The same examples in even chunks of so many at most. */
  static ProbeData.InMemory split(ProbeData data, int examples) {
    List<MiniBatch> parts = new ArrayList<>();
    for (MiniBatch chunk : data) {
      int count = (chunk.size() + examples - 1) / examples;
      for (int i = 0; i < count; i++) {
        int from = (int) ((long) i * chunk.size() / count);
        int to = (int) ((i + 1L) * chunk.size() / count);
        parts.add(count == 1 ? chunk : chunk.slice(from, to));
      }
    }
    return new ProbeData.InMemory(parts, data.examples());
  }

  /**
   * Refuses arrays that are empty or not finite.
   *
   * @throws IllegalArgumentException with the array's kind and shape
   */
  static void check(MiniBatch chunk) {
    check("features", chunk.features());
    check("labels", chunk.labels());
    check("feature masks", chunk.featureMasks().values());
    check("label masks", chunk.labelMasks().values());
  }

  /**
   * Refuses a probe without examples.
   *
   * @throws IllegalArgumentException when there are none
   */
  static void refuseEmpty(int examples) {
    if (examples == 0) {
      throw new IllegalArgumentException(
          "the probe is empty; give at least one example, better a thousand or more");
    }
  }

  private static MiniBatch copied(MiniBatch from) {
    check(from);
    return from.map(ProbeChunks::copy);
  }

  private static List<INDArray> present(String what, @Nullable INDArray @Nullable ... arrays) {
    List<INDArray> present = new ArrayList<>();
    if (arrays != null) {
      for (INDArray array : arrays) {
        if (array == null) {
          throw noArray(what);
        }
        present.add(array);
      }
    }
    if (present.isEmpty()) {
      throw noArray(what);
    }
    return present;
  }

  private static IllegalArgumentException noArray(String what) {
    return new IllegalArgumentException(
        ("the probe has no %s; a loss gradient needs features and labels of at least one example,"
                + " better a thousand or more")
            .formatted(what));
  }

  private static Map<Integer, INDArray> masks(@Nullable INDArray @Nullable ... masks) {
    Map<Integer, INDArray> present = new HashMap<>();
    for (int i = 0; masks != null && i < masks.length; i++) {
      if (masks[i] != null) {
        present.put(i, masks[i]);
      }
    }
    return present;
  }

  private static void check(String what, Iterable<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array.isEmpty() || array.size(0) == 0) {
        throw new IllegalArgumentException(
            "the probe's %s are empty; give at least one example, better a thousand or more"
                .formatted(what));
      }
      double sum = array.castTo(DataType.DOUBLE).sumNumber().doubleValue();
      if (!Double.isFinite(sum)) {
        throw new IllegalArgumentException(
            "the probe's %s of shape %s contain NaN or infinite values; clean the data first"
                .formatted(what, Arrays.toString(array.shape())));
      }
    }
  }

  private static INDArray copy(INDArray array) {
    return Nd4j.create(array.dataType(), array.shape()).assign(array);
  }
}
