package io.lambdascope.benchmarks.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A page with one table of figures. */
record Page(
    String title, String command, String text, List<String> header, List<List<String>> rows) {

  void write(Path file) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(title).append("\n\nMade by\n\n```sh\n");
    page.append("./mvnw -q -pl benchmarks -am -DskipTests package && java -jar");
    page.append(" benchmarks/target/lambdascope-benchmarks.jar ").append(command);
    page.append("\n```\n\n").append(text.strip()).append("\n\n");
    page.append(line(header)).append(line(header.stream().map(name -> "---").toList()));
    rows.forEach(row -> page.append(line(row)));
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    Files.writeString(file, page);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  /** The machine, as far as it matters to times. */
  static String machine() {
    return "%d processors, Java %s, OMP_NUM_THREADS=%s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.version"),
            System.getenv().getOrDefault("OMP_NUM_THREADS", "not set"));
  }
}
