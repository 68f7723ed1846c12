package io.lambdascope.core.snapshot;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.Cause;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The deviation of the last sample as a sum over its causes, b = Σ d: a chain of references, each
 * of which has one cause more of the update as made, from the reference in use to that update.
 * Immutable.
 *
 * @param links in the order of the chain, at most one for each cause
 */
public record Attribution(List<Link> links) {

  /**
   * What one cause adds.
   *
   * @param cause what d is due to
   * @param norm ‖d‖, in units of a gradient; exactly 0 where the cause is not in the training, such
   *     as {@link Cause#NOISE} without dropout
   * @param cosine dᵀb/(‖d‖‖b‖); empty where either is exactly zero
   * @param share dᵀb/‖b‖², negative where the cause takes away from what the others add; the shares
   *     sum to 1. Empty where b is exactly zero
   * @param estimate Λ̂ of d in place of b, over the samples since the monitor was started, by an
   *     estimator of the same kind. Where that weighs all observations by what is known before
   *     them, the Λ̂ of the links sum to that of b
   */
  public record Link(
      Cause cause,
      double norm,
      OptionalDouble cosine,
      OptionalDouble share,
      LambdaEstimate estimate) {}

  /** Copies. */
  public Attribution {
    links = List.copyOf(links);
  }

  /** The link of a cause; empty where the chain has none. */
  public Optional<Link> link(Cause cause) {
    return links.stream().filter(link -> link.cause() == cause).findFirst();
  }
}
