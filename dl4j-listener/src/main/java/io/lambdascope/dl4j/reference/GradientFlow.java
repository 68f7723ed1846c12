package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The displacement of the gradient flow dθ/ds = −f, f = ηg(θ), over s ∈ [0, 1], the time of one
 * step, by the classical Runge–Kutta method of fourth order (App. H.5 of arXiv 2605.05436), with an
 * estimate of its error and the derivatives f″ and f‴ at s = 0. η may differ from parameter to
 * parameter. Displacements are float64 vectors of their own, so that float32 parameters do not
 * round them away.
 *
 * <p>All of it comes from the gradients that the integration needs anyway, beside the two at a
 * small distance that give f′ = −ηHf and ∇³L[g, g]:
 *
 * <ul>
 *   <li><b>One substep</b> (four gradients): f″ = ηH(ηHf) + η∇³L[f, f], the first part from the
 *       difference of the second and third stage. The error is estimated by the distance from the
 *       expansion to third order, f − ½·(−f′) + f″/6 in place of a method of its own: that is the
 *       error of the expansion, of which the method's own is a smaller part.
 *   <li><b>Several</b> (one gradient more, at the end): f″ and f‴ from the gradients at the ends of
 *       the first substeps, by the polynomial through these and f, f′ at 0. The error is estimated
 *       by the embedded method of third order that takes the next substep's first stage in place of
 *       the fourth.
 * </ul>
 */
final class GradientFlow {

  /** The largest ηh for which one RK4 step gives the coefficient to 3e-4, by measurement. */
  static final double CURVATURE_PER_SUBSTEP = 0.2;

  /** The paper's number of substeps; a bound on the cost where ηh is large. */
  static final int MOST_SUBSTEPS = 10;

  /** How many derivatives of f beyond the first are given. */
  static final int ORDERS = 2;

  /** How many ends of substeps the polynomial goes through. */
  private static final int MOST_NODES = 3;

  private final INDArray learningRates;
  private final INDArray travelled;
  private final INDArray trial;
  private final INDArray increment;
  private final INDArray slope;
  private final INDArray curved;
  private final INDArray second;
  private final INDArray third;
  private final INDArray error;
  private final List<INDArray> nodes;

  GradientFlow(long length) {
    this.learningRates = Nd4j.create(DataType.DOUBLE, length);
    this.travelled = Nd4j.create(DataType.DOUBLE, length);
    this.trial = Nd4j.create(DataType.DOUBLE, length);
    this.increment = Nd4j.create(DataType.DOUBLE, length);
    this.slope = Nd4j.create(DataType.DOUBLE, length);
    this.curved = Nd4j.create(DataType.DOUBLE, length);
    this.second = Nd4j.create(DataType.DOUBLE, length);
    this.third = Nd4j.create(DataType.DOUBLE, length);
    this.error = Nd4j.create(DataType.DOUBLE, length);
    this.nodes =
        Stream.generate(() -> Nd4j.create(DataType.DOUBLE, length)).limit(MOST_NODES).toList();
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
   * own, and one more where there are several substeps.
   */
  INDArray integrate(Objective objective, int substeps) {
    double h = 1.0 / substeps;
    // −f′: by the same rate everywhere, ηH(ηg) is η²Hg.
    curved.assign(objective.hessianGradient()).muli(learningRates).muli(learningRates);
    travelled.assign(0);
    error.assign(0);
    slope.assign(objective.gradient()).muli(learningRates);
    for (int step = 0; step < substeps; step++) {
      rungeKutta(objective, h);
      if (substeps > 1) {
        // The stage that begins the next substep, and the one before it, which slope still is.
        error.addi(slope.muli(h / 6));
        slope.assign(objective.gradientAt(travelled)).muli(learningRates);
        error.subi(trial.assign(slope).muli(h / 6));
        if (step < MOST_NODES) {
          nodes.get(step).assign(slope);
        }
      }
    }
    travelled.negi();
    if (substeps > 1) {
      ordersFromNodes(objective, Math.min(substeps, MOST_NODES), h);
    } else {
      ordersFromStages(objective);
    }
    return travelled;
  }

  /**
   * One substep from where it has travelled, of which slope is the first stage, and the last after.
   */
  private void rungeKutta(Objective objective, double h) {
    increment.assign(slope);
    advance(objective, h / 2, 2);
    second.assign(slope);
    advance(objective, h / 2, 2);
    second.rsubi(slope).muli(4 / (h * h));
    advance(objective, h, 1);
    travelled.subi(increment.muli(h / 6));
  }

  /** The slope at θ displaced along the last slope, added to the increment with its weight. */
  private void advance(Objective objective, double time, double weight) {
    trial.assign(slope).muli(-time).addi(travelled);
    slope.assign(objective.gradientAt(trial)).muli(learningRates);
    trial.assign(slope).muli(weight);
    increment.addi(trial);
  }

  /** With ηH(ηHf) in second, to an error of the next order. */
  private void ordersFromStages(Objective objective) {
    trial.assign(objective.gradientBend()).muli(learningRates).muli(learningRates);
    second.addi(trial.muli(learningRates));
    third.assign(0);
    error.assign(objective.gradient()).muli(learningRates).subi(travelled);
    error.subi(trial.assign(curved).muli(0.5)).addi(trial.assign(second).muli(1.0 / 6));
  }

  /**
   * From q_i = f(ih) − f − ih·f′ = (ih)²f″/2 + (ih)³f‴/6 + …, for as many orders as there are
   * nodes.
   */
  private void ordersFromNodes(Objective objective, int count, double h) {
    slope.assign(objective.gradient()).muli(learningRates);
    for (int i = 1; i <= count; i++) {
      nodes.get(i - 1).subi(slope).addi(trial.assign(curved).muli(i * h));
    }
    if (count == 2) {
      second.assign(combine(4, -0.5, 0)).divi(h * h);
      third.assign(combine(-6, 1.5, 0)).divi(h * h * h);
    } else {
      second.assign(combine(6, -1.5, 2.0 / 9)).divi(h * h);
      third.assign(combine(-15, 6, -1)).divi(h * h * h);
    }
  }

  private INDArray combine(double first, double middle, double last) {
    trial.assign(nodes.get(0)).muli(first);
    trial.addi(increment.assign(nodes.get(1)).muli(middle));
    return last == 0 ? trial : trial.addi(increment.assign(nodes.get(2)).muli(last));
  }

  /** f″ and f‴ at θ_t; the latter zero after a single substep. Buffers of the last integration. */
  List<INDArray> nextOrders() {
    return List.of(second, third);
  }

  /** An estimate of the displacement's error; a buffer of the last integration. */
  INDArray error() {
    return error;
  }
}
