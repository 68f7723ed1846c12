package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = Σ g_i²/p over the group, p counting all trained parameters; ∇R = (2/p)H(g∘1). For all of
 * them it is Barrett and Dherin's implicit gradient regularizer, ‖∇L‖²/p.
 */
record GradientNorm() implements GradientRegularizer {

  @Override
  public String name() {
    return "gradient_norm";
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    if (segments.size() == at.layout().trained().size()) {
      // Shared with the reference and computed once.
      into.assign(at.hessianGradient());
    } else {
      Views.copy(at.gradient(), segments, into);
      into.assign(at.hessianTimes(into));
    }
    into.muli(2.0 / at.layout().trainedParameters());
  }

  @Override
  public double gradients() {
    return 2;
  }
}
