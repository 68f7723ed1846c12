package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.PenaltyEstimate;
import io.lambdascope.core.endpoint.RegularizerColumns;
import io.lambdascope.core.endpoint.SmoothedL1;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.verdict.QuadraticZoneBounds;
import io.lambdascope.examples.experiment.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * λ₂ and λ₁ of λ₂‖θ‖² + λ₁Σh_β(θ) from the stationarity equations −∇L(θ) = 2λ₂θ + λ₁h′(θ) at one
 * iterate, or from the mean of both sides over several, solved exactly.
 *
 * <p>An iterate of Adam is off the equations by e = ∇L + ∇R: −∇L = ΦΛ − … has the error e, of which
 * only the part outside the span of Φ is seen, the residual r. Where the part inside is no larger,
 * λ̂_j is off by at most ‖r‖√(A⁻¹)_jj, A = ΦᵀΦ: its {@code reach}, by Cauchy and Schwarz. No
 * average over the p equations makes it smaller, for the errors of different weights are those of
 * one cause. That bound, and not a sampling error, is what the doubt is made of.
 *
 * @param fit of (λ₂, λ₁)
 * @param doubt half-width of each coefficient's interval: its reach, or the half-width of the 95%
 *     interval by Student's t of blocks of iterates, whichever is larger
 * @param zoneShare the share of parameters in the quadratic zone, at the last iterate
 */
record StationarityEstimate(PenaltyEstimate fit, double[] doubt, double zoneShare) {

  /** Blocks that the iterates are parted in for an interval from their scatter. */
  static final int BLOCKS = 5;

  /**
   * From iterates in the order of training.
   *
   * @param beta β of h
   */
  static StationarityEstimate of(List<Endpoint> iterates, double beta) {
    PenaltyEstimate fit = fit(iterates, beta);
    double[] doubt = new double[fit.coefficients().size()];
    int equations = iterates.get(0).size();
    for (int j = 0; j < doubt.length; j++) {
      doubt[j] =
          fit.coefficients().get(j).standardError() * Math.sqrt((double) equations - fit.rank());
    }
    if (iterates.size() >= BLOCKS) {
      List<double[]> ofBlocks = new ArrayList<>();
      for (int block = 0; block < BLOCKS; block++) {
        int from = block * iterates.size() / BLOCKS;
        int to = (block + 1) * iterates.size() / BLOCKS;
        ofBlocks.add(fit(iterates.subList(from, to), beta).lambda());
      }
      for (int j = 0; j < doubt.length; j++) {
        int term = j;
        double scatter =
            Sample.of(ofBlocks.stream().mapToDouble(lambda -> lambda[term]).toArray()).halfWidth();
        doubt[j] = Math.max(doubt[j], scatter);
      }
    }
    double[] last = iterates.get(iterates.size() - 1).parameters();
    double within = Arrays.stream(last).filter(x -> Math.abs(x) < beta).count();
    return new StationarityEstimate(fit, doubt, within / last.length);
  }

  private static PenaltyEstimate fit(List<Endpoint> iterates, double beta) {
    SmoothedL1 oneNorm = new SmoothedL1();
    double[] slope = mean(iterates, iterate -> oneNorm.gradient(iterate, new double[] {1, beta}));
    RegularizerColumns columns =
        new RegularizerColumns(
            List.of(
                mean -> Arrays.stream(mean.parameters()).map(x -> 2 * x).toArray(), mean -> slope));
    return columns.fit(
        EndpointPool.of(
            new Endpoint(
                mean(iterates, Endpoint::parameters), mean(iterates, Endpoint::lossGradient))));
  }

  private static double[] mean(List<Endpoint> iterates, Function<Endpoint, double[]> of) {
    double[] mean = new double[iterates.get(0).size()];
    for (Endpoint iterate : iterates) {
      double[] one = of.apply(iterate);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += one[i] / iterates.size();
      }
    }
    return mean;
  }

  /**
   * The same with no less doubt than its distance from another estimate, which has what this one
   * leaves out.
   */
  StationarityEstimate against(StationarityEstimate other) {
    double[] more = doubt.clone();
    for (int j = 0; j < more.length; j++) {
      double distance =
          Math.abs(fit.coefficients().get(j).value() - other.fit.coefficients().get(j).value());
      more[j] = Math.max(more[j], distance);
    }
    return new StationarityEstimate(fit, more, zoneShare);
  }

  /** How far λ₂ is determined, by the geometry of the two columns alone. */
  Identifiability ofRidge() {
    return fit.coefficients().get(0).identifiability();
  }

  /** The same of λ₁, and by the share of parameters for which its penalty is an ℓ₂. */
  Identifiability ofLasso() {
    Identifiability byZone = QuadraticZoneBounds.DEFAULT.classify(zoneShare);
    Identifiability byColumns = fit.coefficients().get(1).identifiability();
    return byZone.compareTo(byColumns) > 0 ? byZone : byColumns;
  }
}
