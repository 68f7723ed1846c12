package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The displacement of the gradient flow dθ/ds = −ηg(θ) over s ∈ [0, 1], the time of one step, by
 * the classical Runge–Kutta method of fourth order (App. H.5 of arXiv 2605.05436). η may differ
 * from parameter to parameter. Displacements are float64 vectors of their own, so that float32
 * parameters do not round them away.
 */
final class GradientFlow {

  /** The largest ηh for which one RK4 step gives the coefficient to 3e-4, by measurement. */
  static final double CURVATURE_PER_SUBSTEP = 0.2;

  /** The paper's number of substeps; a bound on the cost where ηh is large. */
  static final int MOST_SUBSTEPS = 10;

  private final INDArray learningRates;
  private final INDArray travelled;
  private final INDArray trial;
  private final INDArray increment;
  private final INDArray slope;
  private final INDArray secondOrder;

  GradientFlow(long length) {
    this.learningRates = Nd4j.create(DataType.DOUBLE, length);
    this.travelled = Nd4j.create(DataType.DOUBLE, length);
    this.trial = Nd4j.create(DataType.DOUBLE, length);
    this.increment = Nd4j.create(DataType.DOUBLE, length);
    this.slope = Nd4j.create(DataType.DOUBLE, length);
    this.secondOrder = Nd4j.create(DataType.DOUBLE, length);
  }

  /** Sets η for each parameter; 0 for those not trained. */
  void learningRates(ParameterLayout layout, int iteration, int epoch) {
    learningRates.assign(0);
    for (Segment segment : layout.trained()) {
      ReferenceModel.view(learningRates, segment).assign(segment.learningRate(iteration, epoch));
    }
  }

  /** ηh = ‖η·Hg‖/‖g‖ over the trained parameters; 0 when g is zero. */
  double etaCurvature(Objective objective) {
    double norm = objective.gradient().norm2Number().doubleValue();
    if (norm == 0) {
      return 0;
    }
    slope.assign(objective.hessianGradient()).muli(learningRates);
    return slope.norm2Number().doubleValue() / norm;
  }

  /** Substeps for a given ηh. */
  static int substeps(double etaCurvature) {
    return (int)
        Math.min(MOST_SUBSTEPS, Math.max(1, Math.ceil(etaCurvature / CURVATURE_PER_SUBSTEP)));
  }

  /**
   * What the flow subtracts from θ_t over the time of the step, θ(0) − θ(1), to compare with u_t. A
   * buffer, overwritten by the next call. 4·substeps gradients, the first of them the objective's
   * own.
   */
  INDArray integrate(Objective objective, int substeps) {
    double h = 1.0 / substeps;
    travelled.assign(0);
    for (int step = 0; step < substeps; step++) {
      // k1
      if (step == 0) {
        slope.assign(objective.gradient());
      } else {
        slope.assign(objective.gradientAt(travelled));
      }
      slope.muli(learningRates);
      increment.assign(slope);
      // k2, k3, k4
      advance(objective, h / 2, 2);
      if (step == 0) {
        secondOrder.assign(slope);
      }
      advance(objective, h / 2, 2);
      if (step == 0) {
        secondOrder.rsubi(slope).muli(4 / (h * h));
      }
      advance(objective, h, 1);
      travelled.subi(increment.muli(h / 6));
    }
    return travelled.negi();
  }

  /**
   * ηH(ηH(ηg)) at θ_t, from the stages of the last integration: k₃ − k₂ = (h²/4) of it, with an
   * error of the next order in h.
   */
  INDArray twiceCurved() {
    return secondOrder;
  }

  /** The slope at θ displaced along the last slope, added to the increment with its weight. */
  private void advance(Objective objective, double time, double weight) {
    trial.assign(slope).muli(-time).addi(travelled);
    slope.assign(objective.gradientAt(trial)).muli(learningRates);
    trial.assign(slope).muli(weight);
    increment.addi(trial);
  }
}
