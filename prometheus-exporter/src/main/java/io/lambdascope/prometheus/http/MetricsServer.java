package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpServer;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.page.Recorder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for Prometheus: {@code /metrics} with the numbers of one or more monitors,
 * all of a scrape from one snapshot, {@code /-/healthy} and {@code /-/ready}, and for people a live
 * page at {@code /}.
 *
 * <pre>{@code
 * try (MetricsServer server = MetricsServer.builder().monitor(listener).start()) {
 *   network.fit(data);
 * }
 * }</pre>
 *
 * <p>It serves this machine only. {@link Builder#host} opens it to others, where {@link
 * Builder#basicAuth} or {@link Builder#configuration} ask for a password or {@link
 * Builder#allowRemote} says that none is wanted; {@link Builder#tls} encrypts.
 *
 * <p><b>Threads and cost.</b> At most 16 daemon threads unless set, which do not keep the JVM
 * alive; {@value ExchangeThreads#WAITING} requests wait for them and further ones are turned away.
 * Clients that are slow or silent are hung up on, so that they cannot keep others out. Between
 * requests a {@link Recorder} keeps the course of the run. All methods may be called from any
 * thread.
 */
public final class MetricsServer implements AutoCloseable {

  /**
   * The port when none is set. A fixed one, because it becomes part of the {@code instance} label;
   * above 10000, because the numbers below are all given to other exporters. Nobody assigned it, so
   * it may be taken on your machine: {@link Builder#port} changes it.
   */
  public static final int DEFAULT_PORT = 10871;

  /** Longer than a pause in sampling should last, shorter than anyone should fail to notice one. */
  private static final Duration DEFAULT_STALE_AFTER = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);

  private final HttpServer http;
  private final ExchangeThreads threads;
  private final List<AutoCloseable> owned;
  private final URI url;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MetricsServer(
      HttpServer http, ExchangeThreads threads, List<AutoCloseable> owned, URI url) {
    this.http = http;
    this.threads = threads;
    this.owned = owned;
    this.url = url;
  }

  /** Starts a description of a server; {@link Builder#start} makes it. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where Prometheus is to look, for example {@code http://127.0.0.1:10871/metrics}. */
  public URI url() {
    return url;
  }

  /** The live page, for people, for example {@code http://127.0.0.1:10871/}. */
  public URI page() {
    return url.resolve(LivePage.PAGE);
  }

  /** The port that is listened on; the one chosen, when 0 was asked for. */
  public int port() {
    return url.getPort();
  }

  /**
   * Stops listening and takes the meters made by this server out of their registry. Monitors, and
   * metrics and registries given from outside, stay as they are. Again is no error.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      http.stop(0);
      threads.close();
      closeAll(owned);
    }
  }

  private static void closeAll(List<AutoCloseable> owned) {
    for (AutoCloseable part : owned) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("Could not close {}.", part, e);
      }
    }
  }

  /** Settings of a server; each has a default, but something to serve must be named. */
  public static final class Builder {
    private final List<SnapshotSource> monitors = new ArrayList<>();
    private final List<ImplicitBiasMetrics> bound = new ArrayList<>();
    private @Nullable PrometheusMeterRegistry registry;
    private @Nullable String host;
    private int port = DEFAULT_PORT;
    private boolean allowRemote;
    private Duration staleAfter = DEFAULT_STALE_AFTER;
    private EndpointSettings settings = EndpointSettings.NONE;
    private TimeLimits times = TimeLimits.DEFAULT;

    private Builder() {}

    /**
     * A monitor to export, for example a listener. May be called for several monitors that differ
     * in run, model or reference.
     */
    public Builder monitor(SnapshotSource monitor) {
      monitors.add(monitor);
      return this;
    }

    /**
     * An existing registry to serve instead of a new one, with everything in it.
     *
     * @param registry stays open when the server closes
     * @param metrics those bound to it by the caller, so that a scrape reads each from one snapshot
     */
    public Builder registry(PrometheusMeterRegistry registry, ImplicitBiasMetrics... metrics) {
      this.registry = registry;
      bound.clear();
      bound.addAll(List.of(metrics));
      return this;
    }

    /**
     * The port to listen on, 0 for any free one; {@link MetricsServer#DEFAULT_PORT} unless set.
     *
     * @throws IllegalArgumentException unless between 0 and 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException(
            "port must be between 1 and 65535, or 0 for any free one, was " + port);
      }
      this.port = port;
      return this;
    }

    /** The address or name to listen on; loopback unless set. See {@link #allowRemote}. */
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /**
     * True lets {@link #host} name an address that other machines reach without a password. No by
     * default.
     */
    public Builder allowRemote(boolean allowRemote) {
      this.allowRemote = allowRemote;
      return this;
    }

    /**
     * Asks for a name and a password of all but the health paths. Without {@link #tls} both cross
     * the network in plain text.
     *
     * @param username without a colon
     * @throws IllegalArgumentException when one of them is empty
     */
    public Builder basicAuth(String username, String password) {
      return basicAuth(username, PasswordHash.fast(password));
    }

    /**
     * The same, of a password that this process need not know.
     *
     * @param username without a colon
     */
    public Builder basicAuth(String username, PasswordHash password) {
      settings = settings.with(new BasicCredentials(username, password));
      return this;
    }

    /** Speaks TLS, and nothing else. The files are read by {@link #start}. */
    public Builder tls(TlsSettings tls) {
      settings = settings.with(tls);
      return this;
    }

    /**
     * Reads password, TLS and threads from a file in the terms of jmx_exporter ({@code
     * httpServer}), in place of all that was said of these before.
     *
     * @throws IllegalArgumentException when it says something that is not understood, with the
     *     place and what is allowed there
     */
    public Builder configuration(Path file) {
      settings = new EndpointFile(file, System::getenv).read();
      return this;
    }

    /**
     * When a monitor counts as stale, which the health paths tell: no sample for this long while
     * training went on. 5 minutes unless set.
     *
     * @throws IllegalArgumentException unless longer than zero
     */
    public Builder staleAfter(Duration age) {
      staleAfter = TimeLimits.require("staleAfter", age);
      return this;
    }

    /**
     * How long a client may take from the first byte of a request to the end of its headers, a TLS
     * handshake included, before the server hangs up. 10 seconds unless set; a quarter of a second
     * while others wait for its thread.
     *
     * @throws IllegalArgumentException unless longer than zero
     */
    public Builder requestTime(Duration time) {
      times = times.withRequest(time);
      return this;
    }

    /**
     * How long an answer may take, until the client has read it, before the server hangs up. 30
     * seconds unless set; one while others wait for its thread.
     *
     * @throws IllegalArgumentException unless longer than zero
     */
    public Builder answerTime(Duration time) {
      times = times.withAnswer(time);
      return this;
    }

    /**
     * Binds the metrics and listens.
     *
     * @throws IllegalArgumentException when the host is unknown, or reachable from elsewhere with
     *     neither password nor leave, or when a key store is not what is needed
     * @throws IllegalStateException when there is nothing to serve, when the address cannot be
     *     listened on, for example because the port is in use, or when a monitor cannot be bound
     *     (see {@link ImplicitBiasMetrics#bindTo}); nothing is left behind then
     */
    public MetricsServer start() {
      if (monitors.isEmpty() && registry == null) {
        throw new IllegalStateException(
            "there is nothing to serve; call monitor(listener) or registry(registry, metrics)");
      }
      ListenAddress address =
          ListenAddress.of(host, port, allowRemote || settings.credentials() != null);
      List<AutoCloseable> owned = new ArrayList<>();
      try {
        return listen(address, resources(owned), owned);
      } catch (RuntimeException e) {
        closeAll(owned);
        throw e;
      }
    }

    private Map<String, Resource> resources(List<AutoCloseable> owned) {
      List<ImplicitBiasMetrics> metrics = new ArrayList<>(bound);
      PrometheusMeterRegistry served = registry;
      if (served == null) {
        // In a registry of our own a refused meter is a mistake of ours and must not pass silently.
        served =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
                .throwExceptionOnRegistrationFailure();
        owned.add(served::close);
      }
      for (SnapshotSource monitor : monitors) {
        ImplicitBiasMetrics own = new ImplicitBiasMetrics(monitor);
        // Before the registry, which cannot remove meters when closed.
        owned.add(0, own);
        own.bindTo(served);
        metrics.add(own);
      }
      List<SnapshotSource> sources = metrics.stream().map(ImplicitBiasMetrics::source).toList();
      Recorder recorder = Recorder.start(sources);
      owned.add(0, recorder);
      Map<String, Resource> resources = new HashMap<>(LivePage.of(recorder));
      resources.put(Endpoint.METRICS, new Scrape(served.getPrometheusRegistry(), metrics));
      resources.put(Endpoint.HEALTHY, health(sources, false));
      resources.put(Endpoint.READY, health(sources, true));
      return resources;
    }

    /**
     * The socket last, when nothing more is refused: the JDK's server gives port and selector back
     * only if it was started before it is stopped.
     */
    private MetricsServer listen(
        ListenAddress address, Map<String, Resource> resources, List<AutoCloseable> owned) {
      HttpServer http = Listener.open(address, settings);
      ExchangeThreads threads = new ExchangeThreads(settings.threads(), times, System::nanoTime);
      http.createContext(
          "/", new Endpoint(resources, address.names(), gate(), threads::requestRead));
      http.setExecutor(threads);
      // The server's own thread inherits from the one that starts it whether it keeps the JVM
      // alive; a pool thread does not.
      CompletableFuture.runAsync(http::start, threads).join();
      MetricsServer server =
          new MetricsServer(
              http,
              threads,
              List.copyOf(owned),
              ListenAddress.url(Listener.scheme(http), http.getAddress(), Endpoint.METRICS));
      log.info("Metrics are at {}, the live page is at {}", server.url(), server.page());
      return server;
    }

    private Health health(List<SnapshotSource> sources, boolean estimateNeeded) {
      return new Health(sources, staleAfter, estimateNeeded, InstantSource.system());
    }

    private Optional<PasswordGate> gate() {
      return Optional.ofNullable(settings.credentials())
          .map(credentials -> new PasswordGate(credentials, System::nanoTime));
    }
  }
}
