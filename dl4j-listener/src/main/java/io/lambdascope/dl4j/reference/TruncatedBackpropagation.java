package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.Network;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;

/**
 * Which references there are for training by truncated backpropagation through time, where each
 * iteration is a segment that starts from the state the segment before left behind.
 *
 * <p>Those that take the step's own gradient always; those that compute one of the step's segment,
 * from the state that was carried into it; none that computes one of a probe.
 */
public final class TruncatedBackpropagation {

  private TruncatedBackpropagation() {}

  /**
   * Refuses what cannot be.
   *
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   * @throws IllegalArgumentException with the reason and what to do
   */
  public static void refuseUnreferenceable(
      Reference reference, boolean objectiveUsed, Network network) {
    if (network.backpropType() != BackpropType.TruncatedBPTT) {
      return;
    }
    if (reference.probe().isPresent()) {
      throw new IllegalArgumentException(
          ("the network is trained by truncated backpropagation through time, and the reference %s"
                  + " has a probe: the gradient of a segment, from a carried state, is that of no"
                  + " fixed loss which a probe could stand for. Use the references withoutDropout or"
                  + " withoutPenalties, or BackpropType.Standard")
              .formatted(reference));
    }
    List<String> wrapped = network.wrappedRecurrences();
    if ((reference.computesGradient() || objectiveUsed) && !wrapped.isEmpty()) {
      throw new IllegalArgumentException(
          ("the network is trained by truncated backpropagation through time with recurrent layers"
                  + " in wrappers, %s, whose carried state DL4J does not give out, so the gradient"
                  + " of a segment cannot be computed again. Use the reference withoutPenalties and"
                  + " regularizers of the parameters alone, or BackpropType.Standard")
              .formatted(wrapped));
    }
  }
}
