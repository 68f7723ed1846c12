package io.lambdascope.dl4j.retrain;

import io.lambdascope.dl4j.regularizer.SmoothedOneNorm;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * λ₂‖θ‖² + λ₁Σh(θ_i) on one parameter array, h the smoothed absolute value of {@link
 * io.lambdascope.dl4j.regularizer.Regularizers#l1(double)}, as a penalty of DL4J's: its gradient,
 * 2λ₂θ + λ₁h′(θ), is added before the updater. Constant in time, where the estimate it was made of
 * may be Λ(t). Coefficients below zero are allowed, as estimates may be; such a penalty rewards.
 *
 * <p>Immutable. Serializable, and written to and read from DL4J's JSON; a saved network needs this
 * class to be read.
 *
 * @param l2 λ₂; DL4J's {@code l2(c)} is λ₂ = c/2
 * @param l1 λ₁; DL4J's {@code l1(c)} is λ₁ = c where |θ| ≥ β
 * @param beta β of h, in units of a parameter
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EstimatedPenalty(
    @JsonProperty("l2") double l2, @JsonProperty("l1") double l1, @JsonProperty("beta") double beta)
    implements Regularization {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a coefficient is not finite, or β not positive
   */
  @JsonCreator
  public EstimatedPenalty {
    if (!Double.isFinite(l2) || !Double.isFinite(l1)) {
      throw new IllegalArgumentException(
          "the coefficients of a penalty must be finite, were l2 %s and l1 %s".formatted(l2, l1));
    }
    new SmoothedOneNorm(beta); // refuses a beta that it is not defined for
  }

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    if (l2 != 0) {
      // DL4J's own operation for l2(2λ), so that the two train alike to the last bit.
      Nd4j.exec(new Axpy(param, gradView, gradView, 2 * l2));
    }
    if (l1 != 0) {
      gradView.addi(new SmoothedOneNorm(beta).derivative(param).muli(l1));
    }
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    double norm = l2 == 0 ? 0 : param.norm2Number().doubleValue();
    double smoothed = l1 == 0 ? 0 : new SmoothedOneNorm(beta).value(param);
    return l2 * norm * norm + l1 * smoothed;
  }

  /** It is immutable. */
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // a record holds nothing that could be shared
  public EstimatedPenalty clone() {
    return new EstimatedPenalty(l2, l1, beta);
  }
}
