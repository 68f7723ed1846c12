package io.lambdascope.core.estimate;

import io.lambdascope.core.linalg.InformationMatrix;
import io.lambdascope.core.linalg.NormalizedGram;
import io.lambdascope.core.match.GradientMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Λ(t) of a recorded run as a random walk, each estimate from the observations before and after it:
 * the Kalman filter of {@link KalmanEstimator}, then the smoother of Rauch, Tung and Striebel (AIAA
 * Journal 3, 1965) back from its end. With P_k the filter's covariance, P⁻_{k+1} = P_k + diag(q Δt)
 * and J = P_k (P⁻_{k+1})⁻¹,
 *
 * <p>Λ̂ˢ_k = Λ̂_k + J(Λ̂ˢ_{k+1} − Λ̂_k), Pˢ_k = P_k + J(Pˢ_{k+1} − P⁻_{k+1})Jᵀ.
 *
 * <p>The process noise is that of the whole run, and so is the noise of the observations, which a
 * first pass learns. Pˢ is that of the gain's model; it is widened, coefficient by coefficient, in
 * the proportion in which the filter's robust covariance is wider than the model's. A coefficient
 * that the filter could not identify yet is not identified here either. The fit is the filter's.
 *
 * <p>Safe for any thread. Time O(n r³), memory O(n r²) for a run of n observations.
 */
public final class RandomWalkSmoother {

  private final ProcessNoise processNoise;
  private final EstimatorOptions options;

  /** By maximum likelihood, with the default options. */
  public RandomWalkSmoother() {
    this(ProcessNoise.maximumLikelihood(), EstimatorOptions.DEFAULT);
  }

  /** With the given options. */
  public RandomWalkSmoother(ProcessNoise processNoise, EstimatorOptions options) {
    this.processNoise = processNoise;
    this.options = options;
  }

  /** What the filter knew after an observation, and its estimate then. */
  private record Step(RandomWalkFilter.State state, double[] prior, LambdaEstimate filtered) {}

  /**
   * Smooths a run.
   *
   * @param run observations in the order of their iterations
   * @return an estimate for each, in their order; empty for an empty run
   * @throws IllegalArgumentException when an observation would be refused by {@link
   *     KalmanEstimator#update}
   */
  public List<LambdaEstimate> smooth(List<GradientMatch> run) {
    if (run.isEmpty()) {
      return List.of();
    }
    check(run);
    int r = run.get(0).regularizers();
    double[][] variances = processVariances(run, r);
    DyadicScale scale = DyadicScale.fixedFor(run);

    RandomWalkFilter first =
        new RandomWalkFilter(
            options, RandomWalkFilter.State.initial(ScoreNoise.State.unknown(r), r), scale);
    filter(first, run, variances, filter -> {});
    ScoreNoise.State noise = first.state().noise();

    RandomWalkFilter second =
        new RandomWalkFilter(options, RandomWalkFilter.State.initial(noise, r), scale);
    List<Step> steps = new ArrayList<>(run.size());
    filter(
        second,
        run,
        variances,
        filter -> steps.add(new Step(filter.state(), filter.prior(), filter.estimate())));
    return backwards(steps, scale, second.scoreVariance(), (double) noise.innovations());
  }

  private static void check(List<GradientMatch> run) {
    MatchRules.check(run.get(0), 0, 0);
    for (int k = 1; k < run.size(); k++) {
      MatchRules.check(run.get(k), run.get(0).regularizers(), run.get(k - 1).iteration());
    }
  }

  /** q for the gain, and q for the covariance. */
  private double[][] processVariances(List<GradientMatch> run, int r) {
    if (processNoise instanceof ProcessNoise.Fixed fixed) {
      double[] variances = fixed.variances(r);
      return new double[][] {variances, variances};
    }
    ProcessNoiseLikelihood likelihood = new ProcessNoiseLikelihood(r);
    run.forEach(match -> likelihood.add(match, 1));
    return new double[][] {likelihood.variances(), likelihood.meanVariances()};
  }

  private static void filter(
      RandomWalkFilter filter,
      List<GradientMatch> run,
      double[][] variances,
      Consumer<RandomWalkFilter> after) {
    for (GradientMatch match : run) {
      filter.add(match, variances[0], variances[1]);
      after.accept(filter);
    }
  }

  private List<LambdaEstimate> backwards(
      List<Step> steps, DyadicScale scale, double scoreVariance, double innovations) {
    int last = steps.size() - 1;
    int r = steps.get(last).state().lambda().length;
    InformationMatrix matrices = new InformationMatrix(r);
    double[] product = new double[r * r];
    double[] work = new double[r * r];
    double[] gain = new double[r * r];

    double[] lambda = steps.get(last).state().lambda();
    double[] model = new NormalizedGram(steps.get(last).state().information(), r).inverse();
    List<LambdaEstimate> estimates = new ArrayList<>(steps.size());
    for (int k = last; k >= 0; k--) {
      Step step = steps.get(k);
      double[] own = new NormalizedGram(step.state().information(), r).inverse();
      if (k < last) {
        double[] prior = steps.get(k + 1).prior();
        double[] grown = new NormalizedGram(prior, r).inverse();
        matrices.multiply(own, prior, gain);
        double[] filtered = step.state().lambda();
        double[] moved = new double[r];
        for (int i = 0; i < r; i++) {
          moved[i] = filtered[i];
          for (int j = 0; j < r; j++) {
            moved[i] += gain[i * r + j] * (lambda[j] - filtered[j]);
          }
        }
        lambda = moved;
        for (int i = 0; i < r * r; i++) {
          model[i] -= grown[i];
        }
        matrices.congruence(gain, model, product, work);
        for (int i = 0; i < r * r; i++) {
          model[i] = own[i] + product[i];
        }
      }
      estimates.add(
          estimate(step, scale, lambda, widened(model, own, step, scoreVariance), innovations));
    }
    Collections.reverse(estimates);
    return estimates;
  }

  /** Pˢ, each coefficient in the proportion of robust to model variance, times ς². */
  private static double[] widened(double[] model, double[] own, Step step, double scoreVariance) {
    int r = step.state().lambda().length;
    double[] widened = new double[r * r];
    double[] robust = step.state().covariance();
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        double both = own[i * r + i] * own[j * r + j];
        double proportion = both > 0 ? Math.sqrt(robust[i * r + i] * robust[j * r + j] / both) : 0;
        widened[i * r + j] = model[i * r + j] * proportion * scoreVariance;
      }
    }
    return widened;
  }

  private LambdaEstimate estimate(
      Step step, DyadicScale scale, double[] lambda, double[] covariance, double innovations) {
    int r = lambda.length;
    List<Coefficient> coefficients = new ArrayList<>(r);
    double[] inWorldUnits = new double[r * r];
    for (int i = 0; i < r; i++) {
      Coefficient filtered = step.filtered().coefficient(i);
      coefficients.add(
          CoefficientInterval.of(
              scale,
              i,
              lambda[i],
              covariance[i * r + i],
              Double.POSITIVE_INFINITY,
              innovations,
              filtered.varianceInflation(),
              options));
      for (int j = 0; j < r; j++) {
        inWorldUnits[i * r + j] = scale.covariance(i, j, covariance[i * r + j]);
      }
    }
    return new LambdaEstimate(
        step.state().lastIteration(),
        coefficients,
        inWorldUnits,
        CovarianceKind.CLUSTER_ROBUST,
        options.confidence(),
        step.filtered().fit());
  }
}
