package io.lambdascope.dl4j.capture;

/**
 * What has to be copied of a step beside parameters and update.
 *
 * @param rawGradient the gradient as backpropagation left it, summed over the examples
 * @param miniBatch the examples
 * @param updaterState the updater's state before and after the step
 */
public record CaptureNeeds(boolean rawGradient, boolean miniBatch, boolean updaterState) {

  /** What it takes to tell the causes of a deviation apart too. */
  public CaptureNeeds andCauses() {
    return new CaptureNeeds(true, true, updaterState);
  }
}
