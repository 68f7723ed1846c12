package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.GramSolver;
import io.lambdascope.core.linalg.InformationMatrix;
import io.lambdascope.core.linalg.NormalizedGram;
import io.lambdascope.core.match.GradientMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The Kalman filter of a random walk Λ(t+1) = Λ(t) + w(t), Var w = diag(q), observed as c_k =
 * A_kΛ(t_k) + u_k, in information form. Mutable, for one thread.
 *
 * <p>The gain takes Var u_k = ς²A_k, which holds when the errors of an observation's equations are
 * correlated alike in all directions; ς² is the design effect times the variance of one equation's
 * error. Information is counted in units of 1/ς²: Y⁻ = (Y⁻¹ + diag(q Δt/ς²))⁻¹, Y = Y⁻ + A_k, Λ̂ ←
 * Λ̂ + Y⁻¹(c_k − A_kΛ̂). So ς² enters only beside q, and a first guess of it does no harm to a Λ
 * that stands still. It starts diffuse, Y = 0.
 *
 * <p>The covariance does not trust the gain's model. It follows the error through the gain that was
 * used, S ← F(S + diag(q Δt/ς²))Fᵀ + Y⁻¹(R_k/ς²)Y⁻¹ with F = Y⁻¹Y⁻ (Joseph's form), and takes Var
 * u_k = R_k = D_k N D_k, D_k = diag(√A_k,jj), with N the mean of the products of standardized
 * innovations: whatever the correlation among an observation's equations. ς² is the mean of N's
 * diagonal. A mean of n products of r numbers has rank n at most, so N is mixed with ς² times the
 * normalized Gram matrix in the proportion n : r.
 */
final class RandomWalkFilter {

  /** N and ς² are means over about so many of the last innovations. */
  static final int NOISE_MEMORY = 1000;

  /** Growth that leaves 1e-8 of a direction's information: more would only cost digits. */
  private static final double LARGEST_GROWTH = 1e8;

  private final EstimatorOptions options;
  private final int r;
  private final DyadicScale scale;
  private final ObservationWeights weights;

  // In the units of scale.
  private final double[] information;
  private final double[] lambda;
  private final double[] covariance;
  private final double[] noise;
  private long innovations;
  private long observations;
  private long lastIteration;
  // Of the information; follows from it.
  private int rank;

  // Sums for the fit, over the memory that the gain has.
  private double energy;
  private double residualEnergy;
  private double equations;
  private double sumOfWeights;
  private double squaredWeights;

  // Room to work in.
  private final GramSolver solver;
  private final InformationMatrix matrices;
  private final double[] gram;
  private final double[] cross;
  private final double[] growth;
  private final double[] prior;
  private final double[] gain;
  private final double[] factor;
  private final double[] scoreNoise;
  private final double[] work;
  private final double[] product;
  private final double[] innovation;
  private final int[] shifts;

  RandomWalkFilter(EstimatorOptions options, int regularizers) {
    this(options, State.initial(regularizers));
  }

  RandomWalkFilter(EstimatorOptions options, State state) {
    this(options, state, new DyadicScale(state.columnExponents(), state.deviationExponent()));
  }

  /** With units of its own in place of the state's, which must hold nothing in units yet. */
  RandomWalkFilter(EstimatorOptions options, State state, DyadicScale scale) {
    this.options = options;
    this.r = state.lambda().length;
    this.scale = scale;
    this.weights = new ObservationWeights(options.weighting(), state.weights());
    this.information = state.information().clone();
    this.lambda = state.lambda().clone();
    this.covariance = state.covariance().clone();
    this.noise = state.noise().clone();
    this.innovations = state.innovations();
    this.observations = state.observations();
    this.lastIteration = state.lastIteration();
    this.energy = state.energy();
    this.residualEnergy = state.residualEnergy();
    this.equations = state.equations();
    this.sumOfWeights = state.sumOfWeights();
    this.squaredWeights = state.squaredWeights();
    this.solver = new GramSolver(r);
    this.matrices = new InformationMatrix(r);
    this.gram = new double[r * r];
    this.cross = new double[r];
    this.growth = new double[r];
    this.prior = new double[r * r];
    this.gain = new double[r * r];
    this.factor = new double[r * r];
    this.scoreNoise = new double[r * r];
    this.work = new double[r * r];
    this.product = new double[r * r];
    this.innovation = new double[r];
    this.shifts = new int[r + 1];
    solver.factor(information);
    this.rank = solver.rank();
  }

  /** All that is known; matrices r × r, row-major, in the units of the exponents. */
  record State(
      int[] columnExponents,
      int deviationExponent,
      ObservationWeights.State weights,
      double[] information,
      double[] lambda,
      double[] covariance,
      double[] noise,
      long innovations,
      long observations,
      long lastIteration,
      double energy,
      double residualEnergy,
      double equations,
      double sumOfWeights,
      double squaredWeights) {

    State {
      int r = lambda.length;
      StateSizes.require(r, columnExponents.length, weights.innovationScales().length);
      StateSizes.require(r * r, information.length, covariance.length, noise.length);
    }

    static State initial(int r) {
      return knowing(new double[r * r], 0, r);
    }

    /** Without observations, but with the noise known from so many innovations. */
    static State knowing(double[] noise, long innovations, int r) {
      return new State(
          new int[r],
          0,
          new ObservationWeights.State(new double[r], 0, 0, 0),
          new double[r * r],
          new double[r],
          new double[r * r],
          noise,
          innovations,
          0,
          0,
          0,
          0,
          0,
          0,
          0);
    }
  }

  State state() {
    return new State(
        scale.columns(),
        scale.deviation(),
        weights.state(),
        information.clone(),
        lambda.clone(),
        covariance.clone(),
        noise.clone(),
        innovations,
        observations,
        lastIteration,
        energy,
        residualEnergy,
        equations,
        sumOfWeights,
        squaredWeights);
  }

  RandomWalkFilter copy() {
    return new RandomWalkFilter(options, state());
  }

  int regularizers() {
    return r;
  }

  long lastIteration() {
    return lastIteration;
  }

  /**
   * Takes in an observation that {@link MatchRules} lets pass.
   *
   * @param gainVariances q for the gain, in the world's units, an iteration
   * @param movementVariances q for the covariance, which may allow for not knowing it
   * @return the weight it was given
   */
  double add(GradientMatch match, double[] gainVariances, double[] movementVariances) {
    fit(match);
    scale.gram(match, gram);
    scale.cross(match, cross);
    double matchEnergy = scale.energy(match);
    boolean first = observations == 0;
    double weight = weight(matchEnergy, match.equations());
    weighDown(weight);
    matchEnergy *= weight;

    if (first) {
      Arrays.fill(growth, 0);
      Arrays.fill(prior, 0);
    } else {
      loosen(match.iteration() - lastIteration, gainVariances, movementVariances);
    }
    System.arraycopy(prior, 0, information, 0, r * r);
    for (int i = 0; i < r * r; i++) {
      information[i] += gram[i];
    }
    boolean predicted = predicts();
    innovate();
    shapeScoreNoise();
    if (predicted) {
      learnNoise();
    }
    moveCovariance();
    moveLambda();
    fitSums(match.equations() * weight, matchEnergy, weight);
    observations++;
    lastIteration = match.iteration();
    return weight;
  }

  private void fit(GradientMatch match) {
    if (scale.shiftsFor(match, information, energy, shifts)) {
      scale.shift(shifts);
      int deviation = shifts[r];
      for (int i = 0; i < r; i++) {
        for (int j = 0; j < r; j++) {
          int columns = shifts[i] + shifts[j];
          information[i * r + j] = Math.scalb(information[i * r + j], -columns);
          covariance[i * r + j] = Math.scalb(covariance[i * r + j], columns);
          noise[i * r + j] = Math.scalb(noise[i * r + j], -2 * deviation);
        }
        lambda[i] = Math.scalb(lambda[i], shifts[i] - deviation);
      }
      weights.shift(deviation);
      energy = Math.scalb(energy, -2 * deviation);
      residualEnergy = Math.scalb(residualEnergy, -2 * deviation);
    }
  }

  private double weight(double matchEnergy, long matchEquations) {
    double ownVariance = Double.NaN;
    if (weights.wantsOwnVariance()) {
      solver.factor(gram);
      solver.solve(cross, innovation);
      ownVariance =
          ObservationWeights.ownVariance(gram, cross, matchEnergy, matchEquations, innovation);
    }
    double past = weights.settle(ownVariance);
    if (past < 1) {
      forget(past);
    }
    return weights.weigh(gram, cross, lambda, ownVariance);
  }

  /** Multiplies the weight of all observations so far. */
  private void forget(double factorOfWeight) {
    for (int i = 0; i < r * r; i++) {
      information[i] *= factorOfWeight;
      covariance[i] /= factorOfWeight;
    }
  }

  private void weighDown(double weight) {
    if (weight != 1) {
      for (int i = 0; i < r * r; i++) {
        gram[i] *= weight;
      }
      for (int i = 0; i < r; i++) {
        cross[i] *= weight;
      }
    }
  }

  /** The information and the error's covariance at the observation's time, before it. */
  private void loosen(long elapsed, double[] gainVariances, double[] movementVariances) {
    boolean any = false;
    for (int j = 0; j < r; j++) {
      growth[j] = growth(j, movementVariances[j], elapsed);
      covariance[j * r + j] += growth[j];
      growth[j] = growth(j, gainVariances[j], elapsed);
      any |= growth[j] > 0;
    }
    System.arraycopy(information, 0, prior, 0, r * r);
    if (any) {
      matrices.loosen(prior, growth);
    }
  }

  /** q Δt/ς², as far as there is something to lose. */
  private double growth(int j, double processVariance, long elapsed) {
    double variance = scale.scaledVariance(j, processVariance) * elapsed;
    double own = information[j * r + j];
    return variance > 0 && own > 0 ? Math.min(variance / scoreVariance(), LARGEST_GROWTH / own) : 0;
  }

  /** Y⁻ of the last observation. */
  double[] prior() {
    return prior.clone();
  }

  /** ς²; before the first innovation as if the equations were independent. */
  double scoreVariance() {
    double left = equations - columns();
    if (innovations == 0) {
      return left > 0 ? residualEnergy / left : 0;
    }
    double sum = 0;
    for (int j = 0; j < r; j++) {
      sum += noise[j * r + j];
    }
    return sum / columns();
  }

  /** How many columns were not zero, at least 1. */
  private int columns() {
    int columns = 0;
    for (int j = 0; j < r; j++) {
      columns += information[j * r + j] > 0 ? 1 : 0;
    }
    return Math.max(columns, 1);
  }

  /** Whether every direction of the observation was told before; leaves the solver with Y. */
  private boolean predicts() {
    // Loosening leaves no direction without information: the prior's rank is that of before.
    int before = rank;
    solver.factor(information);
    rank = solver.rank();
    return before > 0 && rank <= before;
  }

  private void innovate() {
    for (int i = 0; i < r; i++) {
      innovation[i] = cross[i];
      for (int j = 0; j < r; j++) {
        innovation[i] -= gram[i * r + j] * lambda[j];
      }
    }
  }

  /** R_k/ς². */
  private void shapeScoreNoise() {
    double scoreVariance = innovations > 0 ? scoreVariance() : 0;
    double own = scoreVariance > 0 ? (double) innovations / (innovations + columns()) : 0;
    for (int i = 0; i < r; i++) {
      double rootI = Math.sqrt(gram[i * r + i]);
      for (int j = 0; j < r; j++) {
        double seen =
            own > 0 ? noise[i * r + j] / scoreVariance * rootI * Math.sqrt(gram[j * r + j]) : 0;
        scoreNoise[i * r + j] = own * seen + (1 - own) * gram[i * r + j];
      }
    }
  }

  private void learnNoise() {
    // (A S A)_jj: what the error of Λ̂ adds to the variance of an innovation.
    matrices.multiply(gram, covariance, work);
    innovations++;
    double share = 1.0 / Math.min(innovations, NOISE_MEMORY);
    for (int i = 0; i < r; i++) {
      double added = 0;
      for (int j = 0; j < r; j++) {
        added += work[i * r + j] * gram[i * r + j];
      }
      double own = scoreNoise[i * r + i];
      double size = gram[i * r + i];
      factor[i] =
          size > 0 && own > 0
              ? innovation[i] / Math.sqrt(size * (1 + Math.max(added, 0) / own))
              : 0;
    }
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        noise[i * r + j] += (factor[i] * factor[j] - noise[i * r + j]) * share;
      }
    }
  }

  private void moveCovariance() {
    solver.inverse(gain);
    matrices.multiply(gain, prior, factor);
    matrices.congruence(factor, covariance, product, work);
    matrices.congruence(gain, scoreNoise, covariance, work);
    for (int i = 0; i < r * r; i++) {
      covariance[i] += product[i];
    }
  }

  private void moveLambda() {
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        lambda[i] += gain[i * r + j] * innovation[j];
      }
    }
  }

  private void fitSums(double newEquations, double newEnergy, double weight) {
    double trace = 0;
    double explained = 0;
    for (int i = 0; i < r; i++) {
      double row = 0;
      for (int j = 0; j < r; j++) {
        trace += gain[i * r + j] * gram[j * r + i];
        row += gram[i * r + j] * lambda[j];
      }
      explained += lambda[i] * (2 * cross[i] - row);
    }
    int directions = Math.max(rank, 1);
    // The share of the new observation in Λ̂, averaged over directions: 1/n for a Λ that stands.
    double keep = observations == 0 ? 0 : Math.max(0, Math.min(1, 1 - trace / directions));
    energy = energy * keep + newEnergy;
    residualEnergy = residualEnergy * keep + Math.max(newEnergy - explained, 0);
    equations = equations * keep + newEquations;
    sumOfWeights = sumOfWeights * keep + weight;
    squaredWeights = squaredWeights * keep * keep + weight * weight;
  }

  LambdaEstimate estimate() {
    NormalizedGram normalized = new NormalizedGram(information, r);
    boolean alone = observations == 1;
    double left = equations - normalized.rank();
    double independent = left > 0 ? residualEnergy / left : Double.POSITIVE_INFINITY;
    double degreesOfFreedom = alone ? left : innovations;
    double unit = alone ? independent : scoreVariance();
    double[] inverse = normalized.inverse();
    List<Coefficient> coefficients = new ArrayList<>(r);
    double[] inWorldUnits = new double[r * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        double entry = alone ? inverse[i * r + j] : covariance[i * r + j];
        inWorldUnits[i * r + j] =
            degreesOfFreedom > 0 ? scale.covariance(i, j, entry * unit) : Double.POSITIVE_INFINITY;
      }
      double entry = alone ? inverse[i * r + i] : covariance[i * r + i];
      coefficients.add(
          CoefficientInterval.of(
              scale,
              i,
              lambda[i],
              entry * unit,
              left > 0 ? inverse[i * r + i] * independent : Double.POSITIVE_INFINITY,
              degreesOfFreedom,
              normalized.varianceInflation(i),
              options));
    }
    return new LambdaEstimate(
        lastIteration,
        coefficients,
        inWorldUnits,
        alone ? CovarianceKind.INDEPENDENT_EQUATIONS : CovarianceKind.CLUSTER_ROBUST,
        options.confidence(),
        new Fit(
            energy > 0 ? 1 - residualEnergy / energy : 1,
            energy > 0 ? Math.sqrt(residualEnergy / energy) : 0,
            scale.energy(energy),
            normalized.conditionNumber(),
            equations,
            observations,
            sumOfWeights * sumOfWeights / squaredWeights,
            !alone && innovations > 0 && independent > 0 && left > 0
                ? OptionalDouble.of(scoreVariance() / independent)
                : OptionalDouble.empty()));
  }
}
