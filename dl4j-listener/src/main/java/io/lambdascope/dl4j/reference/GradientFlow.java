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
 * estimate of its error and directions of the orders of f(s) beyond the first. η may differ from
 * parameter to parameter. Displacements are float64 vectors of their own, so that float32
 * parameters do not round them away.
 *
 * <p>All of it comes from few gradients beside the four of a Runge–Kutta step. The first of them,
 * at a small distance ahead, tells ηh; by that
 *
 * <ul>
 *   <li><b>ηh ≤ 0.05</b>: one substep. −f′ = ηHf and η∇³L[f, f] by central differences, six
 *       gradients in all. f″ = ηH(ηHf) + η∇³L[f, f] in its two parts, the first from the difference
 *       of the second and third stage; of f‴ the part η∇⁴L[f, f, f], from the second stage. The
 *       error is estimated by the distance of the displacement from its expansion to third order, f
 *       + f′/2 + f″/6: by the error of that, of which the method's own is a part.
 *   <li><b>ηh ≤ 0.2</b>: one substep. The gradient ahead and the second stage, which lies behind,
 *       give f′ and η∇³L[f, f] by the parabola through them, so that the sixth gradient can be that
 *       at the end of the flow: with it, what f(1) is beyond f + f′ is a direction that has all of
 *       f‴ in it.
 *   <li><b>Above</b>: at least three substeps, central differences, and a gradient at the end: what
 *       f(s) is beyond f + sf′ at the ends of the first three, which together span f″, f‴ and f⁗.
 * </ul>
 *
 * Where there is a gradient at the end, the error is estimated by the embedded method of third
 * order that takes the next substep's first stage in place of the fourth.
 */
final class GradientFlow {

  /** The largest ηh for which one RK4 step gives the coefficient to 3e-4, by measurement. */
  static final double CURVATURE_PER_SUBSTEP = 0.2;

  /** Up to it the expansion to f″ suffices: beyond, f‴ shows in the coefficient, by measurement. */
  static final double EXPANDABLE = 0.05;

  /**
   * The distance ahead as a share of the step. The parabola's error in f′ is a twelfth of it times
   * η∇⁴L[f, f, f], a fifth of that in the flow; the rounding of float32 gradients is 1e-6/ηh.
   */
  private static final double AHEAD_SHARE = 0.1;

  /** The largest share at which the parabola is better than central differences. */
  private static final double LARGEST_SHARE = 0.25;

  /** The length of central differences is at least this part of that which suits the precision. */
  private static final double SHORTEST_DIFFERENCE = 16;

  /** The paper's number of substeps; a bound on the cost where ηh is large. */
  static final int MOST_SUBSTEPS = 10;

  /** How many directions of the orders beyond f′ are given; also the least of several substeps. */
  static final int ORDERS = 3;

  private final INDArray learningRates;
  private final INDArray travelled;
  private final INDArray trial;
  private final INDArray increment;
  private final INDArray slope;
  private final INDArray curved;
  private final INDArray error;
  private final List<INDArray> orders;
  private double etaCurvature;

  GradientFlow(long length) {
    this.learningRates = Nd4j.create(DataType.DOUBLE, length);
    this.travelled = Nd4j.create(DataType.DOUBLE, length);
    this.trial = Nd4j.create(DataType.DOUBLE, length);
    this.increment = Nd4j.create(DataType.DOUBLE, length);
    this.slope = Nd4j.create(DataType.DOUBLE, length);
    this.curved = Nd4j.create(DataType.DOUBLE, length);
    this.error = Nd4j.create(DataType.DOUBLE, length);
    this.orders =
        Stream.generate(() -> Nd4j.create(DataType.DOUBLE, length)).limit(ORDERS).toList();
  }

  /** Sets η for each parameter; 0 for those not trained. */
  void learningRates(ParameterLayout layout, int iteration, int epoch) {
    learningRates.assign(0);
    for (Segment segment : layout.trained()) {
      segment.in(learningRates).assign(segment.learningRate(iteration, epoch));
    }
  }

  /**
   * ηh = ‖η·Hg‖/‖g‖ over the trained parameters of the last integration; 0 when g is zero. With one
   * substep beyond {@link #EXPANDABLE} Hg is here the plain difference ahead, good to some percent.
   */
  double etaCurvature() {
    return etaCurvature;
  }

  /** Substeps for a given ηh: one, or at least as many as there are orders to tell apart. */
  static int substeps(double etaCurvature) {
    if (etaCurvature <= CURVATURE_PER_SUBSTEP) {
      return 1;
    }
    return (int)
        Math.min(MOST_SUBSTEPS, Math.max(ORDERS, Math.ceil(etaCurvature / CURVATURE_PER_SUBSTEP)));
  }

  /**
   * What the flow subtracts from θ_t over the time of the step, θ(0) − θ(1), to compare with u_t. A
   * buffer, overwritten by the next call. Six gradients, the objective's own and those of Hg among
   * them, while ηh is at most 0.2; four for each substep and three beyond.
   */
  INDArray integrate(Objective objective) {
    INDArray g = objective.gradient();
    double norm = g.norm2Number().doubleValue();
    slope.assign(g).muli(learningRates);
    double step = slope.norm2Number().doubleValue();
    travelled.assign(0);
    error.assign(0);
    orders.forEach(order -> order.assign(0));
    etaCurvature = 0;
    if (norm == 0 || step == 0) {
      return travelled;
    }
    double difference = objective.differenceStep();
    double length =
        Math.min(difference, Math.max(AHEAD_SHARE * step, difference / SHORTEST_DIFFERENCE));
    curved.assign(objective.gradientAhead(length)).subi(g).muli(norm / length);
    etaCurvature = etaCurvature(norm);
    double share = length / step;
    boolean oneRate = Math.abs(step - rate() * norm) <= 1e-12 * step;
    if (etaCurvature > EXPANDABLE
        && etaCurvature <= CURVATURE_PER_SUBSTEP
        && share <= LARGEST_SHARE
        && oneRate) {
      single(objective, share);
    } else {
      curved.assign(objective.hessianGradient());
      etaCurvature = etaCurvature(norm);
      // By the same rate everywhere, ηH(ηg) is η²Hg.
      curved.muli(learningRates).muli(learningRates);
      int substeps = substeps(etaCurvature);
      if (substeps == 1) {
        single(objective);
      } else {
        several(objective, substeps, 1.0 / substeps);
      }
    }
    return travelled.negi();
  }

  /** With Hg in curved. */
  private double etaCurvature(double norm) {
    trial.assign(curved).muli(learningRates);
    return trial.norm2Number().doubleValue() / norm;
  }

  /** The largest learning rate; that of all trained parameters where there is one only. */
  private double rate() {
    return learningRates.maxNumber().doubleValue();
  }

  /**
   * With the gradient at a share of the step ahead.
   *
   * @param share δ: p = f(θ + δf) − f = δ(−f′) + δ²/2·η∇³L[f, f] and, of the second stage, q = f(θ
   *     − f/2) − f = f′/2 + η∇³L[f, f]/8 are solved for both
   */
  private void single(Objective objective, double share) {
    double eta = rate();
    INDArray bend = orders.get(0);
    INDArray twiceCurved = orders.get(1);
    INDArray beyond = orders.get(2);
    curved.muli(eta * eta); // p/δ
    increment.assign(slope);
    bend.assign(slope).negi();
    advance(objective, 0.5, 2);
    bend.addi(slope).muli(2).addi(curved).divi(share / 2 + 0.25);
    twiceCurved.assign(slope);
    advance(objective, 0.5, 2);
    twiceCurved.rsubi(slope).muli(4);
    advance(objective, 1, 1);
    travelled.subi(increment.muli(1.0 / 6));
    curved.subi(trial.assign(bend).muli(share / 2));
    objective.adoptHessianGradient(trial.assign(curved).divi(eta * eta));
    error.assign(slope);
    slope.assign(objective.gradientAt(travelled)).muli(learningRates);
    error.subi(slope).muli(1.0 / 6);
    beyond.assign(slope).addi(curved);
    beyond.subi(trial.assign(objective.gradient()).muli(learningRates));
  }

  /** By central differences, with Hg in curved. */
  private void single(Objective objective) {
    INDArray bend = orders.get(0).assign(objective.gradientBend());
    bend.muli(learningRates).muli(learningRates).muli(learningRates);
    INDArray twiceCurved = orders.get(1);
    INDArray stage = orders.get(2);
    increment.assign(slope);
    advance(objective, 0.5, 2);
    stage.assign(slope);
    advance(objective, 0.5, 2);
    twiceCurved.assign(slope).subi(stage).muli(4);
    advance(objective, 1, 1);
    travelled.subi(increment.muli(1.0 / 6));
    // The second stage is f + f′/2 + η∇³L[f, f]/8 − η∇⁴L[f, f, f]/48 …
    INDArray first = slope.assign(objective.gradient()).muli(learningRates);
    stage.subi(first).addi(trial.assign(curved).muli(0.5)).subi(trial.assign(bend).muli(0.125));
    error.assign(first).addi(travelled).subi(trial.assign(curved).muli(0.5));
    error.addi(trial.assign(bend).addi(twiceCurved).muli(1.0 / 6));
  }

  private void several(Objective objective, int substeps, double h) {
    for (int step = 0; step < substeps; step++) {
      increment.assign(slope);
      advance(objective, h / 2, 2);
      advance(objective, h / 2, 2);
      advance(objective, h, 1);
      travelled.subi(increment.muli(h / 6));
      // The fourth stage, which slope still is, and what the next substep begins with.
      error.addi(slope.muli(h / 6));
      slope.assign(objective.gradientAt(travelled)).muli(learningRates);
      error.subi(trial.assign(slope).muli(h / 6));
      if (step < ORDERS) {
        orders.get(step).assign(slope).addi(trial.assign(curved).muli((step + 1) * h));
        orders.get(step).subi(trial.assign(objective.gradient()).muli(learningRates));
      }
    }
  }

  /** The slope at θ displaced along the last slope, added to the increment with its weight. */
  private void advance(Objective objective, double time, double weight) {
    trial.assign(slope).muli(-time).addi(travelled);
    slope.assign(objective.gradientAt(trial)).muli(learningRates);
    increment.addi(trial.assign(slope).muli(weight));
  }

  /** Directions of the orders beyond f′ at θ_t; buffers of the last integration. */
  List<INDArray> nextOrders() {
    return orders;
  }

  /** An estimate of the displacement's error; a buffer of the last integration. */
  INDArray error() {
    return error;
  }
}
