package io.lambdascope.dl4j.reference;

/** A step made with a learning rate of zero, whose update carries nothing to compare. */
public final class ZeroLearningRateException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Of a segment at an iteration. */
  public ZeroLearningRateException(String segment, int iteration) {
    super("the learning rate of " + segment + " is zero at iteration " + iteration);
  }
}
