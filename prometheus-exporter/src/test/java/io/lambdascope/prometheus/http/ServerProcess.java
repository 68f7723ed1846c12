package io.lambdascope.prometheus.http;

import io.lambdascope.prometheus.Snapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server in a JVM of its own, for what the JDK's server reads once for all. It ends with the
 * stream to its standard input, so it does not outlive the tests.
 */
final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one with options of the JVM. */
  static ServerProcess start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ServerProcess.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String port =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return new ServerProcess(process, Integer.parseInt(port));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** In the other JVM: serves until nobody holds its standard input any more. */
  public static void main(String[] arguments) throws IOException {
    try (MetricsServer server = MetricsServer.builder().monitor(Snapshots::empty).port(0).start()) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // Nothing is said there.
      }
    }
  }
}
