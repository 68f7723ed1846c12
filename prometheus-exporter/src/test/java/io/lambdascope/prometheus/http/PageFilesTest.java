package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.ScriptedRun;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files as a client gets them, over real sockets: these, guarded, and nothing else. */
class PageFilesTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final MetricsServer server =
      MetricsServer.builder().monitor(new ScriptedRun()).port(0).start();

  @AfterEach
  void closeServer() {
    server.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.page().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/page/main.js", "/page/page.css", "/page/uplot.js", "/page/uplot.css"})
  void files_areGuardedAndAskedForOnce(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isNotEmpty();
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");

    String tag = response.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again = get(path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void files_allThatScriptsImport_areThere() throws Exception {
    Deque<String> toRead = new ArrayDeque<>(List.of("main"));
    Set<String> read = new HashSet<>();
    while (!toRead.isEmpty()) {
      String name = toRead.remove();
      if (read.add(name)) {
        HttpResponse<byte[]> script = get("/page/" + name + ".js");
        assertThat(script.statusCode()).as(name).isEqualTo(200);
        Matcher imported =
            Pattern.compile("from '\\./(\\w+)\\.js'")
                .matcher(new String(script.body(), StandardCharsets.UTF_8));
        while (imported.find()) {
          toRead.add(imported.group(1));
        }
      }
    }
    assertThat(read).contains("main", "charts", "plot", "format");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/",
        "/page/package-info.class",
        "/page/%2e%2e/Readings.class",
        "/page/uPlot.iife.min.js",
        "/index.html",
        "/api/"
      })
  void otherPaths_areNotThere(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }
}
