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
 * used, S ← F(S + diag(q Δt/ς²))Fᵀ + Y⁻¹(R_k/ς²)Y⁻¹ with F = Y⁻¹Y⁻ (Joseph's form), and takes R_k =
 * Var u_k from the innovations ({@link ScoreNoise}).
 */
final class RandomWalkFilter {

  /** Growth that leaves 1e-8 of a direction's information: more would only cost digits. */
  private static final double LARGEST_GROWTH = 1e8;

  private final EstimatorOptions options;
  private final int r;
  private final DyadicScale scale;
  private final ObservationWeights weights;
  private final ScoreNoise noise;
  private final FadingFit fit;

  // In the units of scale: Y, Λ̂ and S.
  private final double[] information;
  private final double[] lambda;
  private final double[] covariance;
  private long observations;
  private long lastIteration;
  // Of the information; follows from it.
  private int rank;

  // Room to work in; of the last observation, prior is read from outside.
  private final GramSolver solver;
  private final InformationMatrix matrices;
  private final double[] gram;
  private final double[] cross;
  private final double[] growth;
  private final double[] prior;
  private final double[] gain;
  private final double[] scoreNoise;
  private final double[] spread;
  private final double[] work;
  private final double[] product;
  private final double[] innovation;
  private final int[] shifts;

  RandomWalkFilter(EstimatorOptions options, int regularizers) {
    this(options, State.initial(ScoreNoise.State.unknown(regularizers), regularizers));
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
    this.noise = new ScoreNoise(state.noise());
    this.fit = new FadingFit(state.fit());
    this.information = state.information().clone();
    this.lambda = state.lambda().clone();
    this.covariance = state.covariance().clone();
    this.observations = state.observations();
    this.lastIteration = state.lastIteration();
    this.solver = new GramSolver(r);
    this.matrices = new InformationMatrix(r);
    this.gram = new double[r * r];
    this.cross = new double[r];
    this.growth = new double[r];
    this.prior = new double[r * r];
    this.gain = new double[r * r];
    this.scoreNoise = new double[r * r];
    this.spread = new double[r];
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
      ScoreNoise.State noise,
      FadingFit.State fit,
      double[] information,
      double[] lambda,
      double[] covariance,
      long observations,
      long lastIteration) {

    State {
      int r = lambda.length;
      StateSizes.require(r, columnExponents.length, weights.innovationScales().length);
      StateSizes.require(r * r, information.length, covariance.length, noise.products().length);
    }

    /** Without observations, with what is known of the noise. */
    static State initial(ScoreNoise.State noise, int r) {
      return new State(
          new int[r],
          0,
          new ObservationWeights.State(new double[r], 0, 0, 0),
          noise,
          FadingFit.State.EMPTY,
          new double[r * r],
          new double[r],
          new double[r * r],
          0,
          0);
    }
  }

  State state() {
    return new State(
        scale.columns(),
        scale.deviation(),
        weights.state(),
        noise.state(),
        fit.state(),
        information.clone(),
        lambda.clone(),
        covariance.clone(),
        observations,
        lastIteration);
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
   * @param gainSteps √q for the gain, in the world's units, of an iteration
   * @param movementSteps √q for the covariance, which may allow for not knowing it
   * @return the weight it was given
   */
  double add(GradientMatch match, double[] gainSteps, double[] movementSteps) {
    chooseUnits(match);
    scale.gram(match, gram);
    scale.cross(match, cross);
    double energy = scale.energy(match);
    double weight = weigh(energy, match.equations());

    boolean first = observations == 0;
    predict(first ? 0 : match.iteration() - lastIteration, gainSteps, movementSteps);
    boolean predicted = correctInformation();
    for (int j = 0; j < r; j++) {
      innovation[j] = NormalEquations.score(gram, cross, lambda, j);
    }
    noise.shape(gram, columns(), scoreNoise);
    if (predicted) {
      learnNoise();
    }
    correctCovariance();
    correctLambda();

    double residual = NormalEquations.residualEnergy(gram, cross, energy * weight, lambda);
    fit.add(first ? 0 : shareOfPast(), energy * weight, residual, match.equations(), weight);
    observations++;
    lastIteration = match.iteration();
    return weight;
  }

  private void chooseUnits(GradientMatch match) {
    if (!scale.shiftsFor(match, information, fit.energy(), shifts)) {
      return;
    }
    scale.shift(shifts);
    int deviation = shifts[r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        int columns = shifts[i] + shifts[j];
        information[i * r + j] = Math.scalb(information[i * r + j], -columns);
        covariance[i * r + j] = Math.scalb(covariance[i * r + j], columns);
      }
      lambda[i] = Math.scalb(lambda[i], shifts[i] - deviation);
    }
    weights.shift(deviation);
    noise.shift(deviation);
    fit.shift(deviation);
  }

  /** Finds the observation's weight and gives it to its statistics. */
  private double weigh(double energy, long equations) {
    double ownVariance = Double.NaN;
    if (weights.wantsOwnVariance()) {
      solver.factor(gram);
      solver.solve(cross, innovation);
      ownVariance = ObservationWeights.ownVariance(gram, cross, energy, equations, innovation);
    }
    double past = weights.settle(ownVariance);
    double weight = weights.weigh(gram, cross, lambda, ownVariance);
    for (int i = 0; i < r * r; i++) {
      information[i] *= past;
      covariance[i] /= past;
      gram[i] *= weight;
    }
    for (int j = 0; j < r; j++) {
      cross[j] *= weight;
    }
    return weight;
  }

  /** Y⁻, and S at the observation's time before it. */
  private void predict(long elapsed, double[] gainSteps, double[] movementSteps) {
    boolean any = false;
    for (int j = 0; j < r; j++) {
      covariance[j * r + j] += growth(j, movementSteps[j], elapsed);
      growth[j] = growth(j, gainSteps[j], elapsed);
      any |= growth[j] > 0;
    }
    System.arraycopy(information, 0, prior, 0, r * r);
    if (any) {
      matrices.loosen(prior, growth);
    }
  }

  /** q Δt/ς², as far as there is something to lose. */
  private double growth(int j, double step, long elapsed) {
    double variance = scale.scaledVariance(j, step) * elapsed;
    double own = information[j * r + j];
    return variance > 0 && own > 0 ? Math.min(variance / scoreVariance(), LARGEST_GROWTH / own) : 0;
  }

  /** Y⁻ of the last observation. */
  double[] prior() {
    return prior.clone();
  }

  /** ς²; before the first innovation as if the equations were independent. */
  double scoreVariance() {
    if (noise.innovations() > 0) {
      return noise.variance(columns());
    }
    double residualVariance = fit.residualVariance(columns());
    return residualVariance < Double.POSITIVE_INFINITY ? residualVariance : 0;
  }

  /** How many columns were not zero, at least 1. */
  private int columns() {
    int columns = 0;
    for (int j = 0; j < r; j++) {
      columns += information[j * r + j] > 0 ? 1 : 0;
    }
    return Math.max(columns, 1);
  }

  /** Y = Y⁻ + A; whether every direction of the observation was told before. */
  private boolean correctInformation() {
    for (int i = 0; i < r * r; i++) {
      information[i] = prior[i] + gram[i];
    }
    // Loosening leaves no direction without information: the prior's rank is that of before.
    int before = rank;
    solver.factor(information);
    rank = solver.rank();
    return before > 0 && rank <= before;
  }

  private void learnNoise() {
    // diag(A S A): what the error of Λ̂ adds to the variance of an innovation.
    matrices.multiply(gram, covariance, work);
    for (int i = 0; i < r; i++) {
      spread[i] = 0;
      for (int j = 0; j < r; j++) {
        spread[i] += work[i * r + j] * gram[i * r + j];
      }
    }
    noise.learn(gram, innovation, scoreNoise, spread);
  }

  private void correctCovariance() {
    solver.inverse(gain);
    // FSFᵀ + Y⁻¹(R/ς²)Y⁻¹ = Y⁻¹(Y⁻SY⁻ + R/ς²)Y⁻¹: two products fewer.
    matrices.congruence(prior, covariance, product, work);
    for (int i = 0; i < r * r; i++) {
      product[i] += scoreNoise[i];
    }
    matrices.congruence(gain, product, covariance, work);
  }

  private void correctLambda() {
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        lambda[i] += gain[i * r + j] * innovation[j];
      }
    }
  }

  /** 1 − tr(Y⁻¹A)/rank: the new observation's share, averaged over directions, taken away. */
  private double shareOfPast() {
    double trace = 0;
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        trace += gain[i * r + j] * gram[j * r + i];
      }
    }
    return Math.max(0, Math.min(1, 1 - trace / Math.max(rank, 1)));
  }

  LambdaEstimate estimate() {
    NormalizedGram normalized = new NormalizedGram(information, r);
    boolean alone = observations == 1;
    double independent = fit.residualVariance(normalized.rank());
    double[] inverse = normalized.inverse();
    double[] variances = alone ? inverse : covariance;
    double unit = alone ? independent : scoreVariance();
    double degreesOfFreedom =
        alone ? fit.equations() - normalized.rank() : (double) noise.innovations();
    List<Coefficient> coefficients = new ArrayList<>(r);
    double[] inWorldUnits = new double[r * r];
    Arrays.fill(inWorldUnits, Double.POSITIVE_INFINITY);
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r && degreesOfFreedom > 0; j++) {
        inWorldUnits[i * r + j] = scale.covariance(i, j, variances[i * r + j] * unit);
      }
      coefficients.add(
          CoefficientInterval.of(
              scale,
              i,
              lambda[i],
              variances[i * r + i] * unit,
              independent < Double.POSITIVE_INFINITY
                  ? inverse[i * r + i] * independent
                  : Double.POSITIVE_INFINITY,
              degreesOfFreedom,
              normalized.varianceInflation(i),
              options));
    }
    boolean designEffectKnown =
        noise.innovations() > 0 && independent > 0 && independent < Double.POSITIVE_INFINITY;
    return new LambdaEstimate(
        lastIteration,
        coefficients,
        inWorldUnits,
        alone ? CovarianceKind.INDEPENDENT_EQUATIONS : CovarianceKind.CLUSTER_ROBUST,
        options.confidence(),
        new Fit(
            fit.rSquared(),
            fit.residualRatio(),
            scale.energy(fit.energy()),
            normalized.conditionNumber(),
            fit.equations(),
            observations,
            fit.effectiveObservations(),
            !alone && designEffectKnown
                ? OptionalDouble.of(scoreVariance() / independent)
                : OptionalDouble.empty()));
  }
}
