package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private final GradientModel model;
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
  private Map<String, INDArray> meanSquareInputs = Map.of();
  private long exampleGradients;

  Objective(GradientModel model) {
    this.model = model;
    this.differenceStep = model.dataType() == DataType.DOUBLE ? DOUBLE_STEP : FLOAT_STEP;
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
    meanSquareInputs = Map.of();
    exampleGradients = 0;
  }

  /** How many examples these are. */
  public int examples() {
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

  /** The examples the objective is a mean over, in chunks; not to be written to. */
  public List<MiniBatch> data() {
    return data;
  }

  /** g = ∇L(θ_t). Computed once a step. */
  public INDArray gradient() {
    if (!gradientKnown) {
      adoptGradient(gradientOf(data, parameters));
    }
    return gradient;
  }

  /** Takes ∇L(θ_t) from one who has just computed it for a purpose of its own. */
  void adoptGradient(INDArray known) {
    gradient.assign(known);
    gradientKnown = true;
  }

  /**
   * ∇L(θ_t + displacement). The displacement stays a vector of its own, added only here, so that
   * float32 parameters do not round it away.
   *
   * @return a buffer in the network's data type, overwritten by the next evaluation
   */
  public INDArray gradientAt(INDArray displacement) {
    return gradientAt(displacement, data);
  }

  /**
   * As {@link #gradientAt(INDArray)}, of the mean over some of the examples only. Counts as the
   * share of an evaluation that these examples are of all.
   */
  public INDArray gradientAt(INDArray displacement, List<MiniBatch> some) {
    return gradientOf(some, displaced.assign(parameters).addi(displacement));
  }

  private INDArray gradientOf(List<MiniBatch> some, INDArray at) {
    if (some.isEmpty()) {
      throw new IllegalStateException(
          "no data was captured to compute the objective's gradient on; a regularizer that asks for"
              + " it must say so by usesObjective()");
    }
    countEvaluation(some);
    return model.gradientAt(at, some, iteration, epoch);
  }

  /** Counts a gradient computed on some of the examples. */
  void countEvaluation(List<MiniBatch> some) {
    exampleGradients += some.stream().mapToLong(MiniBatch::size).sum();
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

  /**
   * H·v, H the Hessian of the objective at θ_t, by central differences along v; the error is of the
   * second order in their step. Two gradients. Zero when v is.
   *
   * @param direction v, [length] in float64, zero where a parameter is not trained
   * @return a new array
   */
  public INDArray hessianTimes(INDArray direction) {
    return hessianTimes(direction, this::gradientAt);
  }

  /**
   * As {@link #hessianTimes(INDArray)}, of the mean over some of the examples only. Counts as twice
   * the share of an evaluation that these examples are of all.
   */
  public INDArray hessianTimes(INDArray direction, List<MiniBatch> some) {
    return hessianTimes(direction, displacement -> gradientAt(displacement, some));
  }

  private INDArray hessianTimes(INDArray direction, UnaryOperator<INDArray> gradientAt) {
    double norm = direction.norm2Number().doubleValue();
    if (norm == 0) {
      return direction.dup();
    }
    double scale = differenceStep / norm;
    INDArray displacement = direction.mul(scale);
    INDArray ahead = gradientAt.apply(displacement).castTo(DataType.DOUBLE).dup();
    return ahead
        .subi(gradientAt.apply(displacement.negi()).castTo(DataType.DOUBLE))
        .divi(2 * scale);
  }

  /**
   * E[h²] of what enters each layer with parameters, a mean over the data at θ_t, without dropout.
   * One forward pass, once a step; counts as no evaluation.
   *
   * @return [features or channels] in float64, by the layer's key in gradient names
   * @throws UnsupportedOperationException when the model is not made of layers
   */
  public Map<String, INDArray> meanSquareInputs() {
    if (meanSquareInputs.isEmpty()) {
      meanSquareInputs = model.meanSquareInputs(parameters, data);
    }
    return meanSquareInputs;
  }

  /**
   * Length of a central difference's step in parameter space that suits the network's precision.
   */
  public double differenceStep() {
    return differenceStep;
  }

  /** How many gradients of the whole data were computed since the last move; parts add up. */
  public double evaluations() {
    return examples == 0 ? 0 : (double) exampleGradients / examples;
  }
}
