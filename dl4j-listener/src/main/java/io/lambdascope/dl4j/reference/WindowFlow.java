package io.lambdascope.dl4j.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient flow dθ/ds = −∇L(θ) over the time T = Σ η_k of a window, and what becomes of a
 * perturbation along it.
 *
 * <p>A penalty λR pushes at all times of the window, and what it pushed early has bent back by the
 * end: to first order in λ it displaces the end by −λy(T), with the sensitivity equation
 *
 * <pre>dy/ds = ∇R(θ(s)) − H(θ(s))y,  y(0) = 0</pre>
 *
 * so the column of R for the window is y(T)/T, which is ∇R(θ_t) for T → 0. H are central
 * differences.
 *
 * <p>Both by the classical Runge–Kutta method of fourth order: the sensitivity in n substeps, the
 * flow in two steps for each, so that it is known in the middle of a substep too. n is chosen by
 * the curvature, not along g, along which it is least once the steep directions are at rest, but
 * along Hg. Memory: four times n float64 vectors of the network's length, n at most {@value
 * #MOST_SUBSTEPS}. Worker thread only.
 */
final class WindowFlow {

  /** The largest T‖HHg‖/‖Hg‖ of a substep: its error is a thousandth at most, by measurement. */
  static final double CURVATURE_PER_SUBSTEP = 0.5;

  /** A bound on the cost where the curvature is large. */
  static final int MOST_SUBSTEPS = 10;

  private final long length;
  private final INDArray origin;
  private final INDArray error;
  private final List<INDArray> displacements = new ArrayList<>();
  private final List<INDArray> gradients = new ArrayList<>();
  private double time;
  private double curvature;
  private int substeps;

  WindowFlow(long length) {
    this.length = length;
    this.origin = Nd4j.create(DataType.DOUBLE, length);
    this.error = Nd4j.create(DataType.DOUBLE, length);
  }

  /** Follows the flow from where the objective stands. 8n + 5 gradients. */
  void integrate(Objective objective, double windowTime) {
    time = windowTime;
    origin.assign(objective.parameters());
    INDArray curved = objective.hessianGradient();
    double norm = curved.norm2Number().doubleValue();
    curvature = norm == 0 ? 0 : objective.hessianTimes(curved).norm2Number().doubleValue() / norm;
    substeps =
        (int)
            Math.min(
                MOST_SUBSTEPS, Math.max(1, Math.ceil(time * curvature / CURVATURE_PER_SUBSTEP)));
    while (displacements.size() <= 2 * substeps) {
      displacements.add(Nd4j.create(DataType.DOUBLE, length));
      gradients.add(Nd4j.create(DataType.DOUBLE, length));
    }
    error.assign(0);
    displacements.get(0).assign(0);
    gradients.get(0).assign(objective.gradient());
    double h = time / (2 * substeps);
    for (int node = 0; node < 2 * substeps; node++) {
      step(objective, h, node);
    }
  }

  /** The error is that of the embedded method of third order, see {@link GradientFlow}. */
  private void step(Objective objective, double h, int node) {
    INDArray from = displacements.get(node);
    INDArray slope = gradients.get(node).dup();
    INDArray sum = slope.dup();
    slope.assign(objective.gradientAt(slope.muli(-h / 2).addi(from)));
    sum.addi(slope).addi(slope);
    slope.assign(objective.gradientAt(slope.muli(-h / 2).addi(from)));
    sum.addi(slope).addi(slope);
    slope.assign(objective.gradientAt(slope.muli(-h).addi(from)));
    sum.addi(slope);
    INDArray to = displacements.get(node + 1).assign(from).subi(sum.muli(h / 6));
    INDArray next = gradients.get(node + 1).assign(objective.gradientAt(to));
    error.addi(slope.subi(next).muli(h / 6));
  }

  /** θ(T) − θ(0). */
  INDArray displacement() {
    return displacements.get(2 * substeps);
  }

  /** An estimate of the displacement's error. */
  INDArray error() {
    return error;
  }

  /** ‖HHg‖/‖Hg‖ at θ_t; 0 where Hg is. */
  double curvature() {
    return curvature;
  }

  /** Whether the substeps are as short as they should be. */
  boolean isResolved() {
    return time * curvature <= substeps * CURVATURE_PER_SUBSTEP;
  }

  /** Moves the objective to the start. */
  void moveToStart(Objective objective) {
    move(objective, 0);
  }

  /** Moves the objective to where the flow is at half of its time. */
  void moveToMiddle(Objective objective) {
    move(objective, substeps);
  }

  /** Moves the objective to the end. */
  void moveToEnd(Objective objective) {
    move(objective, 2 * substeps);
  }

  private void move(Objective objective, int node) {
    objective.moveAlong(origin.add(displacements.get(node)), gradients.get(node));
  }

  /**
   * Writes y(T)/T of a candidate. Eight gradients for each substep, and 2n + 1 of ∇R. The objective
   * is at θ_t before and after.
   *
   * @param gradient writes ∇R at where the objective stands into zeros
   * @param into [length] in float64
   */
  void carry(Objective objective, BiConsumer<Objective, INDArray> gradient, INDArray into) {
    double h = time / substeps;
    INDArray carried = Nd4j.create(DataType.DOUBLE, length);
    INDArray first = pushAt(objective, 0, gradient);
    for (int step = 0; step < substeps; step++) {
      INDArray sum = first.sub(objective.hessianTimes(carried));
      INDArray trial = sum.mul(h / 2).addi(carried);
      INDArray middle = pushAt(objective, 2 * step + 1, gradient);
      for (double share : new double[] {0.5, 1}) {
        INDArray stage = middle.sub(objective.hessianTimes(trial));
        sum.addi(stage).addi(stage);
        trial = stage.muli(share * h).addi(carried);
      }
      first = pushAt(objective, 2 * step + 2, gradient);
      sum.addi(first).subi(objective.hessianTimes(trial));
      carried.addi(sum.muli(h / 6));
    }
    moveToStart(objective);
    into.assign(carried.divi(time));
  }

  private INDArray pushAt(Objective objective, int node, BiConsumer<Objective, INDArray> gradient) {
    move(objective, node);
    INDArray push = Nd4j.create(DataType.DOUBLE, length);
    gradient.accept(objective, push);
    return push;
  }
}
