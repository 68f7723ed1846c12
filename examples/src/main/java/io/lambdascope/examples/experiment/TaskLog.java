package io.lambdascope.examples.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What finished tasks gave, in a file by which a run that was broken off goes on: a line that says
 * whose run it is, then one for each task, in JSON. A line that was cut short, the last one of a
 * run that was killed, counts as not there. One process at a time: the file is locked until closed.
 *
 * <p>Safe for several threads.
 */
public final class TaskLog implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "lambdascope-tasks";
  private static final String TASKS = "tasks";

  /**
   * What one task gave.
   *
   * @param cells its cells
   * @param seconds how long it took
   */
  public record Done(List<Cell> cells, double seconds) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Done> done = new LinkedHashMap<>();

  private TaskLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Whether there is a log. */
  public static boolean exists(Path file) {
    return Files.exists(file);
  }

  /**
   * Sees that a new log may take the place of the one that is there: that nothing unfinished is
   * lost.
   *
   * @param unfinished whether one that was broken off may be lost
   * @throws IllegalArgumentException when the log there is of a run that was broken off, or not a
   *     log; says what to do
   * @throws IOException when it cannot be read
   */
  public static void requireReplaceable(Path file, boolean unfinished) throws IOException {
    List<String> lines = wholeLines(Files.readAllBytes(file));
    if (lines.isEmpty()) {
      return; // killed before it had begun
    }
    JsonNode header = parse(file, lines.get(0));
    requireFormat(file, header);
    int done = lines.size() - 1;
    if (!unfinished && done > 0 && done < header.path(TASKS).asInt(Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s is of a run that was broken off with %d tasks done; --resume goes on with it, --restart begins anew, or give another --out"
              .formatted(file, done));
    }
  }

  /**
   * Begins a new one, in place of any that is there.
   *
   * @param identity of the run: what it must have in common with one that goes on from here
   * @param tasks how many the run has
   * @throws IllegalArgumentException when another process has it
   * @throws IOException when it cannot be written
   */
  public static TaskLog create(Path file, Map<String, String> identity, int tasks)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.put("format", FORMAT).put("version", ResultsJson.VERSION);
    identity.forEach(header::put);
    header.put(TASKS, tasks);
    TaskLog log = new TaskLog(file, locked(file));
    log.channel.truncate(0);
    log.append(header);
    return log;
  }

  /**
   * Opens one to go on from.
   *
   * @param identity of the run that is to go on
   * @throws IllegalArgumentException when it is damaged, of another version, of a run that was set
   *     otherwise or in use; says what to do. Nothing is changed then
   * @throws IOException when it cannot be read or written
   */
  public static TaskLog open(Path file, Map<String, String> identity) throws IOException {
    TaskLog log = new TaskLog(file, locked(file));
    try {
      // By the channel, as its lock may keep others out.
      byte[] content = Channels.newInputStream(log.channel).readAllBytes();
      List<String> lines = wholeLines(content);
      if (lines.isEmpty()) {
        throw refused(file, "has no line that says what it is");
      }
      JsonNode header = parse(file, lines.get(0));
      requireFormat(file, header);
      requireSame(file, header, identity);
      for (String line : lines.subList(1, lines.size())) {
        log.remember(parse(file, line));
      }
      // Only now that all of it is known to be good.
      log.channel.truncate(wholeLength(content));
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // said below
    }
    channel.close();
    throw new IllegalArgumentException(
        "%s is in use by another run; wait for its end, or give another --out".formatted(file));
  }

  /** The length without a last line that was cut short, which may end within a character. */
  private static int wholeLength(byte[] content) {
    int length = content.length;
    while (length > 0 && content[length - 1] != '\n') {
      length--;
    }
    return length;
  }

  private static List<String> wholeLines(byte[] content) {
    return new String(content, 0, wholeLength(content), StandardCharsets.UTF_8).lines().toList();
  }

  private void remember(JsonNode task) {
    if (!task.path("task").isTextual()
        || !task.path("cells").isArray()
        || !task.path("seconds").isNumber()) {
      throw refused(file, "is damaged (a line without task, seconds or cells)");
    }
    List<Cell> cells = new ArrayList<>();
    try {
      task.path("cells").forEach(cell -> cells.add(CellJson.read(cell)));
    } catch (IllegalArgumentException e) {
      throw refused(file, "is damaged (" + e.getMessage() + ")");
    }
    done.put(
        task.path("task").asText(), new Done(List.copyOf(cells), task.path("seconds").asDouble()));
  }

  private static JsonNode parse(Path file, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw refused(file, "is damaged");
  }

  private static void requireFormat(Path file, JsonNode header) {
    if (!header.path("format").asText().equals(FORMAT)) {
      throw refused(file, "is no log of an experiment's tasks");
    }
    if (header.path("version").asInt() != ResultsJson.VERSION) {
      throw refused(
          file,
          "is of version %s, this program reads version %d"
              .formatted(header.path("version").asText(), ResultsJson.VERSION));
    }
  }

  private static void requireSame(Path file, JsonNode header, Map<String, String> identity) {
    identity.forEach(
        (name, value) -> {
          String there = header.path(name).asText();
          if (!there.equals(value)) {
            throw refused(
                file, "is of a run with %s '%s', asked was '%s'".formatted(name, there, value));
          }
        });
  }

  private static IllegalArgumentException refused(Path file, String what) {
    return new IllegalArgumentException(
        "%s %s; give the same settings as that run, another --out, or --restart in place of --resume"
            .formatted(file, what));
  }

  /** What is done, by the tasks' keys. */
  public synchronized Map<String, Done> done() {
    return new LinkedHashMap<>(done);
  }

  /**
   * Adds what a task gave.
   *
   * @throws IOException when it cannot be written; the log is as before then
   */
  public synchronized void add(String key, Done result) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("task", key).put("seconds", result.seconds());
    ArrayNode cells = line.putArray("cells");
    result.cells().forEach(cell -> CellJson.write(cell, cells.addObject()));
    append(line);
    done.put(key, result);
  }

  private void append(JsonNode line) throws IOException {
    long end = channel.size();
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    try {
      for (long at = end; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      channel.truncate(end); // or what comes next would be written behind a half line
      throw e;
    }
  }

  /** Lets others have the file. */
  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
