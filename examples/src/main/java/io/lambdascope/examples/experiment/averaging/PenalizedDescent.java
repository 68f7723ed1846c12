package io.lambdascope.examples.experiment.averaging;

import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Minimizes L(θ) + λ‖θ − o‖² by Nesterov's accelerated gradient descent, restarted where the
 * momentum points uphill (B. O'Donoghue, E. Candès, Adaptive restart for accelerated gradient
 * schemes, 2015), with steps of 1/(2h), h the largest curvature at the start by power iteration;
 * halved, and begun anew, where it diverges nevertheless.
 */
final class PenalizedDescent {

  /** Of the gradient against that at the start. */
  static final double TOLERANCE = 1e-4;

  private static final int POWER_ITERATIONS = 10;
  private static final double DIVERGED = 100;

  private final Loss loss;
  private final double lambda;
  private final INDArray origin;

  /**
   * An objective.
   *
   * @param origin o, [p] in float64
   */
  PenalizedDescent(Loss loss, double lambda, INDArray origin) {
    this.loss = loss;
    this.lambda = lambda;
    this.origin = origin;
  }

  /**
   * Where it came to rest.
   *
   * @param parameters [p]
   * @param relativeGradient the objective's gradient there over that at the start, by norm
   * @param steps it took
   */
  record Rest(INDArray parameters, double relativeGradient, int steps) {

    boolean isConverged() {
      return relativeGradient <= TOLERANCE;
    }
  }

  /**
   * Descends until the gradient is {@link #TOLERANCE} of that at the start.
   *
   * @param most steps
   */
  Rest from(INDArray start, int most, Task.Progress progress) {
    double initial = norm(slope(start));
    double step = 1 / (2 * (curvature(start) + 2 * Math.abs(lambda)));
    INDArray before = start.dup();
    INDArray at = start.dup();
    double relative = 1;
    int momentum = 0;
    int taken = 0;
    while (taken < most && relative > TOLERANCE) {
      INDArray ahead = at.add(at.sub(before).muli(momentum / (momentum + 3.0)));
      INDArray slope = slope(ahead);
      relative = norm(slope) / initial;
      taken++;
      progress.reach((double) taken / most);
      if (!(relative < DIVERGED)) {
        step /= 2;
        before = start.dup();
        at = start.dup();
        momentum = 0;
        continue;
      }
      INDArray next = ahead.sub(slope.mul(step));
      INDArray move = next.sub(at);
      boolean uphill = slope.mul(move).sumNumber().doubleValue() > 0;
      momentum = uphill ? 0 : momentum + 1;
      before = uphill ? next : at;
      at = next;
    }
    return new Rest(at, norm(slope(at)) / initial, taken);
  }

  private INDArray slope(INDArray at) {
    return loss.gradient(at).addi(at.sub(origin).muli(2 * lambda));
  }

  /** The largest curvature of L, from its gradient's direction; 0 where that is zero. */
  private double curvature(INDArray at) {
    INDArray direction = loss.gradient(at);
    double h = 0;
    for (int i = 0; i < POWER_ITERATIONS; i++) {
      double length = norm(direction);
      if (length == 0) {
        return h;
      }
      direction = loss.hessianTimes(at, direction.divi(length));
      h = norm(direction);
    }
    return h;
  }

  private static double norm(INDArray vector) {
    return vector.norm2Number().doubleValue();
  }
}
