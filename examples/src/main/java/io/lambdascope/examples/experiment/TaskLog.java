package io.lambdascope.examples.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
 * run that was killed, counts as not there.
 *
 * <p>Safe for several threads.
 */
public final class TaskLog {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "lambdascope-tasks";

  /**
   * What one task gave.
   *
   * @param cells its cells
   * @param seconds how long it took
   */
  public record Done(List<Cell> cells, double seconds) {}

  private final Path file;
  private final Map<String, Done> done = new LinkedHashMap<>();

  private TaskLog(Path file) {
    this.file = file;
  }

  /** Whether there is a log. */
  public static boolean exists(Path file) {
    return Files.exists(file);
  }

  /** How many tasks a log says are done, whatever run it is of. */
  public static int countDone(Path file) throws IOException {
    return (int) Math.max(0, Files.readString(file, StandardCharsets.UTF_8).lines().count() - 1);
  }

  /**
   * Begins a new one, in place of any that is there.
   *
   * @param identity of the run: what it must have in common with one that goes on from here
   * @throws IOException when it cannot be written
   */
  public static TaskLog create(Path file, Map<String, String> identity) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.put("format", FORMAT).put("version", ResultsJson.VERSION);
    identity.forEach(header::put);
    Files.writeString(file, header + "\n", StandardCharsets.UTF_8);
    return new TaskLog(file);
  }

  /**
   * Opens one to go on from.
   *
   * @param identity of the run that is to go on
   * @throws IllegalArgumentException when it is damaged, of another version or of a run that was
   *     set otherwise; says what to do. Nothing is changed then
   * @throws IOException when it cannot be read or written
   */
  public static TaskLog open(Path file, Map<String, String> identity) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int end = text.lastIndexOf('\n') + 1;
    List<String> lines = new ArrayList<>(text.substring(0, end).lines().toList());
    if (lines.isEmpty()) {
      throw refused(file, "has no line that says what it is");
    }
    requireSame(file, parse(file, lines.remove(0)), identity);
    TaskLog log = new TaskLog(file);
    for (String line : lines) {
      JsonNode task = parse(file, line);
      List<Cell> cells = new ArrayList<>();
      try {
        task.path("cells").forEach(cell -> cells.add(CellJson.read(cell)));
      } catch (IllegalArgumentException e) {
        throw refused(file, "is damaged (" + e.getMessage() + ")");
      }
      log.done.put(
          task.path("task").asText(),
          new Done(List.copyOf(cells), task.path("seconds").asDouble()));
    }
    if (end < text.length()) {
      Files.writeString(file, text.substring(0, end), StandardCharsets.UTF_8);
    }
    return log;
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

  private static void requireSame(Path file, JsonNode header, Map<String, String> identity) {
    if (!header.path("format").asText().equals(FORMAT)) {
      throw refused(file, "is no log of an experiment's tasks");
    }
    if (header.path("version").asInt() != ResultsJson.VERSION) {
      throw refused(
          file,
          "is of version %s, this program reads version %d"
              .formatted(header.path("version").asText(), ResultsJson.VERSION));
    }
    identity.forEach(
        (name, value) -> {
          String there = header.path(name).asText();
          if (!there.equals(value)) {
            throw refused(
                file, "is of a run with %s %s, asked was %s".formatted(name, there, value));
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
   * @throws IOException when it cannot be written
   */
  public synchronized void add(String key, Done result) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("task", key).put("seconds", result.seconds());
    ArrayNode cells = line.putArray("cells");
    result.cells().forEach(cell -> CellJson.write(cell, cells.addObject()));
    Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    done.put(key, result);
  }
}
