package io.lambdascope.core.endpoint;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Cross-fitting over two halves of the data: Λ̂ from the loss gradients of one half, scored on
 * those of the other, both ways.
 *
 * <p>At an endpoint that is stationary on the whole data, the halves' gradients are opposite noise,
 * and a fit to one half makes the other worse: its share out of fold is negative however well a
 * flexible family fits. A penalty that is there stands in both halves' gradients. So the part of
 * {@code inSample} that {@code outOfFold} lacks is noise, and a distance from stationarity made of
 * it cannot pass for regularization. What both halves share is not yet the named penalty: training
 * that was merely stopped leaves such a gradient too, and then {@code outOfFold} says how much of
 * it the family has the form to express.
 *
 * @param inSample mean agreement with the half fitted to, weighted by the gradients' energies
 * @param outOfFold the same with the other half
 */
public record SplitHalf(Agreement inSample, Agreement outOfFold) {

  /**
   * Fits and scores.
   *
   * @param penalty the family
   * @param estimator Λ̂ from a pool, for example {@code pool -> family.fit(pool).lambda()}
   * @param first endpoints with the loss gradients of one half of the data, as a mean over it
   * @param second the same parameters with the gradients of the other half
   * @throws IllegalArgumentException when the parameters of the two are not the same
   */
  public static SplitHalf crossFit(
      Penalty penalty,
      Function<EndpointPool, double[]> estimator,
      EndpointPool first,
      EndpointPool second) {
    requireSameParameters(first, second);
    double[] ofFirst = estimator.apply(first);
    double[] ofSecond = estimator.apply(second);
    return new SplitHalf(
        mean(
            first,
            Agreement.of(first, penalty, ofFirst),
            second,
            Agreement.of(second, penalty, ofSecond)),
        mean(
            first,
            Agreement.of(first, penalty, ofSecond),
            second,
            Agreement.of(second, penalty, ofFirst)));
  }

  private static void requireSameParameters(EndpointPool first, EndpointPool second) {
    boolean same = first.size() == second.size();
    for (int k = 0; same && k < first.size(); k++) {
      Endpoint a = first.endpoints().get(k);
      Endpoint b = second.endpoints().get(k);
      same = Arrays.equals(a.parameters(), b.parameters()) && a.weight() == b.weight();
    }
    if (!same) {
      throw new IllegalArgumentException(
          "both halves need the same endpoints, parameters and weights, in the same order;"
              + " only the loss gradients differ");
    }
  }

  private static Agreement mean(
      EndpointPool first, Agreement ofFirst, EndpointPool second, Agreement ofSecond) {
    double a = first.distanceFromStationarity();
    double b = second.distanceFromStationarity();
    double larger = Math.max(a, b);
    if (larger == 0) {
      return Agreement.ofEnergies(
          ofFirst.residualRatio() + ofSecond.residualRatio(), /* energy= */ 0);
    }
    // The halves have the same parameters, so that their energies are as these ratios' squares.
    double shareOfFirst = Double.isInfinite(larger) ? 1 : a / larger;
    double shareOfSecond = Double.isInfinite(larger) ? 1 : b / larger;
    double residual =
        square(shareOfFirst * ofFirst.residualRatio())
            + square(shareOfSecond * ofSecond.residualRatio());
    return Agreement.ofEnergies(residual, square(shareOfFirst) + square(shareOfSecond));
  }

  private static double square(double x) {
    return x * x;
  }
}
