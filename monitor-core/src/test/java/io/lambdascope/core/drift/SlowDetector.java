package io.lambdascope.core.drift;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** The two statistics by their definitions: two-pass sums and a maximum over all beginnings. */
final class SlowDetector {

  private record Seen(long iteration, double value, double variance) {}

  private final DriftOptions options;
  private final List<Seen> seen = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();

  SlowDetector(DriftOptions options) {
    this.options = options;
  }

  void update(long iteration, double value, double variance) {
    if (seen.size() >= 10) {
      double weight = seen.stream().mapToDouble(o -> 1 / o.variance()).sum();
      double error = Math.sqrt(squares() / (seen.size() - 1) * (variance + 1 / weight));
      scores.add(score((value - mean()) / error, seen.size() - 1));
    }
    seen.add(new Seen(iteration, value, variance));
  }

  /** max over i of Σ_{j ≥ i} (± u_j − k), at least 0. */
  double cusum(int sign) {
    double largest = 0;
    for (int i = 0; i < scores.size(); i++) {
      largest =
          Math.max(
              largest,
              scores.subList(i, scores.size()).stream()
                  .mapToDouble(u -> sign * u - options.reference())
                  .sum());
    }
    return largest;
  }

  double z() {
    double[] fast = weights(options.fastHalfLife());
    double[] slow = weights(options.slowHalfLife());
    double difference = 0;
    double variance = 0;
    for (int i = 0; i < fast.length; i++) {
      double contrast = fast[i] - slow[i];
      difference += contrast * seen.get(i).value();
      variance += contrast * contrast * seen.get(i).variance();
    }
    int n = seen.size();
    double share = difference * difference / (variance * squares());
    return score(Math.signum(difference) * Math.sqrt(share * (n - 2) / (1 - share)), n - 2);
  }

  private double[] weights(double halfLife) {
    long now = seen.get(seen.size() - 1).iteration();
    double[] weights =
        seen.stream()
            .mapToDouble(
                o -> Math.exp(Math.log(0.5) * (now - o.iteration()) / halfLife) / o.variance())
            .toArray();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private double mean() {
    return seen.stream().mapToDouble(o -> o.value() / o.variance()).sum()
        / seen.stream().mapToDouble(o -> 1 / o.variance()).sum();
  }

  private double squares() {
    double mean = mean();
    return seen.stream().mapToDouble(o -> Math.pow(o.value() - mean, 2) / o.variance()).sum();
  }

  private static double score(double t, double degreesOfFreedom) {
    double below = new TDistribution(degreesOfFreedom).cumulativeProbability(-Math.abs(t));
    return -Math.signum(t) * new NormalDistribution().inverseCumulativeProbability(below);
  }
}
