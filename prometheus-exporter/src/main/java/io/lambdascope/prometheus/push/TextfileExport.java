package io.lambdascope.prometheus.push;

import io.lambdascope.core.snapshot.SnapshotSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the numbers of monitors to a file for the textfile collector of a node_exporter on the
 * same machine, when training ends.
 *
 * <pre>{@code
 * try (TextfileExport file = TextfileExport.to(Path.of("/var/lib/node_exporter/training.prom"));
 *     ImplicitBiasListener listener = file.watch(builder.attach(network))) {
 *   network.fit(data);
 * }
 * }</pre>
 *
 * <p>Made before the listener, so that it is closed after it: what is written has the last sample
 * in it, and also when training ended by an exception. The file is replaced as a whole or not at
 * all, by a {@code NAME.tmp} beside it that is renamed. It stays, and is exported, until somebody
 * deletes it; give each concurrent run a file of its own.
 *
 * <p><b>Failures.</b> Nothing is thrown once it is made: a failure to write is logged, the first as
 * a warning.
 *
 * <p><b>Threads.</b> Any; the file is written on the calling thread.
 */
public final class TextfileExport implements AutoCloseable {

  /** What the collector reads, all else in its directory is passed over. */
  private static final String SUFFIX = ".prom";

  private static final Logger log = LoggerFactory.getLogger(TextfileExport.class);

  private final WatchedMonitors monitors = new WatchedMonitors();
  private final Trouble trouble = new Trouble(log);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Path file;

  private TextfileExport(Path file) {
    this.file = file;
  }

  /**
   * An export to a file, which is not written yet.
   *
   * @param file in the directory that the collector is given
   * @throws IllegalArgumentException when its name does not end in {@code .prom}, or its directory
   *     does not exist or cannot be written to
   */
  public static TextfileExport to(Path file) {
    Path absolute = file.toAbsolutePath();
    if (!absolute.toString().endsWith(SUFFIX)) {
      throw new IllegalArgumentException(
          "the textfile collector reads files whose names end in %s, was \"%s\""
              .formatted(SUFFIX, file));
    }
    Path directory = absolute.getParent();
    if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          ("\"%s\" is no directory that can be written to; make it, and let node_exporter read it by"
                  + " --collector.textfile.directory")
              .formatted(directory));
    }
    return new TextfileExport(absolute);
  }

  /**
   * Takes a monitor in, for example a listener.
   *
   * @return the same
   * @throws IllegalStateException when one of the same run, model and reference is there already
   */
  public <S extends SnapshotSource> S watch(S monitor) {
    monitors.add(monitor);
    return monitor;
  }

  /**
   * Writes what is known now.
   *
   * @return whether the file was replaced; false after {@link #close}
   */
  public boolean writeNow() {
    return !closed.get() && write();
  }

  /** Writes a last time. Once; again is no error. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      boolean unused = write();
    }
  }

  private synchronized boolean write() {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
      try {
        Files.writeString(temporary, SnapshotText.of(monitors.snapshots()));
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      trouble.note("Could not write " + file, e);
      return false;
    }
  }
}
