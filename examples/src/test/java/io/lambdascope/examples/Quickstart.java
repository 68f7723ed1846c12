package io.lambdascope.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The packaged jar, run as a user runs it, in a process of its own. */
final class Quickstart implements AutoCloseable {

  private static final Path JAR = Path.of("target", "lambdascope.jar").toAbsolutePath();
  private static final String SERVING = "Serving ";

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<URI> url = new CompletableFuture<>();
  private final CompletableFuture<String> output;

  private Quickstart(Process process) {
    this.process = process;
    this.output = CompletableFuture.supplyAsync(this::read);
  }

  /** Runs {@code java -jar lambdascope.jar} with arguments. */
  static Quickstart run(Path directory, String... arguments) throws IOException {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is missing; it is built in phase package");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"), "-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return new Quickstart(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start());
  }

  private String read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        lines.add(line);
        // The progress bar may have left its own text before it on the line.
        int at = line.indexOf(SERVING);
        if (at >= 0 && !line.contains("Still")) {
          url.complete(URI.create(line.substring(at + SERVING.length()).trim()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      url.completeExceptionally(
          new IllegalStateException("ended without serving: " + String.join("\n", lines)));
    }
    return String.join("\n", lines);
  }

  /** Where it serves; waits until it does. */
  URI url() throws InterruptedException, ExecutionException, TimeoutException {
    return url.get(2, TimeUnit.MINUTES);
  }

  /** All it printed; waits until it has ended. */
  String output() throws InterruptedException, ExecutionException, TimeoutException {
    return output.get(5, TimeUnit.MINUTES);
  }

  /** Its exit code; waits until it has ended. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still running after five minutes");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
