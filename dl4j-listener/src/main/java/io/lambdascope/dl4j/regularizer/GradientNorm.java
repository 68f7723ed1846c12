package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** R(θ) = ‖∇L(θ)‖²/p, ∇R = (2/p)Hg: Barrett and Dherin's implicit gradient regularizer. */
record GradientNorm() implements Regularizer {

  @Override
  public String name() {
    return "gradient_norm";
  }

  @Override
  public boolean usesObjective() {
    return true;
  }

  @Override
  public void gradient(Objective at, List<Segment> penalized, INDArray into) {
    into.assign(at.hessianGradient()).muli(2.0 / at.layout().trainedParameters());
  }

  @Override
  public double gradients() {
    return 2;
  }
}
