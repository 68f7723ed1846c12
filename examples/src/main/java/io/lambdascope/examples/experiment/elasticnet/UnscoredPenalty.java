package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A penalty whose value is left out of the score: DL4J computes it at each step, for each array,
 * which is 40 of the 100 native calls of a step of this small network, and the protocol asks for it
 * once an epoch. Training is the same to the last bit.
 *
 * @param penalty whose gradient is added
 */
record UnscoredPenalty(@JsonProperty("penalty") EstimatedPenalty penalty)
    implements Regularization {

  @JsonCreator
  UnscoredPenalty {}

  @Override
  public ApplyStep applyStep() {
    return penalty.applyStep();
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    penalty.apply(param, gradView, lr, iteration, epoch);
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    return 0;
  }

  /** It is immutable. */
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // a record holds nothing that could be shared
  public UnscoredPenalty clone() {
    return new UnscoredPenalty(penalty);
  }
}
