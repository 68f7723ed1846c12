package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The standard error of a mean gradient by the choice of its examples, from how much the gradients
 * of its chunks differ.
 *
 * <p>With sums G_k over the n_k examples of chunk k of K, n in all, and mean ḡ = ΣG_k/n, an
 * unbiased estimate of the total variance of one example's gradient is Σ ‖G_k − n_kḡ‖²/n_k / (K −
 * 1), and that of the mean an n-th of it; of a part of a whole of N drawn without replacement, (1 −
 * n/N) times that. It takes chunks for random parts: of data sorted by class it is too large.
 *
 * <p>Sums are taken along with the gradient, so that no chunk is kept: three passes over a vector
 * for each chunk. Rounding leaves some 1e-7 of ‖ḡ‖ in float32. Memory: one float64 vector. One
 * thread.
 */
final class ChunkSpread {

  private final ParameterLayout layout;
  private final INDArray chunk;
  private boolean listening;
  private int chunks;
  private long examples;
  private double weightedSquares;
  private double squareOfSum;

  ChunkSpread(ParameterLayout layout) {
    this.layout = layout;
    this.chunk = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  /** Listens to the next gradient, and to none after it. */
  void listen() {
    listening = true;
    chunks = 0;
    examples = 0;
    weightedSquares = 0;
    squareOfSum = 0;
  }

  boolean isListening() {
    return listening;
  }

  /** Takes the gradient of a chunk in, summed over its examples. */
  void add(INDArray sum, int size) {
    weightedSquares += squares(sum) / size;
    examples += size;
    chunks++;
  }

  /** Takes in that of all chunks together. */
  void total(INDArray sum) {
    squareOfSum = chunks < 2 ? 0 : squares(sum);
    listening = false;
  }

  private double squares(INDArray sum) {
    chunk.assign(sum);
    double squares = 0;
    for (Segment segment : layout.trained()) {
      double norm = segment.in(chunk).norm2Number().doubleValue();
      squares += norm * norm;
    }
    return squares;
  }

  /**
   * The standard error, as a norm, of the last gradient.
   *
   * @param divisor what turns the sum into the gradient
   * @param share of the whole that the examples are, n/N; 0 where they are a part of infinitely
   *     many
   * @return empty where there was only one chunk
   */
  OptionalDouble standardError(double divisor, double share) {
    if (chunks < 2) {
      return OptionalDouble.empty();
    }
    double ofExample = Math.max(0, weightedSquares - squareOfSum / examples) / (chunks - 1);
    return OptionalDouble.of(Math.sqrt(ofExample * examples * (1 - share)) / divisor);
  }
}
