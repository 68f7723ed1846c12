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
 * <p>With g(s) the gradient along the flow, b = (η/2)Hg − (η²/6)g″ + …. The second term is no
 * regularizer's, and leaving it in would bias the coefficient of Hg by about −ηh/2, so g″ = H²g +
 * ∇³L[g, g] is a nuisance direction (docs/decisions/0003). It comes free, from the stages of the
 * integration and the differences that give Hg.
 */
final class FlowComparison implements Comparison {

  private final ParameterLayout layout;
  private final Objective objective;
  private final GradientFlow flow;
  private final INDArray deviation;
  private final INDArray nextOrder;

  FlowComparison(ParameterLayout layout, Objective objective) {
    this.layout = layout;
    this.objective = objective;
    this.flow = new GradientFlow(layout.length());
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
    this.nextOrder = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  @Override
  public int nuisanceDirections() {
    return 1;
  }

  @Override
  public Deviation compare(CapturedStep step) {
    flow.learningRates(layout, step.iteration(), step.epoch());
    double etaCurvature = flow.etaCurvature(objective);
    INDArray subtracted = flow.integrate(objective, GradientFlow.substeps(etaCurvature));
    deviation.assign(0);
    nextOrder.assign(objective.gradientBend());
    for (Segment segment : layout.trained()) {
      double eta = segment.learningRate(step.iteration(), step.epoch());
      Comparison.difference(deviation, segment, step.update(), subtracted, segment.offset())
          .divi(eta);
      ReferenceModel.view(nextOrder, segment)
          .muli(eta * eta)
          .addi(ReferenceModel.view(flow.twiceCurved(), segment).div(eta));
    }
    return new Deviation(
        deviation,
        List.of(nextOrder),
        objective,
        objective.gradient().norm2Number().doubleValue(),
        OptionalDouble.of(etaCurvature));
  }
}
