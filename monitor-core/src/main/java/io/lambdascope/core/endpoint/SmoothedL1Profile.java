package io.lambdascope.core.endpoint;

import io.lambdascope.core.endpoint.SmoothedL1Estimate.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The least squares of {@link SmoothedL1} as a function of β, λ solved for, in a pool's units.
 *
 * <p>With a = Σwθ², c = Σw|θ|t over |θ_i| &lt; β and n = Σw, d = Σwt over the others, t = −g sign
 * θ, the best λ is (c/β + d)/(a/β² + n), and the energy it explains, (c/β + d)²/(a/β² + n), has its
 * only maximum at β = (d/n)/(c/a).
 */
final class SmoothedL1Profile {

  /** An equation with θ ≠ 0: |θ|, −g sign θ, and the endpoint's weight. */
  private record Equation(double size, double target, double weight) {}

  /** A point of the profile: i equations are within β. */
  private record Candidate(int i, double beta, double lambda, double explained, Shape shape) {}

  private final EndpointPool pool;
  private final PoolUnits units;
  private final List<Equation> equations = new ArrayList<>();

  /** Sums over the equations before i, and from i on. */
  private final double[] withinGram;

  private final double[] withinCross;
  private final double[] beyondGram;
  private final double[] beyondCross;

  SmoothedL1Profile(EndpointPool pool) {
    this.pool = pool;
    this.units = PoolUnits.of(pool);
    for (Endpoint endpoint : pool.endpoints()) {
      double root = units.rootWeight(endpoint);
      double[] sizes = PoolUnits.weighted(endpoint.parameters(), 1, units.parameterExponent());
      double[] targets = PoolUnits.weighted(endpoint.lossGradient(), -1, units.gradientExponent());
      for (int i = 0; i < sizes.length; i++) {
        if (sizes[i] != 0 && root > 0) {
          double target = Math.signum(sizes[i]) * targets[i];
          equations.add(new Equation(Math.abs(sizes[i]), target, root * root));
        }
      }
    }
    equations.sort(Comparator.comparingDouble(Equation::size));
    int n = equations.size();
    withinGram = new double[n + 1];
    withinCross = new double[n + 1];
    beyondGram = new double[n + 1];
    beyondCross = new double[n + 1];
    for (int i = 0; i < n; i++) {
      Equation e = equations.get(i);
      withinGram[i + 1] = withinGram[i] + e.weight * e.size * e.size;
      withinCross[i + 1] = withinCross[i] + e.weight * e.size * e.target;
    }
    for (int i = n - 1; i >= 0; i--) {
      Equation e = equations.get(i);
      beyondGram[i] = beyondGram[i + 1] + e.weight;
      beyondCross[i] = beyondCross[i + 1] + e.weight * e.target;
    }
  }

  SmoothedL1Estimate estimate() {
    int n = equations.size();
    if (n == 0) {
      return describe(new Candidate(0, 1, 0, 0, Shape.NO_PARAMETER));
    }
    double smallest = equations.get(0).size;
    double largest = equations.get(n - 1).size;
    Candidate best = at(0, smallest, Shape.ALL_BEYOND);
    for (int i = 1; i < n; i++) {
      double lower = equations.get(i - 1).size;
      double upper = equations.get(i).size;
      if (upper < largest) {
        best = better(best, at(i, upper, Shape.KINK));
      }
      double optimum = (beyondCross[i] / beyondGram[i]) / (withinCross[i] / withinGram[i]);
      if (lower < optimum && optimum < upper) {
        best = better(best, at(i, optimum, Shape.SMOOTH));
      }
    }
    return describe(better(best, at(n, largest, Shape.ALL_WITHIN)));
  }

  private static Candidate better(Candidate best, Candidate other) {
    return other.explained > best.explained ? other : best;
  }

  private Candidate at(int i, double beta, Shape shape) {
    double cross = withinCross[i] / beta + beyondCross[i];
    double gram = withinGram[i] / beta / beta + beyondGram[i];
    return new Candidate(i, beta, cross / gram, cross / gram * cross, shape);
  }

  private SmoothedL1Estimate describe(Candidate best) {
    double lambda = Math.scalb(best.lambda, units.gradientExponent());
    double beta = Math.scalb(best.beta, units.parameterExponent());
    boolean lambdaKnown = best.shape != Shape.ALL_WITHIN && best.shape != Shape.NO_PARAMETER;
    boolean betaKnown = best.shape == Shape.SMOOTH || best.shape == Shape.KINK;

    double residual = 0;
    double energy = 0;
    int within = 0;
    for (Endpoint endpoint : pool.endpoints()) {
      double[] target = units.target(endpoint);
      double[] parameters = PoolUnits.weighted(endpoint.parameters(), 1, units.parameterExponent());
      double root = units.rootWeight(endpoint);
      for (int i = 0; i < target.length; i++) {
        double ratio = parameters[i] / best.beta;
        boolean isWithin = Math.abs(ratio) < 1;
        within += isWithin ? 1 : 0;
        double gradient = best.lambda * root * (isWithin ? ratio : Math.signum(ratio));
        residual += (target[i] - gradient) * (target[i] - gradient);
        energy += target[i] * target[i];
      }
    }
    double counted = (double) pool.weighted() * pool.parameters();
    double lambdaError = Double.POSITIVE_INFINITY;
    double betaError = Double.POSITIVE_INFINITY;
    if (best.shape == Shape.SMOOTH) {
      // λ and μ = λ/β are regressions that share no equation; β = λ/μ by the delta method.
      double sigma = Math.sqrt(residual / (counted - 2));
      double ofLambda = sigma / Math.sqrt(beyondGram[best.i]);
      double ofSlope = sigma / Math.sqrt(withinGram[best.i]);
      lambdaError = Math.scalb(ofLambda, units.gradientExponent());
      betaError = beta * Math.hypot(ofLambda / best.lambda, ofSlope * best.beta / best.lambda);
    } else if (best.shape == Shape.ALL_BEYOND) {
      double sigma = Math.sqrt(residual / (counted - 1));
      lambdaError = Math.scalb(sigma / Math.sqrt(beyondGram[0]), units.gradientExponent());
    }
    return new SmoothedL1Estimate(
        PenaltyCoefficient.of(lambda, lambdaError, lambdaKnown ? 1 : Double.POSITIVE_INFINITY),
        PenaltyCoefficient.of(beta, betaError, betaKnown ? 1 : Double.POSITIVE_INFINITY),
        best.shape,
        within / ((double) pool.size() * pool.parameters()),
        Agreement.ofEnergies(residual, energy),
        pool.distanceFromStationarity());
  }
}
