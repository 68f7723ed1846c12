package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Workload;
import io.lambdascope.prometheus.Exposition;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.Snapshots;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /-/healthy} and {@code /-/ready} say, of snapshots with a known age. */
@Timeout(60)
class HealthTest {

  private static final String NAME = "run run-1, model mlp, reference without_dropout: ";
  private static final int STRIDE = 8;

  private final HttpClient client = HttpClient.newHttpClient();
  @RegisterExtension private final StartedServers servers = new StartedServers();

  private MetricsServer serving(MonitorSnapshot... snapshots) {
    MetricsServer.Builder builder = MetricsServer.builder();
    for (MonitorSnapshot snapshot : snapshots) {
      builder.monitor(() -> snapshot);
    }
    return servers.start(builder);
  }

  private HttpResponse<String> get(MetricsServer server, String path) throws Exception {
    URI uri = server.url().resolve(path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** Of the given age, with {@code since} iterations after the last sample. */
  private static MonitorSnapshot sampled(
      String run, Status status, Duration age, long since, double stride) {
    MonitorSnapshot s = Snapshots.running();
    MonitorSnapshot.Latest latest = s.latest().orElseThrow();
    Sample sample = latest.sample();
    return new MonitorSnapshot(
        new Identity(run, "mlp", "without_dropout"),
        s.terms(),
        status,
        new Progress(1000 + since, sample.iteration() + since, 0, 0.5),
        s.samples(),
        Optional.of(
            new MonitorSnapshot.Latest(
                new Sample(
                    sample.iteration(),
                    Instant.now().minus(age),
                    sample.deviationNorm(),
                    sample.referenceNorm(),
                    sample.quality()),
                latest.estimate(),
                latest.drifts(),
                latest.verdicts())),
        s.skips(),
        s.failures(),
        new Workload(1, 20, 0, 8, stride));
  }

  private static MonitorSnapshot fresh() {
    return sampled("run-1", Status.ACTIVE, Duration.ofSeconds(1), 4, STRIDE);
  }

  private static MonitorSnapshot stale(Status status) {
    return sampled("run-1", status, Duration.ofMinutes(6), 3 * STRIDE + 1, STRIDE);
  }

  private void assertHealth(MonitorSnapshot snapshot, int healthy, int ready, String why)
      throws Exception {
    MetricsServer server = serving(snapshot);
    HttpResponse<String> health = get(server, "/-/healthy");
    HttpResponse<String> readiness = get(server, "/-/ready");

    assertThat(List.of(health.statusCode(), readiness.statusCode()))
        .containsExactly(healthy, ready);
    assertThat(readiness.body()).isEqualTo(NAME + why + "\n");
    if (healthy == ready) {
      assertThat(health.body()).isEqualTo(readiness.body());
    }
  }

  @Test
  void health_freshSample_isGood() throws Exception {
    assertHealth(fresh(), 200, 200, "ok");
  }

  @Test
  void health_beforeTheFirstEstimate_isHealthyButNotReady() throws Exception {
    assertHealth(Snapshots.empty(), 200, 503, "no estimate yet");
  }

  @Test
  void health_detached_isNeither() throws Exception {
    assertHealth(
        sampled("run-1", Status.DETACHED, Duration.ZERO, 0, STRIDE),
        503,
        503,
        "gave up after repeated failures of its own; training goes on without it");
  }

  @Test
  void health_trainingGoesOnWithoutSamples_isStale() throws Exception {
    assertHealth(
        stale(Status.ACTIVE), 503, 503, "training goes on, but no sample was taken for too long");
  }

  @Test
  void health_runThatEnded_keepsItsLastEstimate() throws Exception {
    assertHealth(stale(Status.CLOSED), 200, 200, "ok");
  }

  @Test
  void health_trainingPauses_isNotStale() throws Exception {
    assertHealth(
        sampled("run-1", Status.ACTIVE, Duration.ofHours(6), 3 * STRIDE, STRIDE), 200, 200, "ok");
  }

  @Test
  void health_manyIterationsInShortTime_isNotStale() throws Exception {
    assertHealth(
        sampled("run-1", Status.ACTIVE, Duration.ofMinutes(4), 100_000, STRIDE), 200, 200, "ok");
  }

  @Test
  void health_strideNotKnown_countsIterations() throws Exception {
    assertHealth(
        sampled("run-1", Status.ACTIVE, Duration.ofMinutes(6), 4, Double.NaN),
        503,
        503,
        "training goes on, but no sample was taken for too long");
  }

  /** Training without a sample, of so many iterations and seconds. */
  private static MonitorSnapshot neverSampled(long iterations, double trainingSeconds) {
    MonitorSnapshot s = Snapshots.empty();
    return new MonitorSnapshot(
        s.identity(),
        s.terms(),
        Status.ACTIVE,
        new Progress(iterations, iterations - 1, 0, 0.5),
        0,
        Optional.empty(),
        s.skips(),
        s.failures(),
        new Workload(0, trainingSeconds, 0, 8, 4));
  }

  @Test
  void health_trainingGoesOnAndNeverWasSampled_isStale() throws Exception {
    assertHealth(
        neverSampled(13, 301), 503, 503, "training goes on, but no sample was taken for too long");
  }

  @ParameterizedTest
  @CsvSource({"12, 301", "100000, 299"})
  void health_notSampledYetForGoodReason_isHealthyButNotReady(
      long iterations, double trainingSeconds) throws Exception {
    assertHealth(neverSampled(iterations, trainingSeconds), 200, 503, "no estimate yet");
  }

  @Test
  void health_oneOfTwoMonitorsUnwell_isNotGood() throws Exception {
    MetricsServer server =
        serving(fresh(), sampled("run-2", Status.ACTIVE, Duration.ofHours(1), 10 * STRIDE, STRIDE));

    HttpResponse<String> health = get(server, "/-/healthy");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body())
        .startsWith(NAME + "ok\nrun run-2, ")
        .contains("no sample was taken for too long");
  }

  @Test
  void health_anyState_revealsNoNumbersButNames() throws Exception {
    String body = get(serving(stale(Status.ACTIVE)), "/-/ready").body();

    assertThat(body.replace("run-1", "")).doesNotContainPattern("[0-9]");
  }

  @Test
  void health_runWithLineBreakInItsName_staysOneLine() throws Exception {
    MetricsServer server =
        serving(sampled("a\nrun b: ok", Status.ACTIVE, Duration.ZERO, 0, STRIDE));

    assertThat(get(server, "/-/ready").body()).startsWith("run a?run b: ok, model").hasLineCount(1);
  }

  @Test
  void health_existingRegistryWithMetrics_isThatOfTheMetrics() throws Exception {
    PrometheusMeterRegistry registry = Exposition.registry();
    MonitorSnapshot stale = stale(Status.ACTIVE);
    ImplicitBiasMetrics metrics = new ImplicitBiasMetrics(() -> stale);
    metrics.bindTo(registry);
    MetricsServer server = servers.start(MetricsServer.builder().registry(registry, metrics));

    assertThat(get(server, "/-/healthy").statusCode()).isEqualTo(503);
  }

  @Test
  void health_existingRegistryAlone_saysThatThereIsNoMonitor() throws Exception {
    MetricsServer server = servers.start(MetricsServer.builder().registry(Exposition.registry()));

    assertThat(get(server, "/-/ready").body())
        .isEqualTo("ok: no monitor was given to this server\n");
  }

  @Test
  void staleAfter_shorter_isHeeded() throws Exception {
    MonitorSnapshot snapshot = sampled("run-1", Status.ACTIVE, Duration.ofMinutes(2), 100, STRIDE);
    MetricsServer server =
        servers.start(
            MetricsServer.builder().monitor(() -> snapshot).staleAfter(Duration.ofMinutes(1)));

    assertThat(get(server, "/-/healthy").statusCode()).isEqualTo(503);
  }

  @Test
  void staleAfter_zero_isRefused() {
    assertThatThrownBy(() -> MetricsServer.builder().staleAfter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("staleAfter must be longer than zero, was PT0S");
  }
}
