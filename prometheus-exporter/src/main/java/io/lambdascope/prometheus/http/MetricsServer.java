package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpServer;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.prometheus.ImplicitBiasMetrics;
import io.lambdascope.prometheus.page.Recorder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server for Prometheus: {@code /metrics} with the numbers of one or more monitors,
 * all of a scrape from one snapshot, {@code /-/healthy}, and for people a live page at {@code /}.
 *
 * <pre>{@code
 * try (MetricsServer server = MetricsServer.builder().monitor(listener).start()) {
 *   network.fit(data);
 * }
 * }</pre>
 *
 * <p>It serves this machine only, unless {@link Builder#host} and {@link Builder#allowRemote} say
 * otherwise: there is neither password nor TLS. A Prometheus elsewhere is better let in by a proxy
 * or an SSH tunnel.
 *
 * <p><b>Threads and cost.</b> At most {@value #THREADS} daemon threads, which do not keep the JVM
 * alive; {@value #WAITING} requests wait for them and further ones are turned away. Between
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

  private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);

  /** A scrape takes milliseconds and comes every few seconds; more only serve clients that hang. */
  private static final int THREADS = 4;

  private static final int WAITING = 16;

  /** Idle threads end after this. */
  private static final int IDLE_SECONDS = 60;

  private final HttpServer http;
  private final ThreadPoolExecutor executor;
  private final List<AutoCloseable> owned;
  private final URI url;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MetricsServer(
      HttpServer http, ThreadPoolExecutor executor, List<AutoCloseable> owned, URI url) {
    this.http = http;
    this.executor = executor;
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
      executor.shutdownNow();
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

    /** True lets {@link #host} name an address that other machines reach. No by default. */
    public Builder allowRemote(boolean allowRemote) {
      this.allowRemote = allowRemote;
      return this;
    }

    /**
     * Binds the metrics and listens.
     *
     * @throws IllegalArgumentException when the host is unknown, or reachable from elsewhere and
     *     that was not allowed
     * @throws IllegalStateException when there is nothing to serve, when the address cannot be
     *     listened on, for example because the port is in use, or when a monitor cannot be bound
     *     (see {@link ImplicitBiasMetrics#bindTo}); nothing is left behind then
     */
    public MetricsServer start() {
      if (monitors.isEmpty() && registry == null) {
        throw new IllegalStateException(
            "there is nothing to serve; call monitor(listener) or registry(registry, metrics)");
      }
      InetAddress address = address();
      HttpServer http = listen(address);
      List<AutoCloseable> owned = new ArrayList<>();
      try {
        return start(http, address, owned);
      } catch (RuntimeException e) {
        http.stop(0);
        closeAll(owned);
        throw e;
      }
    }

    private MetricsServer start(HttpServer http, InetAddress address, List<AutoCloseable> owned) {
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
      Recorder recorder =
          Recorder.start(metrics.stream().map(ImplicitBiasMetrics::source).toList());
      owned.add(0, recorder);
      Map<String, Resource> resources = new HashMap<>(LivePage.of(recorder));
      resources.put(Endpoint.METRICS, new Scrape(served.getPrometheusRegistry(), metrics));
      resources.put(Endpoint.HEALTHY, exchange -> Answer.text(exchange, 200, "ok\n"));
      http.createContext("/", new Endpoint(resources, hostNames(address)));
      ThreadPoolExecutor executor = executor();
      http.setExecutor(executor);
      // The server's own thread inherits from the one that starts it whether it keeps the JVM
      // alive; a pool thread does not.
      CompletableFuture.runAsync(http::start, executor).join();
      MetricsServer server = new MetricsServer(http, executor, List.copyOf(owned), url(http));
      log.info("Metrics are at {}, the live page is at {}", server.url(), server.page());
      return server;
    }

    private InetAddress address() {
      if (host == null) {
        return InetAddress.getLoopbackAddress();
      }
      InetAddress address;
      try {
        address = InetAddress.getByName(host);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "host \"%s\" is not known; give an address of this machine".formatted(host), e);
      }
      if (!address.isLoopbackAddress() && !allowRemote) {
        throw new IllegalArgumentException(
            ("host \"%s\" lets other machines read the metrics without a password; leave host()"
                    + " out to serve this machine only, or say allowRemote(true)")
                .formatted(host));
      }
      return address;
    }

    private HttpServer listen(InetAddress address) {
      try {
        return HttpServer.create(new InetSocketAddress(address, port), WAITING);
      } catch (BindException e) {
        throw new IllegalStateException(
            ("cannot listen on port %d of %s (%s): is another training or exporter running? Choose"
                    + " another with port(...), or port(0) for any free one")
                .formatted(port, address.getHostAddress(), e.getMessage()),
            e);
      } catch (IOException e) {
        throw new IllegalStateException(
            "cannot listen on port %d of %s: %s"
                .formatted(port, address.getHostAddress(), e.getMessage()),
            e);
      }
    }

    /** The names in Host headers to answer to, when only this machine is served. */
    private Optional<Set<String>> hostNames(InetAddress address) {
      if (!address.isLoopbackAddress()) {
        return Optional.empty();
      }
      Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
      names.add(inUrl(address));
      if (host != null) {
        names.add(host.toLowerCase(Locale.ROOT));
      }
      return Optional.of(names);
    }

    private static URI url(HttpServer http) {
      InetAddress address = http.getAddress().getAddress();
      InetAddress reachable =
          address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
      return URI.create(
          "http://%s:%d%s"
              .formatted(inUrl(reachable), http.getAddress().getPort(), Endpoint.METRICS));
    }

    private static String inUrl(InetAddress address) {
      String text = address.getHostAddress();
      // A scope such as %eth0 has no place in a URL.
      return address instanceof Inet6Address ? "[" + text.replaceAll("%.*", "") + "]" : text;
    }

    private static ThreadPoolExecutor executor() {
      AtomicInteger number = new AtomicInteger();
      ThreadFactory threads =
          task -> {
            Thread thread = new Thread(task, "lambdascope-metrics-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          };
      ThreadPoolExecutor executor =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(WAITING),
              threads);
      executor.allowCoreThreadTimeOut(true);
      return executor;
    }
  }
}
