package io.lambdascope.examples.experiment;

/** A task of an experiment did not end well: no fault of the settings. */
final class TaskFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TaskFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
