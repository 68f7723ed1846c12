package io.lambdascope.core.snapshot;

/**
 * What a training runs on: with the {@link Identity} it tells two runs of one name apart that ran
 * on different software.
 *
 * @param backend name of ND4J's backend, for example {@code nd4j-native}
 * @param dl4j version of DL4J, for example {@code 1.0.0-M2.1}
 */
public record Platform(String backend, String dl4j) {

  /** In place of a name that is not known. */
  public static final String UNKNOWN_NAME = "unknown";

  /** Of which nothing was said. */
  public static final Platform UNKNOWN = new Platform(UNKNOWN_NAME, UNKNOWN_NAME);
}
