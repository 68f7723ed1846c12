package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of the objective that the steps of a window follow on average: L = Σ_k η_kL_k / Σ_k
 * η_k, each mini-batch by the learning rate of its step. So a last mini-batch that is short weighs
 * as much as training lets it, and not as little as its examples. Of all other data the plain mean
 * over examples.
 */
final class WindowModel implements GradientModel {

  /**
   * Examples of one gradient at most: enough that the cost of a call counts no more, and few enough
   * that what is read back from a file is in memory for no longer than a part of the window.
   */
  private static final int CHUNK_EXAMPLES = 1024;

  private final ReferenceModel model;
  private final INDArray sum;
  private double[] shares = {};
  private List<Chunk> chunks = List.of();

  WindowModel(ReferenceModel model) {
    this.model = model;
    this.sum = Nd4j.create(DataType.DOUBLE, model.layout().length());
  }

  /** Sets the window to come, with η_k/Σ_k η_k of its steps. */
  void window(CapturedWindow window, double[] shares) {
    this.shares = shares;
    chunks = new ArrayList<>();
    for (int from = 0; from < shares.length; ) {
      int to = from + 1;
      int examples = window.examples(from);
      while (to < shares.length
          && shares[to] == shares[from]
          && window.examples(to) == window.examples(from)
          && examples + window.examples(to) <= CHUNK_EXAMPLES) {
        examples += window.examples(to++);
      }
      chunks.add(new Chunk(window, from, to));
      from = to;
    }
    if (window.isAllHeld()) {
      chunks.forEach(Chunk::hold);
    }
  }

  @Override
  public ParameterLayout layout() {
    return model.layout();
  }

  @Override
  public DataType dataType() {
    return model.dataType();
  }

  @Override
  public INDArray gradientAt(INDArray parameters, ProbeData data, int iteration, int epoch) {
    if (!(data instanceof WindowData)) {
      return model.gradientAt(parameters, data, iteration, epoch);
    }
    sum.assign(0);
    for (Chunk chunk : chunks) {
      for (MiniBatch batch : chunk.batches()) {
        // All of the chunk in one, or its mini-batches of the same size and share one by one.
        INDArray part =
            model.gradientAt(parameters, ProbeData.of(List.of(batch)), iteration, epoch);
        double share = shares[chunk.from] * batch.size() / chunk.window.examples(chunk.from);
        sum.addi(part.mul(share));
      }
    }
    return sum;
  }

  /** Steps of the same learning rate and number of examples, whose gradients may be one. */
  private static final class Chunk {

    private final CapturedWindow window;
    private final int from;
    private final int to;
    private @Nullable List<MiniBatch> held;

    Chunk(CapturedWindow window, int from, int to) {
      this.window = window;
      this.from = from;
      this.to = to;
    }

    void hold() {
      held = batches();
    }

    List<MiniBatch> batches() {
      if (held != null) {
        return held;
      }
      List<MiniBatch> parts = IntStream.range(from, to).mapToObj(window::batch).toList();
      return parts.size() == 1 || parts.stream().anyMatch(MiniBatch::isMasked)
          ? parts
          : List.of(joined(parts));
    }

    private static MiniBatch joined(List<MiniBatch> parts) {
      return new MiniBatch(joined(parts, MiniBatch::features), joined(parts, MiniBatch::labels));
    }

    private static List<INDArray> joined(
        List<MiniBatch> parts, Function<MiniBatch, List<INDArray>> arrays) {
      return IntStream.range(0, arrays.apply(parts.get(0)).size())
          .mapToObj(
              i ->
                  Nd4j.concat(
                      0, parts.stream().map(arrays).map(a -> a.get(i)).toArray(INDArray[]::new)))
          .toList();
    }
  }

  @Override
  public Map<String, INDArray> meanSquareInputs(INDArray parameters, ProbeData data) {
    return model.meanSquareInputs(parameters, data);
  }
}
