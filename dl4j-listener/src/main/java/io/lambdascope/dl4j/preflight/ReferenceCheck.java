package io.lambdascope.dl4j.preflight;

import java.util.Optional;

/**
 * Whether a network's steps can be compared with a reference, and what a sample costs.
 *
 * @param reference its name
 * @param refusal why not, and what to do; empty where they can
 * @param gradients evaluations of the gradient of all its data that a sample takes, at most: what
 *     reference and regularizers share is counted for both
 * @param examples how many examples that gradient is a mean over; 0 for those of the mini-batch
 * @param data which examples these are, in words
 */
public record ReferenceCheck(
    String reference, Optional<String> refusal, double gradients, long examples, String data) {

  /**
   * The predicted cost of a sample in training steps: in gradients of a mini-batch, of which a step
   * is little more than one.
   *
   * @param batchSize examples in a mini-batch, at least 1
   */
  public double trainingSteps(int batchSize) {
    return examples == 0 ? gradients : gradients * examples / batchSize;
  }
}
