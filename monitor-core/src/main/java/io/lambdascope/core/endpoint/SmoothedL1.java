package io.lambdascope.core.endpoint;

/**
 * The smoothed lasso R = λ Σ_i h_β(θ_i) with Λ = (λ, β), both unknown: h_β(θ) = θ²/(2β) where |θ|
 * &lt; β, |θ| − β/2 beyond; gradient λθ_i/β within and λ sign θ_i beyond.
 *
 * <p>Fitted exactly and globally, without iterating. The gradient is continuous in β and changes
 * its form only where β passes an |θ_i|. Between two neighbouring ones the parameters within and
 * those beyond are fixed, share no equation, and are two regressions: λ/β = μ on the first and λ on
 * the second, so that the residual's only minimum there has a closed form in β; where it lies
 * outside the interval, the best of the interval is one of its ends. Comparing all of them costs
 * O(N log N) for N = mp.
 *
 * <p>With every |θ_i| within β only λ/β is known, with none only λ, and β is bounded by the
 * outermost |θ_i|: {@link SmoothedL1Estimate.Shape}.
 *
 * <p>Stateless. Reference: App. H.2 of arXiv 2605.05436.
 */
public final class SmoothedL1 implements Penalty {

  /** The family; it has no settings. */
  public SmoothedL1() {}

  /**
   * ∇_θR.
   *
   * @param lambda (λ, β) with β above 0
   */
  @Override
  public double[] gradient(Endpoint endpoint, double[] lambda) {
    double[] gradient = endpoint.parameters();
    for (int i = 0; i < gradient.length; i++) {
      double theta = gradient[i];
      gradient[i] =
          lambda[0] * (Math.abs(theta) < lambda[1] ? theta / lambda[1] : Math.signum(theta));
    }
    return gradient;
  }

  /** The least-squares estimate over λ and β &gt; 0; the better of equal ones is the first in β. */
  public SmoothedL1Estimate fit(EndpointPool pool) {
    return new SmoothedL1Profile(pool).estimate();
  }
}
