package io.lambdascope.core.endpoint;

import io.lambdascope.core.linalg.SymmetricProcrustes;

/**
 * The full quadratic penalty R = θᵀΛθ with a symmetric matrix: p(p+1)/2 unknowns from the equations
 * −g_k = 2Λθ̂_k, with Λ row-major where an array is wanted.
 *
 * <p>Solved exactly as a symmetric Procrustes problem, with no p(p+1)/2 columns in memory. In the
 * basis of the left singular vectors of [θ̂_1 … θ̂_m] the unknowns part into regressions of their
 * own, so that columns need no normalization (App. G.1 of arXiv 2605.05436 is for columns that are
 * confounded). Endpoints that span r of the p dimensions determine p(p+1)/2 − (p−r)(p−r+1)/2
 * unknowns; all of them from m = p on. Below, the solution is that of least Frobenius norm, in
 * which an entry off the diagonal counts twice, as it stands twice in the matrix; a pseudo-inverse
 * over the entries with i ≤ j counts it once and finds another one.
 *
 * <p>Not constrained to be positive semi-definite: {@link
 * SymmetricEstimate#nearestPositiveSemidefinite}. Cost O(p²m + m²p). Stateless. Reference: Section
 * 3, Fig. 4B and D, of arXiv 2605.05436; N. J. Higham, The symmetric Procrustes problem, BIT 28
 * (1988).
 */
public final class SymmetricQuadratic implements Penalty {

  /** The family; it has no settings. */
  public SymmetricQuadratic() {}

  @Override
  public double[] gradient(Endpoint endpoint, double[] lambda) {
    double[] theta = endpoint.parameters();
    int p = theta.length;
    if (lambda.length != p * p) {
      throw new IllegalArgumentException(
          "Λ must be %d × %d, has %d entries".formatted(p, p, lambda.length));
    }
    double[] gradient = new double[p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        gradient[i] += (lambda[i * p + j] + lambda[j * p + i]) * theta[j];
      }
    }
    return gradient;
  }

  /** The least-squares estimate, of minimum Frobenius norm when underdetermined. */
  public SymmetricEstimate fit(EndpointPool pool) {
    int p = pool.parameters();
    int m = pool.size();
    PoolUnits units = PoolUnits.of(pool);
    double[] theta = new double[p * m];
    double[] target = new double[p * m];
    for (int k = 0; k < m; k++) {
      double[] column = units.parameters(pool.endpoints().get(k));
      double[] right = units.target(pool.endpoints().get(k));
      for (int i = 0; i < p; i++) {
        theta[i * m + k] = 2 * column[i];
        target[i * m + k] = right[i];
      }
    }
    return new SymmetricEstimate(
        pool, units, theta, target, new SymmetricProcrustes(theta, target, p));
  }
}
