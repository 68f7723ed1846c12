package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares with no step at all: b = −∇L(θ_t), as at the end of training (Eq. 2). */
final class StationarityComparison implements Comparison {

  private final Objective objective;
  private final INDArray deviation;

  StationarityComparison(Objective objective) {
    this.objective = objective;
    this.deviation = Nd4j.create(DataType.DOUBLE, objective.layout().length());
  }

  @Override
  public Deviation compare(CapturedStep step) {
    deviation.assign(objective.gradient()).negi();
    return new Deviation(deviation, objective, deviation.norm2Number().doubleValue());
  }
}
