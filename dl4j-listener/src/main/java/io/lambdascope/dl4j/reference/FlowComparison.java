package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares with the gradient flow over the time of the step.
 *
 * <p>With g(s) the gradient along the flow, b = (η/2)Hg − (η²/6)g″ − (η³/24)g‴ − …. Only the first
 * term is a regularizer's, and leaving the next in would bias the coefficient of Hg by about −ηh/3,
 * so the directions of the next orders are nuisance, with coefficients of their own
 * (docs/decisions/0003).
 */
final class FlowComparison implements Comparison {

  /**
   * The largest ηh at which what is left of the orders beyond is below a hundredth of the first.
   */
  static final double VALID_ETA_CURVATURE = 0.5;

  /**
   * The largest estimated error of the flow as a share of the deviation. Measured, tanh: up to 0.02
   * where the coefficient is right to a hundredth, 0.17 and more where it is not.
   */
  static final double VALID_ERROR_SHARE = 0.1;

  private final ParameterLayout layout;
  private final Objective objective;
  private final GradientFlow flow;
  private final INDArray deviation;

  FlowComparison(ParameterLayout layout, Objective objective) {
    this.layout = layout;
    this.objective = objective;
    this.flow = new GradientFlow(layout.length());
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  @Override
  public int nuisanceDirections() {
    return GradientFlow.ORDERS;
  }

  @Override
  public Deviation compare(CapturedStep step) {
    flow.learningRates(layout, step.iteration(), step.epoch());
    INDArray subtracted = flow.integrate(objective);
    double etaCurvature = flow.etaCurvature();
    deviation.assign(0);
    for (Segment segment : layout.trained()) {
      double eta = segment.learningRate(step.iteration(), step.epoch());
      INDArray part = segment.in(deviation);
      part.assign(segment.in(step.update()));
      part.subi(segment.in(subtracted)).divi(eta);
      for (INDArray order : flow.nextOrders()) {
        segment.in(order).divi(eta);
      }
      segment.in(flow.error()).divi(eta);
    }
    double error = flow.error().norm2Number().doubleValue();
    double norm = deviation.norm2Number().doubleValue();
    return new Deviation(
        deviation,
        flow.nextOrders(),
        List.of(),
        objective,
        objective.gradient().norm2Number().doubleValue(),
        OptionalDouble.of(etaCurvature),
        OptionalDouble.of(error),
        etaCurvature <= VALID_ETA_CURVATURE && error <= VALID_ERROR_SHARE * norm);
  }
}
