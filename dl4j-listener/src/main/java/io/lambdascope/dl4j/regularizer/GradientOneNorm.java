package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * R(θ) = Σ √(g_i² + ε) over the group, ∇R = H v with v_i = g_i/√(g_i² + ε).
 *
 * @param epsilon ε, in units of a squared gradient
 */
record GradientOneNorm(double epsilon) implements GradientRegularizer {

  GradientOneNorm {
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon of gradient_one_norm must be positive and finite, was %s; the default is %s"
              .formatted(epsilon, Regularizers.DEFAULT_EPSILON));
    }
  }

  @Override
  public String name() {
    return "gradient_one_norm";
  }

  @Override
  public double gradients() {
    return 2;
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    INDArray g = at.gradient();
    for (Segment segment : segments) {
      INDArray part = segment.in(g);
      INDArray root = Transforms.sqrt(part.mul(part).addi(epsilon), false);
      segment.in(into).assign(part).divi(root);
    }
    into.assign(at.hessianTimes(into));
  }
}
