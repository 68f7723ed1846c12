package io.lambdascope.dl4j.retrain;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Σ_i w_{i mod k}(θ_i − o_i)² on one parameter array, as a penalty of DL4J's: its gradient, 2w(θ −
 * o), is added before the updater. Entries are counted as they lie in the flattened parameter
 * vector, where a dense layer's weights of one unit follow each other by input: so with k inputs
 * and w = cE[h²] it is c·tr(W diag(E[h²]) Wᵀ) with the activations h held fixed, and with k = 1 and
 * o = θ₀ it is λ‖θ − θ₀‖². Weights below zero are allowed, as estimates may be; they reward.
 *
 * <p>Immutable. Serializable, and written to and read from DL4J's JSON; a saved network needs this
 * class to be read.
 *
 * @param weights w, of a length k that divides the array's
 * @param origin o, as long as the array; empty for zero
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record QuadraticPenalty(
    @JsonProperty("weights") List<Double> weights, @JsonProperty("origin") List<Double> origin)
    implements Regularization {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when there is no weight, or a number is not finite
   */
  @JsonCreator
  public QuadraticPenalty {
    weights = List.copyOf(weights);
    origin = List.copyOf(origin);
    if (weights.isEmpty()
        || !weights.stream().allMatch(Double::isFinite)
        || !origin.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "a quadratic penalty needs at least one weight, and finite numbers; weights were %s"
              .formatted(weights));
    }
  }

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray param, INDArray gradView, double lr, int iteration, int epoch) {
    INDArray displacement = displacement(param);
    INDArray slope = weighted(displacement).muli(2);
    gradView.addi(slope.reshape(param.ordering(), param.shape()));
  }

  @Override
  public double score(INDArray param, int iteration, int epoch) {
    INDArray displacement = displacement(param);
    return weighted(displacement).muli(displacement).sumNumber().doubleValue();
  }

  /** θ − o, [length] in the parameters' type; a new array. */
  private INDArray displacement(INDArray param) {
    long length = param.length();
    if (length % weights.size() != 0 || !(origin.isEmpty() || origin.size() == length)) {
      throw new IllegalStateException(
          ("a penalty of %d weights and an origin of %d numbers was given to an array of %d; it is"
                  + " of another network")
              .formatted(weights.size(), origin.size(), length));
    }
    // DL4J gives the stretch of the flattened vector, or the array in its order there.
    INDArray flat = Nd4j.toFlattened(param.ordering(), param).dup('c').reshape(length);
    return origin.isEmpty() ? flat : flat.subi(array(origin, param));
  }

  /** A new array [length]. */
  private INDArray weighted(INDArray displacement) {
    long period = weights.size();
    INDArray rows = displacement.dup('c').reshape(displacement.length() / period, period);
    return rows.muliRowVector(array(weights, displacement)).reshape(displacement.length());
  }

  private static INDArray array(List<Double> values, INDArray like) {
    return Nd4j.createFromArray(values.stream().mapToDouble(Double::doubleValue).toArray())
        .castTo(like.dataType());
  }

  /** It is immutable. */
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // a record holds nothing that could be shared
  public QuadraticPenalty clone() {
    return new QuadraticPenalty(weights, origin);
  }
}
