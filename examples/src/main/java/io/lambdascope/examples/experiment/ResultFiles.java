package io.lambdascope.examples.experiment;

import io.lambdascope.examples.figure.Figure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files of an experiment in its directory. Each is there as a whole or as it was before. */
public final class ResultFiles {

  private ResultFiles() {}

  /**
   * Makes the directory, and sees that files can be written there.
   *
   * @throws IllegalArgumentException when they cannot, says why and what to do
   */
  public static void requireWritable(Path directory) {
    requireWritable(directory, "--out");
  }

  /** The same for a file, given by an option, whose directory may not be there yet. */
  static void requireWritableFile(Path file, String option) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "%s is a directory; give a file by %s".formatted(file.toAbsolutePath(), option));
    }
    requireWritable(file.toAbsolutePath().getParent(), option);
  }

  private static void requireWritable(Path directory, String option) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".lambdascope", ".tmp"));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "nothing can be written to %s (%s); give another place by %s"
              .formatted(directory.toAbsolutePath(), reason(e), option),
          e);
    }
  }

  /** Of an exception whose message is often the file's name alone. */
  static String reason(IOException e) {
    String kind = e.getClass().getSimpleName().replaceAll("Exception$", "");
    return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
  }

  /**
   * Writes {@code results.json}, {@code results.csv}, {@code figure.png}, {@code figure.svg} and
   * {@code report.html}.
   *
   * @throws IOException when a file cannot be written
   */
  public static void write(Results results, Figure figure, Path directory) throws IOException {
    Files.createDirectories(directory);
    String svg = figure.svg();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    figure.writePng(png);
    replace(directory.resolve("results.json"), ResultsJson.of(results));
    replace(directory.resolve("results.csv"), ResultsCsv.of(results.cells()));
    replace(directory.resolve("figure.svg"), svg);
    replace(directory.resolve("figure.png"), png.toByteArray());
    replace(directory.resolve("report.html"), Report.of(results, svg));
  }

  /**
   * Writes the results as JSON to one file.
   *
   * @throws IOException when it cannot be written
   */
  public static void writeJson(Results results, Path file) throws IOException {
    replace(file, ResultsJson.of(results));
  }

  private static void replace(Path file, String text) throws IOException {
    replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void replace(Path file, byte[] content) throws IOException {
    // Not createTempFile, whose files only their owner may read.
    Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.write(fresh, content);
      try {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
