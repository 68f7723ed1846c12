package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.Segment;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** The penalties that DL4J applies after the updater, to the update itself. Stateless. */
public final class WeightDecays {

  private WeightDecays() {}

  /**
   * What they add to the update of a segment.
   *
   * @param parameters θ of the segment
   * @return a new array of the same type
   */
  public static INDArray update(Segment segment, INDArray parameters, int iteration, int epoch) {
    INDArray added = parameters.like().assign(0);
    for (Regularization penalty : segment.penalties()) {
      if (penalty.applyStep() == ApplyStep.POST_UPDATER) {
        penalty.apply(parameters, added, segment.learningRate(iteration, epoch), iteration, epoch);
      }
    }
    return added;
  }
}
