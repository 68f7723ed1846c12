package io.lambdascope.examples.experiment.network;

import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The flow θ' = −f(θ) by the classical Runge–Kutta method of fourth order, in float64. */
public final class Flow {

  private final UnaryOperator<INDArray> slope;

  /**
   * A flow.
   *
   * @param slope f: θ, [p] in float64, to a new array, [p] in float64, which is let go of
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
      INDArray second = behind(theta, first, h / 2);
      INDArray third = behind(theta, second, h / 2);
      INDArray fourth = behind(theta, third, h);
      theta.subi(first.addi(second.addi(third).muli(2)).addi(fourth).muli(h / 6));
      // Of large networks, more than may wait for the garbage collector.
      List.of(first, second, third, fourth).forEach(INDArray::close);
    }
    return theta;
  }

  private INDArray behind(INDArray theta, INDArray slopeThere, double time) {
    INDArray point = slopeThere.mul(-time).addi(theta);
    INDArray slopeHere = slope.apply(point);
    point.close();
    return slopeHere;
  }
}
