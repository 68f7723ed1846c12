package io.lambdascope.core.record;

import java.nio.file.Path;

/**
 * Where a file of a log ends being one.
 *
 * @param file the file
 * @param offset of the first byte that does not belong to a whole record
 * @param kind what that means
 * @param what in words
 */
public record Damage(Path file, long offset, Kind kind, String what) {

  /** What there is after the last whole record. */
  public enum Kind {
    /** A last record that was being written: nothing is lost but it. */
    TORN_TAIL,
    /** Bytes that were changed, perhaps with whole records after them. */
    CHANGED,
    /** The file is a log's of another version of the format. */
    OTHER_VERSION
  }

  @Override
  public String toString() {
    return "%s, byte %d: %s".formatted(file, offset, what);
  }
}
