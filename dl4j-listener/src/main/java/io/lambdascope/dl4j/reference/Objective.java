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
 * <p>The loss in full, as DL4J trains it:
 *
 * <pre>L(θ) = (1/m) Σ_i Σ_o Σ_t M_iot ℓ_o(y_iot, f_o(x_i; θ)_t) + penalties</pre>
 *
 * over the m examples i, network outputs o, and time steps t (one, where an output has none), with
 * the label masks M, 1 where there are none. Losses are summed over time steps and outputs, and
 * averaged over examples alone, counting those that are masked altogether: an unmasked time step
 * weighs the same in a short sequence as in a long one. Feature masks act within f.
 *
 * <p>Batch normalization is in training mode, so f of one example depends on the others of its
 * chunk: it normalizes with the mean and variance of that chunk of {@link #data}, and the gradient
 * goes through them. L is then the mean over chunks, weighted by their examples, and another one
 * for other chunks.
 *
 * <p>In truncated backpropagation through time the data are the step's segment, from the state that
 * was carried into it, and the gradient is DL4J's, which is that of no loss: its backward pass runs
 * from a state of zero.
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
  private final INDArray ahead;

  private ProbeData data = ProbeData.NONE;
  private int examples;
  private int iteration;
  private int epoch;
  private boolean gradientKnown;
  private boolean curvatureKnown;
  // 0 while no gradient ahead is known.
  private double aheadLength;
  private Map<String, INDArray> meanSquareInputs = Map.of();
  private long exampleGradients;

  /** Around no step yet. */
  public Objective(GradientModel model) {
    this.model = model;
    this.differenceStep = model.dataType() == DataType.DOUBLE ? DOUBLE_STEP : FLOAT_STEP;
    long length = model.layout().length();
    this.parameters = Nd4j.create(DataType.DOUBLE, length);
    this.displaced = Nd4j.create(DataType.DOUBLE, length);
    this.gradient = Nd4j.create(DataType.DOUBLE, length);
    this.curvature = Nd4j.create(DataType.DOUBLE, length);
    this.bend = Nd4j.create(DataType.DOUBLE, length);
    this.ahead = Nd4j.create(DataType.DOUBLE, length);
  }

  /** Moves to the parameters of a step. */
  void moveTo(CapturedStep step, ProbeData data) {
    moveTo(step.parameters(), step.iteration(), step.epoch(), data);
  }

  /** Moves to the parameters of a step, θ_t, [length] of any floating-point type. */
  public void moveTo(INDArray at, int iteration, int epoch, ProbeData data) {
    this.data = data;
    this.examples = data.examples();
    this.iteration = iteration;
    this.epoch = epoch;
    parameters.assign(at);
    gradientKnown = false;
    curvatureKnown = false;
    aheadLength = 0;
    meanSquareInputs = Map.of();
    exampleGradients = 0;
  }

  /**
   * Moves on to other parameters of the same sample, along its flow: the data stay, and the count
   * of evaluations goes on.
   *
   * @param at θ, [length] of any floating-point type
   * @param known ∇L(θ)
   */
  void moveAlong(INDArray at, INDArray known) {
    parameters.assign(at);
    adoptGradient(known);
    curvatureKnown = false;
    aheadLength = 0;
    meanSquareInputs = Map.of();
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
  public ProbeData data() {
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
  public void adoptGradient(INDArray known) {
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
    return gradientOf(data, displaced.assign(parameters).addi(displacement));
  }

  /**
   * As {@link #gradientAt(INDArray)}, of the mean over some of the examples only. Counts as the
   * share of an evaluation that these examples are of all.
   */
  public INDArray gradientAt(INDArray displacement, List<MiniBatch> some) {
    return gradientOf(ProbeData.of(some), displaced.assign(parameters).addi(displacement));
  }

  private INDArray gradientOf(ProbeData some, INDArray at) {
    if (some.examples() == 0) {
      throw new IllegalStateException(
          "no data was captured to compute the objective's gradient on; a regularizer that asks for"
              + " it must say so by usesObjective()");
    }
    countEvaluation(some);
    return model.gradientAt(at, some, iteration, epoch);
  }

  /** Counts a gradient computed on some of the examples. */
  public void countEvaluation(ProbeData some) {
    exampleGradients += some.examples();
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
   * #hessianGradient}; the error is of the second order in their step. Zero when g is. Not there
   * where Hg was adopted.
   */
  INDArray gradientBend() {
    differentiate();
    return bend;
  }

  /**
   * ∇L(θ_t + g·length/‖g‖), kept for the central differences along g, which then are of this length
   * and take one gradient more only.
   *
   * @param length in units of a parameter
   * @return a buffer of this sample, in float64; g where g is zero
   */
  INDArray gradientAhead(double length) {
    INDArray g = gradient();
    double norm = g.norm2Number().doubleValue();
    ahead.assign(norm == 0 ? g : gradientAt(g.mul(length / norm)));
    aheadLength = length;
    return ahead;
  }

  /** Takes Hg from one who has found it by other gradients than central differences. */
  void adoptHessianGradient(INDArray known) {
    curvature.assign(known);
    curvatureKnown = true;
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
      if (aheadLength == 0) {
        gradientAhead(differenceStep);
      }
      double scale = aheadLength / norm;
      INDArray behind = gradientAt(g.mul(-scale)).castTo(DataType.DOUBLE);
      bend.assign(ahead).addi(behind).subi(g).subi(g).divi(scale * scale);
      curvature.assign(ahead).subi(behind).divi(2 * scale);
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
