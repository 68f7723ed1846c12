package io.lambdascope.core.record;

import io.lambdascope.core.record.Damage.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file of a log, big-endian.
 *
 * <pre>
 * file    "LSCOPE\r\n"  int32 version  block(header)  block(observation) …
 * block   int32 length  int32 CRC32C(length)  int32 CRC32C(content)  content
 * </pre>
 *
 * <p>The length has a check of its own: without it a changed length in the middle of a file, beyond
 * the file's end, would look like a last record that was being written, and a writer would cut off
 * the whole records after it.
 */
final class LogFormat {

  /** Raised whenever a log could be misread by the code before. */
  static final int VERSION = 1;

  /** With a line's end in it, so that a transfer as text is noticed. */
  private static final byte[] MAGIC = "LSCOPE\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int PREAMBLE = MAGIC.length + Integer.BYTES;
  private static final int BLOCK_HEADER = 3 * Integer.BYTES;

  private LogFormat() {}

  /**
   * What was read of a file.
   *
   * @param header empty where the file ends or is damaged before its end
   * @param observations the whole ones before the damage
   * @param damage empty for a whole file
   * @param length of what is whole, in bytes
   */
  record Segment(
      Optional<LogHeader> header,
      List<LoggedObservation> observations,
      Optional<Damage> damage,
      long length) {}

  static byte[] begin(LogHeader header) {
    byte[] block = block(header.encoded());
    return ByteBuffer.allocate(PREAMBLE + block.length)
        .put(MAGIC)
        .putInt(VERSION)
        .put(block)
        .array();
  }

  static byte[] block(byte[] content) {
    return ByteBuffer.allocate(BLOCK_HEADER + content.length)
        .putInt(content.length)
        .putInt(checkOfLength(content.length))
        .putInt(check(content))
        .put(content)
        .array();
  }

  private static int checkOfLength(int length) {
    return check(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
  }

  private static int check(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Reads a file; whatever bytes there are, they are no reason to throw. */
  static Segment read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    int whole = Math.min(PREAMBLE, bytes.length);
    byte[] expected = ByteBuffer.allocate(PREAMBLE).put(MAGIC).putInt(VERSION).array();
    boolean sameMagic = startsAlike(bytes, expected, Math.min(whole, MAGIC.length));
    if (!sameMagic) {
      return broken(file, Kind.CHANGED, "this is no log of observations, or its start was changed");
    }
    boolean sameVersion = startsAlike(bytes, expected, whole);
    if (bytes.length < PREAMBLE) {
      return sameVersion
          ? broken(file, Kind.TORN_TAIL, "the file ends within its first " + PREAMBLE + " bytes")
          : broken(file, Kind.CHANGED, "the version was changed");
    }
    rest.position(PREAMBLE);
    Scan scan = new Scan(file, rest);
    byte[] head = scan.next();
    if (head == null) {
      Damage damage = scan.damage("the header");
      return new Segment(Optional.empty(), List.of(), Optional.of(damage), 0);
    }
    if (!sameVersion) {
      int version = ByteBuffer.wrap(bytes, MAGIC.length, Integer.BYTES).getInt();
      return broken(
          file,
          Kind.OTHER_VERSION,
          "the log is of version %d, this library reads version %d only; use the library that wrote it"
              .formatted(version, VERSION));
    }
    LogHeader header;
    try {
      header = LogHeader.decoded(head);
    } catch (IOException e) {
      return broken(file, Kind.CHANGED, "the header says nothing: " + e.getMessage());
    }
    List<LoggedObservation> observations = new ArrayList<>();
    for (byte[] content = scan.next(); content != null; content = scan.next()) {
      try {
        observations.add(ObservationCodec.decoded(content));
      } catch (IOException e) {
        scan.refuse(Kind.CHANGED, "holds no observation: " + e.getMessage());
        break;
      }
    }
    Optional<Damage> damage =
        scan.isAtEnd()
            ? Optional.empty()
            : Optional.of(scan.damage("record " + (observations.size() + 1)));
    return new Segment(Optional.of(header), observations, damage, scan.start());
  }

  private static boolean startsAlike(byte[] bytes, byte[] expected, int length) {
    return Arrays.equals(bytes, 0, length, expected, 0, length);
  }

  private static Segment broken(Path file, Kind kind, String what) {
    return new Segment(
        Optional.empty(), List.of(), Optional.of(new Damage(file, 0, kind, what)), 0);
  }

  /** Goes through the blocks of a file. */
  private static final class Scan {
    private final Path file;
    private final ByteBuffer rest;
    private int start;
    private @Nullable Kind kind;
    private String what = "";

    Scan(Path file, ByteBuffer rest) {
      this.file = file;
      this.rest = rest;
      this.start = rest.position();
    }

    /** The next block's content; null at the end, and where there is no whole block. */
    byte @Nullable [] next() {
      start = rest.position();
      if (rest.remaining() < BLOCK_HEADER) {
        if (rest.hasRemaining()) {
          tear();
        }
        return null;
      }
      int length = rest.getInt();
      int lengthCheck = rest.getInt();
      int contentCheck = rest.getInt();
      if (length < 0 || lengthCheck != checkOfLength(length)) {
        // A file system may lengthen a file before it has written what belongs there.
        if (isZeroFrom(start)) {
          tear();
        } else {
          refuse(Kind.CHANGED, "has a length that was changed");
        }
        return null;
      }
      if (length > rest.remaining()) {
        tear();
        return null;
      }
      byte[] content = new byte[length];
      rest.get(content);
      if (check(content) != contentCheck) {
        // At the file's end there is nothing behind it that cutting it off could lose.
        refuse(rest.hasRemaining() ? Kind.CHANGED : Kind.TORN_TAIL, "does not have its checksum");
        return null;
      }
      return content;
    }

    private boolean isZeroFrom(int from) {
      for (int i = from; i < rest.limit(); i++) {
        if (rest.get(i) != 0) {
          return false;
        }
      }
      return true;
    }

    private void tear() {
      refuse(Kind.TORN_TAIL, "was not written to its end");
    }

    void refuse(Kind why, String how) {
      kind = why;
      what = how;
    }

    boolean isAtEnd() {
      return kind == null;
    }

    /** Where the block begins that {@link #next} was last asked for. */
    long start() {
      return start;
    }

    Damage damage(String block) {
      Kind known = kind == null ? Kind.TORN_TAIL : kind;
      String how = kind == null ? "is missing" : what;
      return new Damage(file, start, known, block + " " + how);
    }
  }
}
