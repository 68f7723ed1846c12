package io.lambdascope.prometheus.push;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of pushes; each has a default. Not synchronized. */
public final class MetricsPushBuilder {

  private static final Logger log = LoggerFactory.getLogger(MetricsPushBuilder.class);

  private final URI gateway;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private String job = MetricsPush.DEFAULT_JOB;
  private Duration timeout = MetricsPush.DEFAULT_TIMEOUT;
  private Optional<String> authorization = Optional.empty();
  private boolean deleteAtClose;

  MetricsPushBuilder(URI gateway) {
    // First, and the rest is not shown either: it may have a password in it. By the sign, as the
    // JDK
    // finds neither host nor user where the host has an underscore in its name.
    if (gateway.getRawSchemeSpecificPart().contains("@")) {
      throw new IllegalArgumentException(
          "the URL of the Pushgateway has a user in it; give user and password by basicAuth");
    }
    if (gateway.getRawQuery() != null || gateway.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the URL of a Pushgateway has neither query nor fragment; take off what follows %s"
              .formatted(gateway.toString().split("[?#]", 2)[0]));
    }
    String scheme = String.valueOf(gateway.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http || gateway.getHost() == null) {
      throw new IllegalArgumentException(
          ("the Pushgateway is named by an http or https URL such as http://127.0.0.1:9091, with a"
                  + " host of letters, digits and hyphens, was \"%s\"")
              .formatted(gateway));
    }
    this.gateway = URI.create(gateway.toString().replaceAll("/+$", ""));
  }

  /**
   * The job, {@value MetricsPush#DEFAULT_JOB} by default.
   *
   * @throws IllegalArgumentException when blank
   */
  public MetricsPushBuilder job(String job) {
    if (job.isBlank()) {
      throw new IllegalArgumentException(
          "a job needs a name, was \"%s\"; leave job(...) out for \"%s\""
              .formatted(job, MetricsPush.DEFAULT_JOB));
    }
    this.job = job;
    return this;
  }

  /**
   * A further label of the groups, which the gateway sets on every series, for example {@code
   * team}.
   *
   * @throws IllegalArgumentException when it is no label, or one that the metrics have themselves
   */
  public MetricsPushBuilder grouping(String label, String value) {
    GroupingKey.refuse(label);
    labels.put(label, value);
    return this;
  }

  /**
   * The user and password that the gateway, or a proxy before it, asks for. None by default.
   *
   * @throws IllegalArgumentException when the user has a colon in it
   */
  public MetricsPushBuilder basicAuth(String user, String password) {
    if (user.contains(":")) {
      throw new IllegalArgumentException(
          "the user of basic authentication has no colon in it, was \"%s\"".formatted(user));
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    this.authorization = Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    return this;
  }

  /**
   * How long a push may take, all in all: the most by which it holds up the end of training.
   *
   * @throws IllegalArgumentException unless positive
   */
  public MetricsPushBuilder timeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout must be positive, was " + timeout);
    }
    this.timeout = timeout;
    return this;
  }

  /**
   * Deletes the groups at the end in place of pushing a last time: for numbers that {@link
   * MetricsPush#pushNow} showed during the run and that mean nothing after it.
   */
  public MetricsPushBuilder deleteAtClose() {
    this.deleteAtClose = true;
    return this;
  }

  /** Builds; nothing is sent yet. */
  public MetricsPush build() {
    if (authorization.isPresent() && gateway.getScheme().equals("http") && !isLoopback()) {
      log.warn("The password for {} goes over the network unencrypted; use https.", gateway);
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    return new MetricsPush(
        new Pushgateway(gateway, client, authorization),
        new GroupingKey(job, labels),
        timeout,
        deleteAtClose);
  }

  /** By its name alone: looking it up could hang. */
  private boolean isLoopback() {
    String host = gateway.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}
