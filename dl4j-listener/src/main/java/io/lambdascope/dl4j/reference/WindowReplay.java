package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.capture.WindowStep;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a shadow on the mini-batches of a window in other orders, from θ_t, at the learning rates
 * of the steps' places: what the order did to the displacement, relative to the mean over orders.
 *
 * <p>With K mini-batches and orders in pairs, forward and reverse, the q-th pair of Q rotated by
 * qK/Q: in a pair all cancels that is odd in the order, such as the commutators of steps, and the
 * rotations let what is left of the first order in the mini-batches' differences, which is even
 * about the middle of the window, fall with the square of Q.
 */
final class WindowReplay {

  private final ReferenceModel shadow;
  private final int pairs;
  private final INDArray forward;
  private final INDArray replayed;

  WindowReplay(ReferenceModel shadow, int pairs) {
    this.shadow = shadow;
    this.pairs = pairs;
    this.forward = Nd4j.create(DataType.DOUBLE, shadow.layout().length());
    this.replayed = Nd4j.create(DataType.DOUBLE, shadow.layout().length());
  }

  /**
   * The mean of the shadow's θ_{t+K} over all orders, less that in the order of training. Added to
   * training's θ_{t+K} it takes the order off, and what training does and the shadow does not stays
   * in full.
   *
   * @return a buffer, [length] in float64
   */
  INDArray meanLessForward(CapturedWindow window, Objective objective) {
    int steps = window.steps().size();
    replayed.assign(0);
    for (int pair = 0; pair < pairs; pair++) {
      int rotation = (int) ((long) pair * steps / pairs);
      int[] order = IntStream.range(0, steps).map(k -> (k + rotation) % steps).toArray();
      int[] reverse = IntStream.range(0, steps).map(k -> order[steps - 1 - k]).toArray();
      replayed.addi(replay(window, objective, order));
      if (pair == 0) {
        forward.assign(replayed);
      }
      replayed.addi(replay(window, objective, reverse));
    }
    return replayed.divi(2.0 * pairs).subi(forward);
  }

  /** Where training on the mini-batches in an order ends. Costs as many gradients as training. */
  private INDArray replay(CapturedWindow window, Objective objective, int[] order) {
    shadow.parameters().assign(window.start());
    for (int place = 0; place < order.length; place++) {
      WindowStep at = window.steps().get(place);
      shadow.train(window.batch(order[place]), at.iteration(), at.epoch());
    }
    objective.countEvaluation(new WindowData(window));
    return shadow.parameters().castTo(DataType.DOUBLE);
  }
}
