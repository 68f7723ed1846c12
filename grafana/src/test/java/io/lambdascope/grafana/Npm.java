package io.lambdascope.grafana;

import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The TypeScript that the dashboards are written in, copied to where it may be broken, with the
 * packages of the original.
 */
final class Npm {

  private static final Path PROJECT = Path.of("dashboards").toAbsolutePath();
  private static final Path PACKAGES = PROJECT.resolve("node_modules");

  private final Path directory;

  private Npm(Path directory) {
    this.directory = directory;
  }

  /** Skips the test where Node.js or the packages are missing; fails it in CI. */
  static void require() {
    Program.require("node", "Debian: apt-get install nodejs npm");
    Program.require(
        PACKAGES.toString(),
        "npm ci --ignore-scripts --prefix grafana/dashboards",
        Files.isDirectory(PACKAGES.resolve("typescript")),
        "true".equals(System.getenv("CI")));
  }

  /** A copy in an empty directory. */
  static Npm copyTo(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT.resolve("src"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(PROJECT.relativize(file)));
      }
    }
    for (String file : List.of("package.json", "tsconfig.json")) {
      Files.copy(PROJECT.resolve(file), directory.resolve(file));
    }
    Files.createSymbolicLink(directory.resolve("node_modules"), PACKAGES);
    return new Npm(directory);
  }

  /** Changes a file of the copy. */
  void replace(String file, String right, String wrong) throws IOException {
    Path path = directory.resolve("src").resolve(file);
    String text = Files.readString(path);
    if (!text.contains(right)) {
      throw new IllegalArgumentException("%s does not contain %s".formatted(file, right));
    }
    Files.writeString(path, text.replace(right, wrong));
  }

  /** Compiles, by the compiler's own command. */
  Program.Answer compile() throws IOException {
    return node("node_modules/typescript/bin/tsc", "-p", directory.toString());
  }

  /** Writes the dashboards as compiled. */
  Program.Answer write(Path into) throws IOException {
    return node("target/write.js", into.toString());
  }

  private Program.Answer node(String script, String... arguments) throws IOException {
    return Program.run(
        "",
        Stream.concat(Stream.of("node", directory.resolve(script).toString()), Stream.of(arguments))
            .toList());
  }
}
