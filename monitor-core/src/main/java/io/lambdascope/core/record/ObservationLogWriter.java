package io.lambdascope.core.record;

import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.monitor.Recorder;
import io.lambdascope.core.record.Damage.Kind;
import io.lambdascope.core.snapshot.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends observations to a log, and goes on with one that is there.
 *
 * <p><b>What is safe when.</b> Each record is handed to the operating system before {@link #record}
 * returns: a process that is killed loses nothing, but perhaps the record it was writing, which a
 * reader tells and the next writer cuts off. A machine that loses its power may lose what was
 * written since the last {@link #flush}, which is also done by {@link #close} and where a file is
 * ended.
 *
 * <p><b>Bound.</b> The two files of a log are never larger than half the bound each; what is older
 * is dropped, a half at a time. A record of r = 2 regularizers is 131 bytes, and 155 with all
 * measures of the reference's quality, so the default bound holds 400,000 observations at least.
 *
 * <p>Mutable, for one thread at a time; one writer for a log, in this process and all others.
 */
public final class ObservationLogWriter implements Recorder, AutoCloseable {

  /** 128 MiB, in bytes: some 800,000 observations of two regularizers, 400,000 of them for sure. */
  public static final long DEFAULT_MAX_BYTES = 128L << 20;

  /** In bytes: a header and some records. */
  public static final long SMALLEST_MAX_BYTES = 8L << 10;

  /** In bytes: a reader takes in a file at once. */
  public static final long LARGEST_MAX_BYTES = 2L << 30;

  private static final Logger log = LoggerFactory.getLogger(ObservationLogWriter.class);

  private final Path path;
  private final LogHeader header;
  private final long maxBytes;
  private FileChannel channel;
  private long length;
  private long lastIteration;

  private ObservationLogWriter(
      Path path, LogHeader header, long maxBytes, FileChannel channel, long length, long last) {
    this.path = path;
    this.header = header;
    this.maxBytes = maxBytes;
    this.channel = channel;
    this.length = length;
    this.lastIteration = last;
  }

  /**
   * Opens a log, to go on with it where there is one. A last record that was not written to its end
   * is cut off. A log that was changed elsewhere is moved aside, named in a warning, and a fresh
   * one begun in its place.
   *
   * @param maxBytes bound of the log's files together
   * @throws IllegalArgumentException when the bound is out of its range, the log is of another run,
   *     of other terms, of another model or of another version, or another writer has it open
   * @throws IOException when the file cannot be read or written
   */
  public static ObservationLogWriter open(Path path, LogHeader header, long maxBytes)
      throws IOException {
    if (maxBytes < SMALLEST_MAX_BYTES || maxBytes > LARGEST_MAX_BYTES) {
      throw new IllegalArgumentException(
          "the bound of a log is in bytes and must lie in [%d, %d], was %d"
              .formatted(SMALLEST_MAX_BYTES, LARGEST_MAX_BYTES, maxBytes));
    }
    FileChannel channel = open(path);
    try {
      LogFormat.Segment found = LogFormat.read(path);
      refuseOthers(path, found, header);
      Damage damage = found.damage().orElse(null);
      if (damage != null && damage.kind() == Kind.CHANGED) {
        channel.close();
        Path aside = Aside.move(path, "damaged");
        log.warn(
            "The log of observations is damaged ({}). It was moved to {}, where its whole records"
                + " can still be read, and a fresh log is begun.",
            damage,
            aside);
        channel = open(path);
        found = LogFormat.read(path);
      } else if (damage != null && found.header().isPresent()) {
        log.info("The last record of a log of observations is cut off: {}", damage);
      }
      long length = found.header().isPresent() ? found.length() : 0;
      channel.truncate(length);
      channel.position(length);
      long last = found.header().isPresent() ? ObservationLog.read(path).lastIteration() : -1;
      ObservationLogWriter writer =
          new ObservationLogWriter(path, header, maxBytes, channel, length, last);
      if (length == 0) {
        writer.write(LogFormat.begin(header));
      }
      return writer;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new IllegalArgumentException(
          "another monitor writes the log %s; give each its own".formatted(path));
    }
    return channel;
  }

  private static void refuseOthers(Path path, LogFormat.Segment found, LogHeader header) {
    if (found.damage().filter(d -> d.kind() == Kind.OTHER_VERSION).isPresent()) {
      throw new IllegalArgumentException(
          found.damage().orElseThrow() + "; or record to another file");
    }
    if (found.header().filter(other -> !other.equals(header)).isPresent()) {
      throw new IllegalArgumentException(
          ("the log %s is of %s and cannot be gone on with by %s; record to another file, or move"
                  + " this one away")
              .formatted(path, found.header().orElseThrow(), header));
    }
  }

  /** The last iteration in the log; −1 in an empty one. */
  public long lastIteration() {
    return lastIteration;
  }

  /**
   * Appends an observation, unless the log has one of its iteration or a later one: it is then of a
   * stretch that training went through before.
   *
   * @throws IOException when it cannot be written, the disk being full for example; the log is then
   *     as before
   */
  @Override
  public void record(Observation observation, Progress at) throws IOException {
    long iteration = observation.match().iteration();
    if (iteration <= lastIteration) {
      return;
    }
    byte[] block =
        LogFormat.block(
            ObservationCodec.encoded(new LoggedObservation(at.epoch(), at.loss(), observation)));
    if (length + block.length > maxBytes / 2) {
      beginFile();
    }
    write(block);
    lastIteration = iteration;
  }

  private void beginFile() throws IOException {
    channel.force(false);
    channel.close();
    Files.move(path, ObservationLog.older(path), StandardCopyOption.REPLACE_EXISTING);
    channel = open(path);
    length = 0;
    write(LogFormat.begin(header));
  }

  private void write(byte[] bytes) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      length += bytes.length;
    } catch (IOException e) {
      try {
        // Part of it may be written: what is appended next must not stand behind that.
        channel.truncate(length);
        channel.position(length);
      } catch (IOException again) {
        e.addSuppressed(again);
        channel.close();
      }
      throw e;
    }
  }

  /** Has the operating system write everything to the disk. */
  @Override
  public void flush() throws IOException {
    channel.force(false);
  }

  /** Writes everything to the disk and ends. May be called more than once. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.force(false);
      channel.close();
    }
  }
}
