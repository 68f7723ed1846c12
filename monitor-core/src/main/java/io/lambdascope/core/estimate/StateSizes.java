package io.lambdascope.core.estimate;

/** Checks what comes from a document, which may have been damaged. */
final class StateSizes {

  private StateSizes() {}

  /**
   * Refuses an array of the wrong length.
   *
   * @throws IllegalArgumentException unless the two are equal
   */
  static void require(int expected, int... lengths) {
    for (int length : lengths) {
      if (length != expected) {
        throw new IllegalArgumentException(
            "the state has %d numbers where %d belong; was the document changed by hand?"
                .formatted(length, expected));
      }
    }
  }
}
