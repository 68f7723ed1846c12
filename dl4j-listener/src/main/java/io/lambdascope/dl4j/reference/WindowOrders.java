package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.network.MiniBatch;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Directions of what comes next, in the order of the step size, after the two regularizers that
 * theory gives for SGD: they are partialled out, with coefficients of their own, as those of the
 * flow's comparison are (docs/decisions/0008).
 *
 * <p>With D_k = g_k − ḡ of the mini-batches, H_k their Hessians, all at the middle of the flow
 * unless said otherwise:
 *
 * <ol>
 *   <li>(1/K)Σ∇³L[D_k, D_k]: the steps' scatter about the flow, where the loss is not quadratic;
 *   <li>∇R(T) − ∇R(0) of the gradient noise R: a step feels the mini-batches before it, so more and
 *       more of them through the window;
 *   <li>(1/K)ΣH_k(H_kg − Hg − HD_k): what those have become by then;
 *   <li>H²g and ∇³L[g, g]: descent against the flow, to the next order.
 * </ol>
 *
 * <p>Of more than {@value #MOST_BATCHES} mini-batches the first and third are means over that many,
 * evenly chosen.
 */
final class WindowOrders {

  static final int DIRECTIONS = 5;

  /** A bound on the cost, which for each is two gradients of the whole window. */
  static final int MOST_BATCHES = 32;

  private final List<INDArray> directions;
  private final INDArray nowhere;

  WindowOrders(long length) {
    this.directions =
        Stream.generate(() -> Nd4j.create(DataType.DOUBLE, length)).limit(DIRECTIONS).toList();
    this.nowhere = Nd4j.create(DataType.DOUBLE, length);
  }

  /**
   * The directions; buffers. Two gradients of the window for each mini-batch that is chosen, and
   * some 20. The objective is at θ_t before and after.
   *
   * @param shares η_k/Σ η_k
   */
  List<INDArray> of(CapturedWindow window, Objective objective, WindowFlow flow, double[] shares) {
    directions.forEach(direction -> direction.assign(0));
    INDArray growth = directions.get(1);
    flow.moveToEnd(objective);
    growth.assign(noiseGradient(window, objective, shares));
    flow.moveToStart(objective);
    growth.subi(noiseGradient(window, objective, shares));
    flow.moveToMiddle(objective);
    scatter(window, objective, shares);
    INDArray curved = objective.hessianGradient();
    directions.get(3).assign(objective.hessianTimes(curved));
    directions.get(4).assign(objective.gradientBend());
    flow.moveToStart(objective);
    return directions;
  }

  /** Half of ∇R. */
  private INDArray noiseGradient(CapturedWindow window, Objective objective, double[] shares) {
    INDArray mean = mean(window, objective, shares);
    INDArray sum = Nd4j.create(DataType.DOUBLE, mean.length());
    for (int k = 0; k < shares.length; k++) {
      List<MiniBatch> batch = List.of(window.batch(k));
      INDArray excess = excess(objective, batch, mean);
      sum.addi(objective.hessianTimes(excess, batch).muli(shares[k]));
    }
    return sum;
  }

  private void scatter(CapturedWindow window, Objective objective, double[] shares) {
    INDArray g = objective.gradient();
    INDArray curved = objective.hessianGradient();
    INDArray mean = mean(window, objective, shares);
    // Where the truncation of a second difference and its rounding are alike: the fourth root of
    // the precision, of which the objective's step is the third.
    double length = Math.pow(objective.differenceStep(), 0.75);
    int chosen = Math.min(shares.length, MOST_BATCHES);
    for (int i = 0; i < chosen; i++) {
      int k = (int) ((long) i * shares.length / chosen);
      List<MiniBatch> batch = List.of(window.batch(k));
      INDArray excess = excess(objective, batch, mean);
      double norm = excess.norm2Number().doubleValue();
      if (norm == 0) {
        continue;
      }
      double scale = length / norm;
      INDArray ahead = objective.gradientAt(excess.mul(scale)).castTo(DataType.DOUBLE).dup();
      INDArray behind = objective.gradientAt(excess.mul(-scale)).castTo(DataType.DOUBLE).dup();
      INDArray bend = ahead.add(behind).subi(g).subi(g).divi(scale * scale);
      directions.get(0).addi(bend.muli(shares[k]));
      INDArray become = objective.hessianTimes(g, batch).subi(curved);
      become.subi(ahead.subi(behind).divi(2 * scale));
      directions.get(2).addi(objective.hessianTimes(become, batch).muli(shares[k]));
    }
  }

  private INDArray mean(CapturedWindow window, Objective objective, double[] shares) {
    if (objective.data() instanceof WindowData) {
      return objective.gradient();
    }
    INDArray mean = Nd4j.create(DataType.DOUBLE, nowhere.length());
    for (int k = 0; k < shares.length; k++) {
      INDArray part = objective.gradientAt(nowhere, List.of(window.batch(k)));
      mean.addi(part.castTo(DataType.DOUBLE).mul(shares[k]));
    }
    return mean;
  }

  private INDArray excess(Objective objective, List<MiniBatch> batch, INDArray mean) {
    return objective.gradientAt(nowhere, batch).castTo(DataType.DOUBLE).sub(mean);
  }
}
