package io.lambdascope.core.snapshot;

/**
 * Which run, of which model, compared with what: the labels that tell one monitor's numbers from
 * another's.
 *
 * @param run name of the training run
 * @param model name of the model within it
 * @param reference name of the reference, for example {@code without_dropout}
 */
public record Identity(String run, String model, String reference) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a name is blank
   */
  public Identity {
    if (run.isBlank() || model.isBlank() || reference.isBlank()) {
      throw new IllegalArgumentException(
          "run, model and reference need a name each, were \"%s\", \"%s\", \"%s\""
              .formatted(run, model, reference));
    }
  }
}
