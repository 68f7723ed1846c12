package io.lambdascope.core.estimate;

/**
 * How well a filter's estimates fit, over the memory that its gain has. Mutable, for one thread.
 *
 * <p>The sums so far count by the share of λ̂ that is theirs after an observation: all alike for a
 * Λ that stands.
 */
final class FadingFit {

  private double energy;
  private double residualEnergy;
  private double equations;
  private double weights;
  private double squaredWeights;

  FadingFit(State state) {
    energy = state.energy();
    residualEnergy = state.residualEnergy();
    equations = state.equations();
    weights = state.weights();
    squaredWeights = state.squaredWeights();
  }

  /** All sums. */
  record State(
      double energy,
      double residualEnergy,
      double equations,
      double weights,
      double squaredWeights) {

    static final State EMPTY = new State(0, 0, 0, 0, 0);
  }

  State state() {
    return new State(energy, residualEnergy, equations, weights, squaredWeights);
  }

  /**
   * Adds an observation.
   *
   * @param keep the share of λ̂ that is from before, in [0, 1]
   */
  void add(double keep, double newEnergy, double newResidualEnergy, long p, double weight) {
    energy = energy * keep + newEnergy;
    residualEnergy = residualEnergy * keep + newResidualEnergy;
    equations = equations * keep + p * weight;
    weights = weights * keep + weight;
    squaredWeights = squaredWeights * keep * keep + weight * weight;
  }

  double energy() {
    return energy;
  }

  double equations() {
    return equations;
  }

  /** σ̂² of an equation's error when so many directions are fitted; infinite when nothing tells. */
  double residualVariance(int rank) {
    double left = equations - rank;
    return left > 0 ? residualEnergy / left : Double.POSITIVE_INFINITY;
  }

  double rSquared() {
    return energy > 0 ? 1 - residualEnergy / energy : 1;
  }

  double residualRatio() {
    return energy > 0 ? Math.sqrt(residualEnergy / energy) : 0;
  }

  /** Kish's effective number. */
  double effectiveObservations() {
    return weights * weights / squaredWeights;
  }

  /** Changes the units of the deviation. */
  void shift(int deviation) {
    energy = Math.scalb(energy, -2 * deviation);
    residualEnergy = Math.scalb(residualEnergy, -2 * deviation);
  }
}
