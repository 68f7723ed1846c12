package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * R(θ) = (1/m)Σ_k‖g_k − ḡ‖² over the m full mini-batches of the objective's data in its order, g_k
 * their gradients and ḡ the mean of these; ∇R = (2/m)Σ_k H_k(g_k − ḡ), for Σ_k(g_k − ḡ) = 0.
 *
 * <p>Explicit penalties are in each g_k alike and cancel. Zero where there are fewer than two full
 * mini-batches.
 *
 * @param batchSize examples in a mini-batch
 */
record GradientNoise(int batchSize) implements GradientRegularizer {

  GradientNoise {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "the mini-batches of gradient_noise must have at least 1 example, were to have "
              + batchSize
              + "; give the batch size of training");
    }
  }

  @Override
  public String name() {
    return "gradient_noise";
  }

  @Override
  public double gradients() {
    return 3;
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    int batches = at.examples() / batchSize;
    if (batches < 2) {
      return;
    }
    INDArray here = Nd4j.create(DataType.DOUBLE, into.length());
    INDArray mean = Nd4j.create(DataType.DOUBLE, into.length());
    if (at.examples() % batchSize == 0) {
      mean.assign(at.gradient());
    } else {
      forEachBatch(at.data(), batch -> mean.addi(at.gradientAt(here, batch)));
      mean.divi(batches);
    }
    INDArray excess = Nd4j.create(DataType.DOUBLE, into.length());
    INDArray direction =
        segments.size() == at.layout().trained().size()
            ? excess
            : Nd4j.create(DataType.DOUBLE, into.length());
    forEachBatch(
        at.data(),
        batch -> {
          excess.assign(at.gradientAt(here, batch)).subi(mean);
          if (direction != excess) {
            Views.copy(excess, segments, direction);
          }
          into.addi(at.hessianTimes(direction, batch));
        });
    into.muli(2.0 / batches);
  }

  /** The data in mini-batches of the size, each in pieces of the chunks it lies in. */
  private void forEachBatch(Iterable<MiniBatch> data, Consumer<List<MiniBatch>> use) {
    List<MiniBatch> pieces = new ArrayList<>();
    int held = 0;
    for (MiniBatch chunk : data) {
      int from = 0;
      while (from < chunk.size()) {
        int to = Math.min(chunk.size(), from + batchSize - held);
        // Copies: a chunk may be gone once the next is there.
        pieces.add(chunk.slice(from, to));
        held += to - from;
        from = to;
        if (held == batchSize) {
          use.accept(List.copyOf(pieces));
          pieces.clear();
          held = 0;
        }
      }
    }
  }
}
