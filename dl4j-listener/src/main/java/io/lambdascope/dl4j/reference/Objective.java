package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The objective a reference follows, around the parameters of one step: the mean loss on its data
 * (the probe, or the step's mini-batch) with dropout off, and the explicit penalties the reference
 * leaves in.
 *
 * <p>Vectors are [length] in float64, zero where a parameter is not trained; those returned are
 * buffers of the objective, overwritten when the next step comes. One thread.
 */
public final class Objective {

  /**
   * Length of the central difference's step in parameter space: the third root of the precision,
   * where truncation (its square) and rounding (precision over it) are alike.
   */
  private static final double FLOAT_STEP = 4e-3;

  private static final double DOUBLE_STEP = 1e-5;

  private final ReferenceModel model;
  private final double differenceStep;
  private final INDArray parameters;
  private final INDArray displaced;
  private final INDArray gradient;
  private final INDArray curvature;
  private final INDArray bend;

  private List<MiniBatch> data = List.of();
  private int examples;
  private int iteration;
  private int epoch;
  private boolean gradientKnown;
  private boolean curvatureKnown;
  private int evaluations;

  Objective(ReferenceModel model) {
    this.model = model;
    this.differenceStep =
        model.parameters().dataType() == DataType.DOUBLE ? DOUBLE_STEP : FLOAT_STEP;
    long length = model.layout().length();
    this.parameters = Nd4j.create(DataType.DOUBLE, length);
    this.displaced = Nd4j.create(DataType.DOUBLE, length);
    this.gradient = Nd4j.create(DataType.DOUBLE, length);
    this.curvature = Nd4j.create(DataType.DOUBLE, length);
    this.bend = Nd4j.create(DataType.DOUBLE, length);
  }

  /** Moves to the parameters of a step. */
  void moveTo(CapturedStep step, List<MiniBatch> data) {
    this.data = data;
    this.examples = data.stream().mapToInt(MiniBatch::size).sum();
    this.iteration = step.iteration();
    this.epoch = step.epoch();
    parameters.assign(step.parameters());
    gradientKnown = false;
    curvatureKnown = false;
    evaluations = 0;
  }

  /** How many examples these are. */
  int examples() {
    return examples;
  }

  /** Where each parameter lies, and which are trained. */
  public ParameterLayout layout() {
    return model.layout();
  }

  /** θ_t. */
  public INDArray parameters() {
    return parameters;
  }

  /** g = ∇L(θ_t). Computed once a step. */
  public INDArray gradient() {
    if (!gradientKnown) {
      rawGradient();
    }
    return gradient;
  }

  /**
   * The raw gradient at θ_t, summed over the examples, left in the model's gradient vector for its
   * updater; {@link #gradient} is made of it at once, so that it need not be computed again.
   */
  INDArray rawGradient() {
    INDArray raw = evaluateRaw(parameters);
    model.objectiveGradient(gradient, iteration, epoch, examples);
    gradientKnown = true;
    return raw;
  }

  /**
   * ∇L(θ_t + displacement). The displacement stays a vector of its own, added only here, so that
   * float32 parameters do not round it away.
   *
   * @return a buffer in the network's data type, overwritten by the next evaluation
   */
  public INDArray gradientAt(INDArray displacement) {
    evaluateRaw(displaced.assign(parameters).addi(displacement));
    return model.objectiveGradient(iteration, epoch, examples);
  }

  private INDArray evaluateRaw(INDArray at) {
    if (data.isEmpty()) {
      throw new IllegalStateException(
          "no data was captured to compute the objective's gradient on; a regularizer that asks for"
              + " it must say so by usesObjective()");
    }
    model.parameters().assign(at);
    evaluations++;
    return model.rawGradient(data);
  }

  /**
   * Hg, H the Hessian of the objective at θ_t, by central differences along g; the error is of the
   * second order in their step. Two gradients, once a step. Zero when g is.
   */
  public INDArray hessianGradient() {
    differentiate();
    return curvature;
  }

  /**
   * ∇³L[g, g], the second derivative of the gradient along g, from the same two gradients as {@link
   * #hessianGradient}; the error is of the second order in their step. Zero when g is.
   */
  INDArray gradientBend() {
    differentiate();
    return bend;
  }

  private void differentiate() {
    if (curvatureKnown) {
      return;
    }
    INDArray g = gradient();
    double norm = g.norm2Number().doubleValue();
    if (norm == 0) {
      curvature.assign(0);
      bend.assign(0);
    } else {
      double scale = differenceStep / norm;
      INDArray displacement = g.mul(scale);
      curvature.assign(gradientAt(displacement));
      INDArray behind = gradientAt(displacement.negi()).castTo(DataType.DOUBLE);
      bend.assign(curvature).addi(behind).subi(g).subi(g).divi(scale * scale);
      curvature.subi(behind).divi(2 * scale);
    }
    curvatureKnown = true;
  }

  /** How many gradients were computed since the last move. */
  public int evaluations() {
    return evaluations;
  }
}
