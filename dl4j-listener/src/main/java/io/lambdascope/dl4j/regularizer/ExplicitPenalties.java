package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * The penalties that a network is configured with, in the units of λ: DL4J's {@code l2(c)} is λ =
 * c/2 of ‖θ‖², {@code l1(c)} is λ = c of Σ|θ|, and {@code weightDecay(c)}, which subtracts ηcθ
 * after the updater, is λ = c/2 of ‖θ‖² under every updater, as deviations are in units of η. A
 * decay that is not multiplied by η is λ = c/(2η). Stateless.
 */
public final class ExplicitPenalties {

  private ExplicitPenalties() {}

  /**
   * λ of each column: that of all of its arrays, or empty where these differ or have none.
   *
   * @param layout of the network now, of the same parameters as the columns'
   */
  public static List<OptionalDouble> of(
      List<CandidateColumn> columns, ParameterLayout layout, int iteration, int epoch) {
    Map<String, Segment> now = new HashMap<>();
    for (Segment segment : layout.segments()) {
      now.put(segment.gradientKey(), segment);
    }
    List<OptionalDouble> lambdas = new ArrayList<>();
    for (CandidateColumn column : columns) {
      List<OptionalDouble> each =
          column.segments().stream()
              .map(then -> now.getOrDefault(then.gradientKey(), then))
              .map(segment -> column.regularizer().configured(segment, iteration, epoch))
              .distinct()
              .toList();
      lambdas.add(each.size() == 1 ? each.get(0) : OptionalDouble.empty());
    }
    return lambdas;
  }

  /** λ of Σ|θ|; empty where there is no such penalty, or one of another class as well. */
  static OptionalDouble l1(Segment segment, int iteration, int epoch) {
    double lambda = 0;
    int found = 0;
    for (Regularization penalty : segment.penalties()) {
      if (penalty instanceof L1Regularization l1) {
        lambda += l1.getL1().valueAt(iteration, epoch);
        found++;
      }
    }
    return known(lambda, found, segment);
  }

  /** λ of ‖θ‖²; empty where there is no such penalty, or one of another class as well. */
  static OptionalDouble l2(Segment segment, int iteration, int epoch) {
    double lambda = 0;
    int found = 0;
    for (Regularization penalty : segment.penalties()) {
      if (penalty instanceof L2Regularization l2) {
        lambda += l2.getL2().valueAt(iteration, epoch) / 2;
        found++;
      } else if (penalty instanceof WeightDecay decay) {
        double c = decay.getCoeff().valueAt(iteration, epoch);
        lambda += (decay.isApplyLR() ? c : c / segment.learningRate(iteration, epoch)) / 2;
        found++;
      }
    }
    return known(lambda, found, segment);
  }

  /** What a penalty of the user's own would show as is not known, so neither is the sum. */
  private static OptionalDouble known(double lambda, int found, Segment segment) {
    boolean others =
        segment.penalties().stream()
            .anyMatch(
                penalty ->
                    !(penalty instanceof L1Regularization
                        || penalty instanceof L2Regularization
                        || penalty instanceof WeightDecay));
    return found > 0 && !others && Double.isFinite(lambda)
        ? OptionalDouble.of(lambda)
        : OptionalDouble.empty();
  }
}
