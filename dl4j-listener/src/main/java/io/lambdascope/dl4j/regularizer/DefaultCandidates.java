package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The candidates where none are given. The leading implicit penalty of a finite step depends on the
 * updater: with Sgd and momentum it is the squared two-norm of the gradient (Barrett and Dherin,
 * ICLR 2021), with Adam, RMSProp and their kin, which divide by a running root mean square, its
 * perturbed one-norm (Cattaneo, Klusowski, Shigida, ICML 2024).
 */
public final class DefaultCandidates {

  private DefaultCandidates() {}

  /**
   * {@code l2} beside {@code gradient_norm} or {@code gradient_one_norm}, or beside {@code l1}
   * where the reference computes no gradient, so that the default costs none.
   *
   * @param layout of the network, with its updaters
   * @param objectiveAtHand whether the reference has data that it computes gradients on
   */
  public static List<Regularizer> of(ParameterLayout layout, boolean objectiveAtHand) {
    if (!objectiveAtHand) {
      return List.of(Regularizers.l2(), Regularizers.l1());
    }
    boolean adaptive =
        layout.trained().stream().map(Segment::updater).anyMatch(DefaultCandidates::isAdaptive);
    return List.of(
        Regularizers.l2(), adaptive ? Regularizers.gradientOneNorm() : Regularizers.gradientNorm());
  }

  private static boolean isAdaptive(IUpdater updater) {
    return !(updater instanceof Sgd || updater instanceof Nesterovs);
  }
}
