package io.lambdascope.prometheus.http;

import static io.lambdascope.prometheus.http.PageReader.L2;
import static io.lambdascope.prometheus.http.PageReader.last;
import static io.lambdascope.prometheus.http.PageReader.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.page.Recorder;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page behind a password and behind TLS. */
class LivePageAccessTest {

  private static final String USER = "reader";
  private static final String PASSWORD = "open-sesame";

  @RegisterExtension final PageReader page = new PageReader();

  @TempDir private Path directory;

  private final ScriptedRun run = new ScriptedRun();

  private static UnaryOperator<MetricsServer.Builder> guardedBy(String password) {
    return server -> server.basicAuth(USER, password);
  }

  private UnaryOperator<MetricsServer.Builder> overTls() throws Exception {
    KeyStores stores = new KeyStores(directory);
    stores.withKey("server.p12", "server");
    TlsSettings tls = new TlsSettings(stores.open("server.p12"));
    return server -> server.basicAuth(USER, PASSWORD).tls(tls);
  }

  /** The page's address with a password: by it, the browser answers the question for one. */
  private static URI entering(MetricsServer server, String password) throws URISyntaxException {
    URI at = server.page();
    return new URI(
        at.getScheme(), USER + ":" + password, at.getHost(), at.getPort(), "/", null, null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rightPassword_pagePollingAndDownloadsWork(boolean secure) throws Exception {
    MetricsServer server = page.serve(0, secure ? overTls() : guardedBy(PASSWORD), run);
    page.browser().trustAnyCertificate();
    page.browser().open(entering(server, PASSWORD));
    page.awaitStatus("Waiting for training");
    run.to(3);
    page.awaitIteration(3);
    run.to(8);
    page.awaitIteration(8);
    assertThat(last(page.drawn(L2).path(0)).asLong()).isEqualTo(8);

    page.browser().downloadsTo(directory);
    page.browser().element("#csv").click();
    page.browser().element("#json").click();
    soon().untilAsserted(() -> assertThat(downloaded("csv")).startsWith("iteration (iterations),"));
    soon().untilAsserted(() -> assertThat(downloaded("json")).endsWith("}").contains("\"points\""));

    // The browser knows the password of this server from now on.
    page.browser().open(server.page());
    page.awaitIteration(8);
    assertThat(page.browser().complaints()).isEmpty();
    assertThat(page.browser().requests())
        .filteredOn(uri -> uri.toString().startsWith("http"))
        .hasSizeGreaterThan(10)
        .allSatisfy(uri -> assertThat(uri.getScheme()).isEqualTo(secure ? "https" : "http"))
        .allSatisfy(uri -> assertThat(uri.getPort()).isEqualTo(server.port()));
  }

  private String downloaded(String ending) throws Exception {
    Path file = directory.resolve("lambdascope-run-1-0." + ending);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Test
  void withoutPassword_nothingOfThePageIsAnswered() throws Exception {
    MetricsServer server = page.serve(0, guardedBy(PASSWORD), run.to(3));

    for (String path : paths()) {
      HttpResponse<String> response = ask(server, path);
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.body()).as(path).isEqualTo("a user name and password are needed\n");
      assertThat(response.headers().map())
          .as(path)
          .doesNotContainKeys("etag", "content-security-policy");
    }
  }

  private static Set<String> paths() {
    try (Recorder recorder = Recorder.start(List.of())) {
      Set<String> paths = LivePage.of(recorder).keySet();
      assertThat(paths).contains("/", "/page/main.js", "/api/series", "/api/history.csv");
      return paths;
    }
  }

  private static HttpResponse<String> ask(MetricsServer server, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.page().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void wrongPassword_showsNothing() throws Exception {
    MetricsServer server = page.serve(0, guardedBy(PASSWORD), run.to(3));
    page.browser().open(entering(server, "open-barley"));
    assertThat(page.browser().elements("#status")).isEmpty();
    assertThat(page.browser().requests())
        .filteredOn(uri -> uri.toString().startsWith("http"))
        .allSatisfy(uri -> assertThat(uri.getPath()).isEqualTo("/"));
  }

  /** Else browsers would put up their dialog at each poll. */
  @Test
  void script_isNotAskedInTermsThatTheBrowserAnswers() throws Exception {
    MetricsServer server = page.serve(0, guardedBy(PASSWORD), run);
    HttpResponse<String> toPerson = ask(server, "/");
    HttpResponse<String> toScript = ask(server, "/api/series", "X-Requested-With", "lambdascope");

    assertThat(toPerson.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Basic realm=");
    assertThat(toScript.statusCode()).isEqualTo(401);
    assertThat(toScript.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("X-Basic realm=");
  }

  @Test
  void passwordChangedAtRestart_isSaidInWordsAndEndsTheAsking() throws Exception {
    MetricsServer first = page.serve(0, guardedBy(PASSWORD), run.to(3));
    page.browser().open(entering(first, PASSWORD));
    page.awaitIteration(3);
    first.close();
    page.awaitStatus("Connection lost");

    MetricsServer second = page.serve(first.port(), guardedBy("another"), run);
    page.awaitStatus("The server asks for a password, or for another one than before. Reload");
    // What was known stays readable meanwhile.
    assertThat(page.browser().text("[data-term='l2']")).contains("supported");
    page.browser().requests();
    page.browser().evaluate("document.dispatchEvent(new Event('visibilitychange')); return 0");
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> page.browser().requests().isEmpty());

    page.browser().open(entering(second, "another"));
    page.awaitStatus("Running");
    page.awaitIteration(3);
  }
}
