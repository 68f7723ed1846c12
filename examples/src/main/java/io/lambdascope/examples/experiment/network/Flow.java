package io.lambdascope.examples.experiment.network;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The flow θ' = −f(θ) by the classical Runge–Kutta method of fourth order, in float64. */
public final class Flow {

  private final UnaryOperator<INDArray> slope;

  /**
   * A flow.
   *
   * @param slope f: θ, [p] in float64, to a new array, [p] in float64
   */
  public Flow(UnaryOperator<INDArray> slope) {
    this.slope = slope;
  }

  /** Where it is after a time, from θ, by so many steps of equal length. A new array. */
  public INDArray after(double time, int steps, INDArray from) {
    INDArray theta = from.dup();
    double h = time / steps;
    for (int step = 0; step < steps; step++) {
      INDArray first = slope.apply(theta);
      INDArray second = slope.apply(theta.sub(first.mul(h / 2)));
      INDArray third = slope.apply(theta.sub(second.mul(h / 2)));
      INDArray fourth = slope.apply(theta.sub(third.mul(h)));
      theta.subi(first.addi(second.addi(third).muli(2)).addi(fourth).muli(h / 6));
    }
    return theta;
  }
}
