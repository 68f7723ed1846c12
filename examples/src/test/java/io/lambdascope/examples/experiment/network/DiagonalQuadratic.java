package io.lambdascope.examples.experiment.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** L(θ) = ½Σh_iθ_i², of which everything is known. Counts gradients. */
public final class DiagonalQuadratic implements Loss {

  private final INDArray curvatures;
  private int gradients;

  /** With these h. */
  public DiagonalQuadratic(double... curvatures) {
    this.curvatures = Nd4j.createFromArray(curvatures);
  }

  @Override
  public INDArray gradient(INDArray parameters) {
    gradients++;
    return parameters.mul(curvatures);
  }

  @Override
  public double differenceStep() {
    return 1e-3;
  }

  /** How many there were. */
  public int gradients() {
    return gradients;
  }
}
