package io.lambdascope.core.record;

import io.lambdascope.core.monitor.MonitorState;
import io.lambdascope.core.monitor.StateStore;
import io.lambdascope.core.snapshot.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file with the state of a monitor, replaced as a whole: whenever a process is killed or a disk
 * full, what is there is the state before or the one after. Written beside it under the name {@code
 * NAME.tmp}, brought to the disk, and renamed; then the directory is brought to the disk.
 *
 * @param path the file, whose directory exists
 */
public record StateFile(Path path) implements StateStore {

  /**
   * The file of a monitor among those of others, {@code lambdascope-RUN-MODEL-REFERENCE.json} with
   * each character but letters, digits, dot and underscore written as {@code %} and its code.
   */
  public static StateFile in(Path directory, Identity identity) {
    return new StateFile(
        directory.resolve(
            "lambdascope-%s-%s-%s.json"
                .formatted(
                    safe(identity.run()), safe(identity.model()), safe(identity.reference()))));
  }

  private static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    name.chars()
        .forEach(
            c -> {
              boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.');
              safe.append(plain ? Character.toString(c) : "%%%02x".formatted(c));
            });
    return safe.toString();
  }

  @Override
  public void save(MonitorState state) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    ByteBuffer bytes =
        ByteBuffer.wrap(MonitorDocument.write(state).getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // Some systems cannot open a directory; there the rename may be lost with the power, no more.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!isWindows()) {
        throw e;
      }
    }
  }

  private static boolean isWindows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  /**
   * The state; empty when there is no file.
   *
   * @throws IllegalArgumentException when the file is damaged or of another version; names it
   * @throws IOException when it cannot be read
   */
  public Optional<MonitorState> load() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MonitorDocument.read(Files.readString(path)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(path + ": the monitor's document is damaged: no text", e);
    }
  }
}
