package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import io.lambdascope.prometheus.page.HistoryCsv;
import io.lambdascope.prometheus.page.Recorder;
import io.lambdascope.prometheus.page.SeriesJson;
import java.io.IOException;
import java.util.Set;

/** The numbers of the live page, for it and for download. Any thread. */
final class PageData {

  private static final String JSON = "application/json";
  private static final String CSV = "text/csv; charset=utf-8; header=present";
  private static final String MONITOR = "monitor";
  private static final String SINCE = "since";

  private final Recorder recorder;

  PageData(Recorder recorder) {
    this.recorder = recorder;
  }

  /** {@code ?since=N&monitor=M}: the points after N, all of them without it, and what is now. */
  void series(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        Set.of(MONITOR, SINCE),
        query -> {
          long since = query.integer(SINCE, -1, -1, Long.MAX_VALUE);
          Compressed.of(exchange, JSON, SeriesJson.series(recorder, monitor(query), since));
        });
  }

  /** {@code ?monitor=M}: the whole history as a table. */
  void csv(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        Set.of(MONITOR),
        query -> {
          int monitor = monitor(query);
          attach(exchange, monitor, "csv");
          Compressed.of(exchange, CSV, HistoryCsv.of(recorder.recordings().get(monitor)));
        });
  }

  /** {@code ?monitor=M}: the whole history with the state of now. */
  void json(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        Set.of(MONITOR),
        query -> {
          int monitor = monitor(query);
          attach(exchange, monitor, "json");
          Compressed.of(exchange, JSON, SeriesJson.history(recorder, monitor));
        });
  }

  @FunctionalInterface
  private interface Body {
    void of(Query query) throws Query.Refused, IOException;
  }

  private void answer(HttpExchange exchange, Set<String> known, Body body) throws IOException {
    if (recorder.recordings().isEmpty()) {
      Answer.text(
          exchange, 404, "no monitor is known here: the server has a registry without metrics\n");
      return;
    }
    try {
      body.of(Query.of(exchange.getRequestURI(), known));
    } catch (Query.Refused e) {
      Answer.text(exchange, 400, e.getMessage() + "\n");
    }
  }

  private int monitor(Query query) throws Query.Refused {
    return (int) query.integer(MONITOR, 0, 0, recorder.recordings().size() - 1);
  }

  /** A file of its own name, of letters that need no quoting in a header or on a disk. */
  private void attach(HttpExchange exchange, int monitor, String ending) {
    String run = recorder.recordings().get(monitor).identity().run();
    exchange
        .getResponseHeaders()
        .set(
            "Content-Disposition",
            "attachment; filename=\"lambdascope-%s-%d.%s\""
                .formatted(run.replaceAll("[^A-Za-z0-9_-]", "_"), monitor, ending));
  }
}
