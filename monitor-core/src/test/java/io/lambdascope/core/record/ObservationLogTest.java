package io.lambdascope.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.record.Damage.Kind;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Term;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationLogTest {

  private static final int COUNT = 7;

  @TempDir private Path directory;

  private final List<Observation> run = Observations.run(COUNT);

  private Path log() {
    return directory.resolve("run.log");
  }

  private static void append(Path log, List<Observation> observations) throws IOException {
    append(log, observations, ObservationLogWriter.DEFAULT_MAX_BYTES);
  }

  private static void append(Path log, List<Observation> observations, long maxBytes)
      throws IOException {
    try (ObservationLogWriter writer =
        ObservationLogWriter.open(log, Observations.HEADER, maxBytes)) {
      for (Observation observation : observations) {
        writer.record(observation, Observations.at(observation));
      }
    }
  }

  private static List<LoggedObservation> logged(List<Observation> observations) {
    return observations.stream()
        .map(o -> new LoggedObservation(Observations.at(o).epoch(), Observations.at(o).loss(), o))
        .toList();
  }

  /** Observations hold arrays, by which records are not equal: their bytes are compared. */
  private static List<String> bytes(List<LoggedObservation> observations) {
    return observations.stream().map(o -> Arrays.toString(ObservationCodec.encoded(o))).toList();
  }

  private List<String> expected(int count) {
    return bytes(logged(run.subList(0, count)));
  }

  private List<String> asides() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("damaged"))
          .sorted()
          .toList();
    }
  }

  @Test
  void read_wholeLog_observationsExact() throws IOException {
    append(log(), run);
    ObservationLog read = ObservationLog.read(log());
    assertThat(read.header()).isEqualTo(Observations.HEADER);
    assertThat(bytes(read.observations())).isEqualTo(expected(COUNT));
    assertThat(read.observations().get(2).observation().match()).isEqualTo(run.get(2).match());
    assertThat(read.observations().get(2).loss()).isEqualTo(1.0 / 7);
    assertThat(read.damages()).isEmpty();
    assertThat(read.lastIteration()).isEqualTo(18);
  }

  @Test
  void record_twoRegularizers_asManyBytesAsStated() throws IOException {
    append(log(), run.subList(0, 4));
    long before = Files.size(log());
    // The fifth has ηh and error measured, one share of two, and no attribution.
    append(log(), run.subList(4, 5));
    assertThat(Files.size(log()) - before).isEqualTo(131 + 2 * 8 + 1 + 9);
  }

  @Test
  void read_noLog_saysSo() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> ObservationLog.read(log()))
        .withMessageContaining("run.log");
  }

  /** Where each record ends: the bytes before are a log of k whole records. */
  private long[] ends() throws IOException {
    long[] ends = new long[COUNT + 1];
    Path growing = directory.resolve("growing.log");
    for (int k = 0; k <= COUNT; k++) {
      append(growing, run.subList(0, k));
      ends[k] = Files.size(growing);
    }
    return ends;
  }

  private static int wholeRecords(long[] ends, long bytes) {
    return (int) Arrays.stream(ends).filter(end -> end <= bytes).count() - 1;
  }

  @Test
  void truncatedAtEveryByte_readerReturnsWholeRecords_writerGoesOn() throws IOException {
    append(log(), run);
    byte[] whole = Files.readAllBytes(log());
    long[] ends = ends();
    assertThat(ends[COUNT]).isEqualTo(whole.length);
    Path cut = directory.resolve("cut.log");
    for (int length = 0; length <= whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      int records = wholeRecords(ends, length);
      if (records < 0) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> ObservationLog.read(cut))
            .withMessageContaining("cut.log, byte");
      } else {
        ObservationLog read = ObservationLog.read(cut);
        assertThat(bytes(read.observations())).isEqualTo(expected(records));
        if (length == ends[records]) {
          assertThat(read.damages()).isEmpty();
        } else {
          assertThat(read.damages())
              .containsExactly(
                  new Damage(
                      cut,
                      ends[records],
                      Kind.TORN_TAIL,
                      "record %d was not written to its end".formatted(records + 1)));
        }
      }
      append(cut, run);
      assertThat(Files.mismatch(cut, log())).as("gone on after %d bytes", length).isEqualTo(-1);
    }
    assertThat(asides()).isEmpty();
  }

  @Test
  void everyByteChanged_nothingWrongIsRead_nothingWholeIsLost() throws IOException {
    append(log(), run);
    byte[] whole = Files.readAllBytes(log());
    long[] ends = ends();
    Path changed = directory.resolve("changed.log");
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(changed, bytes);
      int records = wholeRecords(ends, at);
      if (records < 0) {
        assertThatIllegalArgumentException()
            .as("byte %d", at)
            .isThrownBy(() -> ObservationLog.read(changed));
        if (at >= 8 && at < 12) {
          continue; // another version: refused, see the test of that
        }
      } else {
        ObservationLog read = ObservationLog.read(changed);
        assertThat(bytes(read.observations())).isEqualTo(expected(records));
        assertThat(read.damages()).hasSize(1);
        assertThat(read.damages().get(0).offset()).isEqualTo(ends[records]);
      }
      append(changed, run);
      assertThat(Files.mismatch(changed, log())).isEqualTo(-1);
      // Cut off was the last record alone; with anything else the damaged file is kept.
      Path aside = directory.resolve("changed.log.damaged-1");
      if (records == COUNT - 1 && Files.notExists(aside)) {
        continue;
      }
      assertThat(Files.readAllBytes(aside)).as("byte %d", at).isEqualTo(bytes);
      Files.delete(aside);
    }
  }

  @Test
  void open_zerosBehindTheLastRecord_cutOff() throws IOException {
    append(log(), run.subList(0, 3));
    Files.write(log(), Arrays.copyOf(Files.readAllBytes(log()), (int) Files.size(log()) + 300));
    assertThat(ObservationLog.read(log()).damages())
        .singleElement()
        .extracting(Damage::kind)
        .isEqualTo(Kind.TORN_TAIL);
    append(log(), run);
    assertThat(bytes(ObservationLog.read(log()).observations())).isEqualTo(expected(COUNT));
  }

  @Test
  void open_damagedInTheMiddle_movedAsideByName() throws IOException {
    append(log(), run);
    byte[] bytes = Files.readAllBytes(log());
    bytes[(int) ends()[2] + 40] ^= 1;
    Files.write(log(), bytes);
    append(log(), run.subList(5, 7));
    assertThat(asides()).containsExactly("run.log.damaged-1");
    assertThat(ObservationLog.read(log()).observations()).hasSize(2);
    assertThat(ObservationLog.read(directory.resolve("run.log.damaged-1")).observations())
        .hasSize(2);
  }

  @Test
  void record_earlierIterations_notTwice() throws IOException {
    append(log(), run.subList(0, 5));
    append(log(), run);
    append(log(), run.subList(2, 4));
    assertThat(bytes(ObservationLog.read(log()).observations())).isEqualTo(expected(COUNT));
  }

  @Test
  void record_beyondTheBound_oldestHalfDropped() throws IOException {
    List<Observation> many = Observations.run(400);
    long bound = ObservationLogWriter.SMALLEST_MAX_BYTES;
    append(log(), many.subList(0, 250), bound);
    append(log(), many, bound);
    long size = Files.size(log()) + Files.size(directory.resolve("run.log.1"));
    assertThat(size).isBetween(bound / 2, bound);
    ObservationLog read = ObservationLog.read(log());
    int kept = read.observations().size();
    // A half that is full holds more records than fit with all that an observation can have.
    assertThat(kept).isGreaterThan((int) (bound / 2 / 300));
    assertThat(bytes(read.observations())).isEqualTo(bytes(logged(many.subList(400 - kept, 400))));
    assertThat(read.damages()).isEmpty();
  }

  @Test
  void open_anotherRunsLog_refused() throws IOException {
    append(log(), run);
    byte[] before = Files.readAllBytes(log());
    for (LogHeader other :
        List.of(
            new LogHeader(new Identity("other", "model", "gradient_flow"), Observations.TERMS, 40),
            new LogHeader(Observations.IDENTITY, List.of(Term.of("l1"), Term.of("l2")), 40),
            new LogHeader(Observations.IDENTITY, Observations.TERMS, 41))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ObservationLogWriter.open(log(), other, ObservationLogWriter.DEFAULT_MAX_BYTES))
          .withMessageContainingAll("run.log", "record to another file");
    }
    assertThat(Files.readAllBytes(log())).isEqualTo(before);
  }

  @Test
  void open_anotherVersion_refusedByReaderAndWriter() throws IOException {
    append(log(), run);
    byte[] bytes = Files.readAllBytes(log());
    ByteBuffer.wrap(bytes).putInt(8, 2);
    Files.write(log(), bytes);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> append(log(), run))
        .withMessageContainingAll("run.log", "version 2", "version 1 only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObservationLog.read(log()))
        .withMessageContaining("version 2");
    assertThat(Files.readAllBytes(log())).isEqualTo(bytes);
  }

  @Test
  void open_twice_refused() throws IOException {
    try (ObservationLogWriter writer =
        ObservationLogWriter.open(log(), Observations.HEADER, 1 << 20)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> append(log(), run))
          .withMessageContainingAll("another monitor writes", "run.log");
      assertThat(writer.lastIteration()).isEqualTo(-1);
    }
    append(log(), run);
  }

  @Test
  void open_boundOutOfRange_refused() {
    for (long bytes :
        new long[] {
          0, ObservationLogWriter.SMALLEST_MAX_BYTES - 1, ObservationLogWriter.LARGEST_MAX_BYTES + 1
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> append(log(), run, bytes))
          .withMessageContainingAll("bytes", Long.toString(bytes));
    }
  }

  /** A content with a right checksum that is none: only a writer's error can make one. */
  @Test
  void read_contentOfNoObservation_isDamage() throws IOException {
    append(log(), run.subList(0, 2));
    byte[] nonsense = {1, 2, 3};
    CRC32C crc = new CRC32C();
    crc.update(nonsense);
    byte[] block = LogFormat.block(nonsense);
    assertThat(ByteBuffer.wrap(block).getInt(8)).isEqualTo((int) crc.getValue());
    byte[] log = Files.readAllBytes(log());
    Files.write(log(), ByteBuffer.allocate(log.length + block.length).put(log).put(block).array());
    ObservationLog read = ObservationLog.read(log());
    assertThat(read.observations()).hasSize(2);
    assertThat(read.damages()).singleElement().extracting(Damage::kind).isEqualTo(Kind.CHANGED);
  }
}
