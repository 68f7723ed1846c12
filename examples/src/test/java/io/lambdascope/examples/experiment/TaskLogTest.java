package io.lambdascope.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.examples.experiment.TaskLog.Done;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskLogTest {

  private static final Map<String, String> IDENTITY =
      Map.of("experiment", "small", "seeds", "3", "data", "");

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("tasks.jsonl");
  }

  private static Done done(int i) {
    return new Done(
        List.of(
            Cell.of("q", i).at("η", "§" + i).interval(Double.NEGATIVE_INFINITY, i),
            Cell.of("r", Double.NaN)),
        i + 0.5);
  }

  /** A log of three tasks of five. */
  private byte[] write() throws IOException {
    try (TaskLog log = TaskLog.create(file(), IDENTITY, 5)) {
      for (int i = 0; i < 3; i++) {
        log.add("task §" + i, done(i));
      }
    }
    return Files.readAllBytes(file());
  }

  @Test
  void open_whole_hasWhatWasAdded() throws IOException {
    write();
    try (TaskLog log = TaskLog.open(file(), IDENTITY)) {
      assertThat(log.done())
          .containsExactly(
              Map.entry("task §0", done(0)),
              Map.entry("task §1", done(1)),
              Map.entry("task §2", done(2)));
    }
  }

  @Test
  void open_lastLineCutAnywhere_goesOnFromTheLineBefore() throws IOException {
    byte[] whole = write();
    int last = new String(whole, StandardCharsets.ISO_8859_1).indexOf("{\"task\":\"task", 1);
    for (int line = 0; line < 2; line++) {
      last = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\n", last) + 1;
    }
    for (int length = last; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      try (TaskLog log = TaskLog.open(file(), IDENTITY)) {
        assertThat(log.done()).as("cut at %d", length).containsOnlyKeys("task §0", "task §1");
        log.add("task §2", done(2));
      }
      assertThat(Files.readAllBytes(file())).as("cut at %d", length).isEqualTo(whole);
    }
  }

  private void refused(UnaryOperator<String> change, String reason) throws IOException {
    write();
    Files.writeString(file(), change.apply(Files.readString(file())));
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(() -> TaskLog.open(file(), IDENTITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining(reason)
        .hasMessageContaining("--restart");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void open_ofAnotherRunOrDamaged_isRefusedAndLeftAlone() throws IOException {
    refused(text -> text.replaceFirst("\"version\":1", "\"version\":2"), "is of version 2");
    refused(text -> text.replaceFirst("\"seeds\":\"3\"", "\"seeds\":\"4\""), "seeds '4'");
    refused(text -> text.replaceFirst("\"small\"", "\"large\""), "experiment 'large'");
    refused(text -> text.replaceFirst("lambdascope-tasks", "other"), "no log");
    refused(text -> text.replaceFirst("\"quantity\":\"q\"", "\"quantity\":7"), "damaged");
    refused(text -> text.replaceFirst("\\{\"task\"", "{\"tusk\""), "damaged");
    refused(text -> text.replaceFirst("\"cells\":\\[", "\"cells\":[["), "damaged");
    refused(text -> "", "has no line");
    // The torn line of a run that was killed may be the last one only.
    refused(text -> text.replaceFirst("\"standing\":\"valid\"[^\n]*", ""), "damaged");
  }

  @Test
  void open_inUse_isRefused() throws IOException {
    try (TaskLog log = TaskLog.create(file(), IDENTITY, 5)) {
      log.add("one", done(1));
      byte[] before = Files.readAllBytes(file());
      assertThatThrownBy(() -> TaskLog.open(file(), IDENTITY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("in use");
      assertThatThrownBy(() -> TaskLog.create(file(), IDENTITY, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("in use");
      assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }
  }

  @Test
  void replace_unfinishedOrForeign_isRefused() throws IOException {
    write();
    assertThatThrownBy(() -> TaskLog.requireReplaceable(file(), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 tasks done")
        .hasMessageContaining("--resume");
    TaskLog.requireReplaceable(file(), true);
    Files.writeString(file(), "some notes of mine\n");
    for (boolean unfinished : new boolean[] {false, true}) {
      assertThatThrownBy(() -> TaskLog.requireReplaceable(file(), unfinished))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void replace_finishedOrEmpty_isAllowed() throws IOException {
    try (TaskLog log = TaskLog.create(file(), IDENTITY, 1)) {
      log.add("one", done(1));
    }
    TaskLog.requireReplaceable(file(), false);
    TaskLog.create(file(), IDENTITY, 1).close();
    TaskLog.requireReplaceable(file(), false);
    Files.writeString(file(), "{\"form");
    TaskLog.requireReplaceable(file(), false);
    try (TaskLog log = TaskLog.create(file(), IDENTITY, 1)) {
      assertThat(log.done()).isEmpty();
    }
    assertThat(Files.readString(file())).startsWith("{\"format\":\"lambdascope-tasks\"");
  }
}
