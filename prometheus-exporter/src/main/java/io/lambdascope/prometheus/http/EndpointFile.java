package io.lambdascope.prometheus.http;

import io.lambdascope.prometheus.http.EndpointYaml.Authentication;
import io.lambdascope.prometheus.http.EndpointYaml.Basic;
import io.lambdascope.prometheus.http.EndpointYaml.Server;
import io.lambdascope.prometheus.http.EndpointYaml.Ssl;
import io.lambdascope.prometheus.http.EndpointYaml.Store;
import io.lambdascope.prometheus.http.EndpointYaml.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint's part of a configuration file of jmx_exporter, {@code httpServer}, in its terms:
 *
 * <pre>{@code
 * httpServer:
 *   authentication:
 *     basic: {username, password}     # or passwordHash, algorithm, salt, iterations, keyLength
 *   ssl:
 *     keyStore: {filename, type, password}
 *     certificate: {alias}
 *     mutualTLS: true
 *     trustStore: {filename, type, password}
 *   threads: {minimum, maximum, keepAliveTime}   # seconds
 * }</pre>
 *
 * <p>File names are relative to the file; user name and passwords may be {@code ${NAME}} of an
 * environment variable. Stricter than the original: an unknown key, a password that is a bare
 * number, a variable that is not set and a trust store without {@code mutualTLS} are refused, since
 * each is a door that its owner takes for closed.
 */
final class EndpointFile {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

  private final Path file;
  private final Function<String, @Nullable String> environment;

  /**
   * A file.
   *
   * @param environment value of a variable, null where it is not set
   */
  EndpointFile(Path file, Function<String, @Nullable String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it cannot be read or says something that is not
   *     understood, with the place and what is allowed there
   */
  EndpointSettings read() {
    Server server = EndpointYaml.parse(file).httpServer();
    if (server == null) {
      throw refused("nothing under httpServer, so it would change nothing");
    }
    EndpointSettings settings = EndpointSettings.NONE;
    if (server.authentication() != null) {
      settings = settings.with(credentials(server.authentication()));
    }
    if (server.ssl() != null) {
      settings = settings.with(tls(server.ssl()));
    }
    if (server.threads() != null) {
      settings = settings.with(threads(server.threads()));
    }
    return settings;
  }

  private BasicCredentials credentials(Authentication authentication) {
    String at = "httpServer.authentication.basic";
    Basic basic = required(authentication.basic(), at);
    String username = resolved(required(basic.username(), at + ".username"), at + ".username");
    if ((basic.password() == null) == (basic.passwordHash() == null)) {
      throw refused(at + " needs either password or passwordHash");
    }
    return allowed(
        at,
        () ->
            new BasicCredentials(
                username,
                basic.password() == null
                    ? hash(basic, at)
                    : PasswordHash.fast(resolved(basic.password(), at + ".password"))));
  }

  private PasswordHash hash(Basic basic, String at) {
    String algorithm = required(basic.algorithm(), at + ".algorithm");
    Integer iterations = basic.iterations();
    PasswordHash hash =
        new PasswordHash(
            algorithm,
            required(basic.salt(), at + ".salt"),
            iterations == null ? PasswordHash.defaultIterations(algorithm) : iterations,
            required(basic.passwordHash(), at + ".passwordHash"));
    Integer keyLength = basic.keyLength();
    if (keyLength != null
        && keyLength != hash.keyLength()
        && keyLength != Byte.SIZE * hash.keyLength()) {
      throw refused(
          "%s.keyLength is %d, but passwordHash has %d bytes"
              .formatted(at, keyLength, hash.keyLength()));
    }
    return hash;
  }

  private TlsSettings tls(Ssl ssl) {
    String at = "httpServer.ssl";
    boolean mutual = Boolean.TRUE.equals(ssl.mutualTLS());
    if (mutual != (ssl.trustStore() != null)) {
      throw refused(
          mutual
              ? at + ".mutualTLS needs a trustStore: those who sign the clients' certificates"
              : at + ".trustStore has no effect unless mutualTLS is true; say so, or take it out");
    }
    return new TlsSettings(
        store(required(ssl.keyStore(), at + ".keyStore"), at + ".keyStore"),
        ssl.certificate() == null ? null : ssl.certificate().alias(),
        ssl.trustStore() == null ? null : store(ssl.trustStore(), at + ".trustStore"));
  }

  private KeyStoreFile store(Store store, String at) {
    return new KeyStoreFile(
        file.toAbsolutePath().resolveSibling(required(store.filename(), at + ".filename")),
        store.type(),
        resolved(required(store.password(), at + ".password"), at + ".password"));
  }

  private ThreadLimits threads(Threads threads) {
    String at = "httpServer.threads";
    return allowed(
        at,
        () ->
            new ThreadLimits(
                required(threads.minimum(), at + ".minimum"),
                required(threads.maximum(), at + ".maximum"),
                Duration.ofSeconds(required(threads.keepAliveTime(), at + ".keepAliveTime"))));
  }

  private <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw refused(name + " is missing");
    }
    return value;
  }

  /** The text, or the value of the environment variable that it names. */
  private String resolved(String text, String name) {
    Matcher variable = VARIABLE.matcher(text);
    if (!variable.matches()) {
      return text;
    }
    String value = environment.apply(variable.group(1));
    if (value == null) {
      throw refused("%s is %s, but the environment variable is not set".formatted(name, text));
    }
    return value;
  }

  /** Adds file and place to what a value itself refuses. */
  private <T> T allowed(String at, Supplier<T> value) {
    try {
      return value.get();
    } catch (RefusedConfiguration e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new RefusedConfiguration(file, at + ": " + e.getMessage(), e);
    }
  }

  private RefusedConfiguration refused(String why) {
    return new RefusedConfiguration(file, why, null);
  }
}
