package io.lambdascope.prometheus.http;

import io.lambdascope.prometheus.page.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** All that the live page is made of, by path: nothing else can be asked for. Stateless. */
final class LivePage {

  static final String PAGE = "/";

  private static final String FILES = "/io/lambdascope/prometheus/page/";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";

  private static final List<String> SCRIPTS =
      List.of(
          "main",
          "poll",
          "store",
          "format",
          "settings",
          "header",
          "table",
          "charts",
          "specs",
          "card",
          "plot",
          "renew",
          "ink",
          "client");

  private LivePage() {}

  /** The page, its files, and the numbers that a recorder has. */
  static Map<String, Resource> of(Recorder recorder) {
    Map<String, Resource> resources = new HashMap<>();
    resources.put(PAGE, new PageFile(FILES + "index.html", "text/html; charset=utf-8"));
    resources.put("/page/page.css", new PageFile(FILES + "page.css", CSS));
    resources.put("/page/icon.svg", new PageFile(FILES + "icon.svg", "image/svg+xml"));
    for (String script : SCRIPTS) {
      resources.put(
          "/page/%s.js".formatted(script), new PageFile(FILES + script + ".js", JAVASCRIPT));
    }
    String uPlot = uPlot();
    resources.put("/page/uplot.js", new PageFile(uPlot + "uPlot.iife.min.js", JAVASCRIPT));
    resources.put("/page/uplot.css", new PageFile(uPlot + "uPlot.min.css", CSS));
    PageData data = new PageData(recorder);
    resources.put("/api/series", data::series);
    resources.put("/api/history.csv", data::csv);
    resources.put("/api/history.json", data::json);
    return resources;
  }

  /**
   * Where the webjar has its files: a folder named by its version, which the build wrote down here,
   * so that a jar of everything knows it too.
   */
  private static String uPlot() {
    Properties versions = new Properties();
    try (InputStream in = LivePage.class.getResourceAsStream(FILES + "webjars.properties")) {
      versions.load(Objects.requireNonNull(in, "webjars.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/uplot/%s/dist/".formatted(versions.getProperty("uplot"));
  }
}
