package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * An updater for each variable, with all their state in one vector: variable after variable, and
 * within one all vectors of its state, each as long as the variable. One thread.
 */
final class UpdaterStates {

  private final List<Segment> segments;
  private final List<GradientUpdater<?>> updaters = new ArrayList<>();
  private final @Nullable INDArray vector;

  /** Zeros, as in training before its first step. */
  UpdaterStates(List<Segment> segments, DataType type) {
    this.segments = segments;
    long length = segments.stream().mapToLong(UpdaterStates::length).sum();
    this.vector = length == 0 ? null : Nd4j.create(type, length);
    long offset = 0;
    for (Segment segment : segments) {
      long end = offset + length(segment);
      INDArray view =
          vector == null
              ? null
              : vector.get(NDArrayIndex.interval(offset, end)).reshape(1, end - offset);
      // As SameDiff makes its own.
      GradientUpdater<?> updater = segment.updater().instantiate(view, false);
      long[] shape = segment.shape().stream().mapToLong(Long::longValue).toArray();
      updater.setStateViewArray(view, shape, segment.order(), true);
      updaters.add(updater);
      offset = end;
    }
  }

  /** Of all vectors of a variable's state. */
  static long length(Segment segment) {
    return segment.updater().stateSize(segment.length());
  }

  /** The state; null for updaters without. */
  @Nullable INDArray vector() {
    return vector;
  }

  /** The updater of the i-th variable. */
  GradientUpdater<?> updater(int i) {
    return updaters.get(i);
  }

  /** Copies another's state. */
  void assign(UpdaterStates other) {
    if (vector != null && other.vector != null) {
      vector.assign(other.vector);
    }
  }

  /**
   * Copies the state of the i-th variable's updater in training, which may lie anywhere: a graph
   * read from a file keeps each vector apart.
   */
  void copy(int i, SameDiff training) {
    if (vector == null) {
      return;
    }
    GradientUpdater<?> source = training.getUpdaterMap().get(segments.get(i).layer());
    if (source == null) {
      throw new IllegalStateException("training has no updater for " + segments.get(i).layer());
    }
    updaters.get(i).getState().forEach((key, own) -> own.assign(source.getState().get(key)));
  }
}
