package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.examples.experiment.network.Flow;
import io.lambdascope.examples.experiment.network.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The paper's estimator of λ/p in front of ‖∇L‖² (Eq. 6 and App. H.5 of arXiv 2605.05436): the
 * deviation of a full-batch step from the gradient flow, T = (Δθ_flow − Δθ_GD)/η, fitted by 2c·Hg
 * alone over all steps. Of it only the first order in η is that, so c has a bias of the next.
 * Displacements are in float64, Hg is by central differences in place of a second backward pass.
 * One thread.
 */
final class PaperEstimator {

  /** Runge–Kutta substeps to a step, k. */
  static final int SUBSTEPS = 10;

  private final Loss loss;
  private final double eta;
  private final Flow flow;
  private double product;
  private double curvatureEnergy;
  private double deviationEnergy;

  /**
   * Of steps of one size.
   *
   * @param eta η
   */
  PaperEstimator(Loss loss, double eta) {
    this.loss = loss;
    this.eta = eta;
    this.flow = new Flow(loss::gradient);
  }

  /**
   * Adds the step from here.
   *
   * @param theta θ_t, [p] in float64
   * @return ηh = η‖Hg‖/‖g‖ at θ_t
   */
  double add(INDArray theta) {
    INDArray g = loss.gradient(theta);
    INDArray hg = loss.hessianTimes(theta, g);
    // (φ_η(θ) − θ)/η + g
    INDArray deviation = flow.after(eta, SUBSTEPS, theta).subi(theta).divi(eta).addi(g);
    product += hg.mul(deviation).sumNumber().doubleValue();
    double curvature = hg.norm2Number().doubleValue();
    curvatureEnergy += curvature * curvature;
    double norm = deviation.norm2Number().doubleValue();
    deviationEnergy += norm * norm;
    return eta * curvature / g.norm2Number().doubleValue();
  }

  /** λ̂/p, for which theory says η/4; NaN where Hg is zero. */
  double perParameter() {
    return product / curvatureEnergy / 2;
  }

  /** ‖T − 2ĉHg‖/‖T‖ over all steps. */
  double residualRatio() {
    double explained = product * product / curvatureEnergy;
    return Math.sqrt(Math.max(0, 1 - explained / deviationEnergy));
  }
}
