package io.lambdascope.grafana;

import io.lambdascope.prometheus.http.MetricsServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus would get from a run in which much has happened, over HTTP.
 *
 * @param text the answer
 * @param labels of each metric, by its name
 */
record LiveScrape(String text, Map<String, Set<String>> labels) {

  private static final Pattern SERIES = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** Scrapes once. */
  static LiveScrape take() throws IOException, InterruptedException {
    ScriptedRun run = new ScriptedRun("run");
    run.step();
    try (MetricsServer server = MetricsServer.builder().monitor(run).port(0).start()) {
      String text =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(server.url()).build(), BodyHandlers.ofString())
              .body();
      return of(text);
    }
  }

  private static LiveScrape of(String text) {
    Map<String, Set<String>> labels = new HashMap<>();
    for (String line : text.lines().toList()) {
      Matcher series = SERIES.matcher(line);
      if (!line.startsWith("#") && series.matches()) {
        Set<String> names = labels.computeIfAbsent(series.group(1), name -> new TreeSet<>());
        if (series.group(2) != null) {
          LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
        }
      }
    }
    return new LiveScrape(text, labels);
  }
}
