package io.lambdascope.core.endpoint;

import io.lambdascope.core.endpoint.NonlinearEstimate.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.LocalizedOptimFormats;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * Gradient matching for penalties that are not linear in Λ: minimizes Σ_k w_k‖g_k + ∇R(θ̂_k, Λ)‖²
 * (Eq. 3) by Levenberg and Marquardt's method, in float64.
 *
 * <p>Coefficients that enter linearly start from the exact least-squares solution at the start's
 * shape. The answer is a local solution; try several starts of the shape where that matters.
 *
 * <p>Each call is one fit on the calling thread. Cost O(mp r²) an iteration, memory O(mp r).
 * Reference: Section 2.1 of arXiv 2605.05436; J. J. Moré, The Levenberg–Marquardt algorithm (1978).
 */
public final class NonlinearFit {

  /** Enough for well-posed problems of a few coefficients, which take tens. */
  public static final int DEFAULT_EVALUATIONS = 1000;

  /** Below this the optimizer cannot tell progress from rounding. */
  private static final double TOLERANCE = 1e-15;

  private final EndpointPool pool;
  private final NonlinearPenalty penalty;
  private int evaluations;
  private LinearizedEquations best;

  private NonlinearFit(EndpointPool pool, NonlinearPenalty penalty, double[] start) {
    this.pool = pool;
    this.penalty = penalty;
    this.best = LinearizedEquations.at(pool, penalty, start);
  }

  /** Fits with at most {@link #DEFAULT_EVALUATIONS}. */
  public static NonlinearEstimate fit(EndpointPool pool, NonlinearPenalty penalty, double[] start) {
    return fit(pool, penalty, start, DEFAULT_EVALUATIONS);
  }

  /**
   * Fits.
   *
   * @param pool the endpoints
   * @param penalty the family
   * @param start Λ to start from; linear coefficients are replaced by their exact solution
   * @param evaluations of all residuals allowed, at least 1
   * @throws IllegalArgumentException when start has another length than Λ or is not finite, or
   *     evaluations is below 1
   */
  public static NonlinearEstimate fit(
      EndpointPool pool, NonlinearPenalty penalty, double[] start, int evaluations) {
    if (start.length != penalty.coefficients()
        || !Arrays.stream(start).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "start needs %d finite numbers, was %s"
              .formatted(penalty.coefficients(), Arrays.toString(start)));
    }
    if (evaluations < 1) {
      throw new IllegalArgumentException(
          "at least one evaluation must be allowed, was " + evaluations);
    }
    double[] admissible = penalty.admissible(start.clone());
    NonlinearFit fit = new NonlinearFit(pool, penalty, withLinearPart(pool, penalty, admissible));
    return fit.optimize(evaluations);
  }

  /** Λ with its linear coefficients solved for at its shape, where that is possible. */
  private static double[] withLinearPart(
      EndpointPool pool, NonlinearPenalty penalty, double[] start) {
    int linear = penalty.linearCoefficients();
    List<Function<Endpoint, double[]>> columns = new ArrayList<>();
    boolean finite = linear > 0;
    for (int j = 0; j < linear; j++) {
      double[] unit = start.clone();
      Arrays.fill(unit, 0, linear, 0);
      unit[j] = 1;
      columns.add(endpoint -> penalty.gradient(endpoint, unit));
      finite &= pool.endpoints().stream().allMatch(e -> isFinite(penalty.gradient(e, unit)));
    }
    if (!finite) {
      return start;
    }
    double[] solved = new RegularizerColumns(columns).fit(pool).lambda();
    double[] improved = start.clone();
    System.arraycopy(solved, 0, improved, 0, linear);
    return isFinite(solved) ? improved : start;
  }

  private static boolean isFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  private NonlinearEstimate optimize(int evaluationsAllowed) {
    Status status = Status.CONVERGED;
    try {
      LeastSquaresProblem problem =
          new LeastSquaresBuilder()
              .start(best.lambda())
              .target(best.target())
              .model(this::evaluate)
              .parameterValidator(p -> new ArrayRealVector(penalty.admissible(p.toArray()), false))
              .maxEvaluations(evaluationsAllowed)
              .maxIterations(evaluationsAllowed)
              .build();
      new LevenbergMarquardtOptimizer()
          .withCostRelativeTolerance(TOLERANCE)
          .withParameterRelativeTolerance(TOLERANCE)
          .withOrthoTolerance(TOLERANCE)
          .optimize(problem);
    } catch (MathIllegalStateException e) {
      status = status(e);
    }
    boolean finite = best.isFinite();
    return new NonlinearEstimate(
        finite ? best.coefficients(pool.weighted() * pool.parameters()) : unknown(best.lambda()),
        Agreement.of(pool, penalty, best.lambda()),
        finite ? best.relativeGradient() : Double.POSITIVE_INFINITY,
        evaluations,
        status,
        pool.distanceFromStationarity());
  }

  private static List<PenaltyCoefficient> unknown(double[] lambda) {
    return Arrays.stream(lambda)
        .mapToObj(
            value ->
                PenaltyCoefficient.of(value, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY))
        .toList();
  }

  private static Status status(MathIllegalStateException e) {
    if (e.getSpecifier() == LocalizedCoreFormats.MAX_COUNT_EXCEEDED) {
      return Status.EVALUATION_LIMIT;
    }
    boolean atPrecision =
        e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_COST_RELATIVE_TOLERANCE
            || e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_PARAMETERS_RELATIVE_TOLERANCE
            || e.getSpecifier() == LocalizedOptimFormats.TOO_SMALL_ORTHOGONALITY_TOLERANCE;
    return atPrecision ? Status.CONVERGED : Status.NOT_FINITE;
  }

  /** ∇R and its derivative, stacked; remembers the best point. */
  private Pair<RealVector, RealMatrix> evaluate(RealVector point) {
    evaluations++;
    LinearizedEquations here = LinearizedEquations.at(pool, penalty, point.toArray());
    if (!here.isFinite()) {
      throw new MathIllegalStateException(LocalizedCoreFormats.NOT_FINITE_NUMBER, here.cost());
    }
    if (here.cost() < best.cost()) {
      best = here;
    }
    return new Pair<>(
        new ArrayRealVector(here.values(), false),
        new Array2DRowRealMatrix(here.jacobian(), false));
  }
}
