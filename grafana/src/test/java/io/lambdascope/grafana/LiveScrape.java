package io.lambdascope.grafana;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.http.MetricsServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus would get from a monitor that has seen something, over HTTP.
 *
 * @param text the answer
 * @param labels of each metric, by its name
 */
record LiveScrape(String text, Map<String, Set<String>> labels) {

  private static final Pattern SERIES = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** Scrapes once. */
  static LiveScrape take() throws IOException, InterruptedException {
    Monitor monitor =
        Monitor.builder(
                new Identity("run", "model", "without_dropout"),
                List.of(Term.of("l2")),
                new CumulativeEstimator())
            .build();
    monitor.iterationDone(0, 0, 0.5, 1_000_000);
    monitor.observe(
        new Observation(
            new GradientMatch(0, 100, new double[] {4}, new double[] {8}, 16.5),
            Math.sqrt(16.5),
            3,
            new ReferenceQuality(
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.125),
                OptionalDouble.empty(),
                true,
                6,
                300)));
    try (MetricsServer server = MetricsServer.builder().monitor(monitor).port(0).start()) {
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
