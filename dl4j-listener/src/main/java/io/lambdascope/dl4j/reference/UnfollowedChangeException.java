package io.lambdascope.dl4j.reference;

/** The network was changed to train by something that a reference cannot be compared with. */
public final class UnfollowedChangeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfollowedChangeException(String reason) {
    super(reason);
  }
}
