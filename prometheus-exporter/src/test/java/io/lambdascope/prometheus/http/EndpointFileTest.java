package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a configuration file says, and what it may not say. */
class EndpointFileTest {

  private static final String SECRET = "3141592";

  @TempDir private Path directory;

  private EndpointSettings read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("endpoint.yml"), text);
    return new EndpointFile(file, Map.of("USER", "prometheus", "SECRET", SECRET)::get).read();
  }

  @Test
  void read_everything_isUnderstood() throws Exception {
    EndpointSettings settings =
        read(
            """
            httpServer:
              authentication:
                basic:
                  username: prometheus
                  algorithm: PBKDF2WithHmacSHA512
                  salt: salt
                  iterations: 2
                  keyLength: 128
                  passwordHash: "4C:CB:54:0C:FA:74:01:6A:A7:77:FF:9C:AE:9F:3F:B0"
              ssl:
                mutualTLS: true
                keyStore: {filename: keys/server.p12, type: PKCS12, password: a}
                trustStore: {filename: /etc/trust.jks, type: JKS, password: b}
                certificate: {alias: server}
              threads: {minimum: 2, maximum: 7, keepAliveTime: 90}
            """);

    assertThat(settings.credentials().username()).isEqualTo("prometheus");
    assertThat(settings.credentials().password().matches("secret")).isTrue();
    assertThat(settings.tls())
        .isEqualTo(
            new TlsSettings(
                new KeyStoreFile(directory.resolve("keys/server.p12"), "PKCS12", "a"),
                "server",
                new KeyStoreFile(Path.of("/etc/trust.jks"), "JKS", "b")));
    assertThat(settings.threads()).isEqualTo(new ThreadLimits(2, 7, Duration.ofSeconds(90)));
  }

  @Test
  void read_variables_areThoseOfTheEnvironment() throws Exception {
    EndpointSettings settings =
        read(
            """
            httpServer:
              authentication:
                basic: {username: "${USER}", password: "${SECRET}"}
              ssl:
                keyStore: {filename: server.p12, password: "${SECRET}"}
            """);

    assertThat(settings.credentials().username()).isEqualTo("prometheus");
    assertThat(settings.credentials().password().matches(SECRET)).isTrue();
    assertThat(settings.tls().keyStore().password()).isEqualTo(SECRET);
  }

  @Test
  void read_defaults_areThoseOfTheServer() throws Exception {
    EndpointSettings settings =
        read("httpServer: {threads: {minimum: 1, maximum: 2, keepAliveTime: 3}}");

    assertThat(settings.credentials()).isNull();
    assertThat(settings.tls()).isNull();
  }

  @Test
  void read_iterationsLeftOut_areThoseOfTheAlgorithm() throws Exception {
    assertThat(
            read(basic(
                    "salt: s, algorithm: PBKDF2WithHmacSHA1, passwordHash: \""
                        + "00".repeat(16)
                        + "\""))
                .credentials()
                .password()
                .iterations())
        .isEqualTo(1_300_000);
  }

  private static String basic(String more) {
    return "httpServer: {authentication: {basic: {username: a, " + more + "}}}";
  }

  private static String ssl(String more) {
    return "httpServer: {ssl: {" + more + "}}";
  }

  static List<Arguments> mistakes() {
    String store = "{filename: f, password: p}";
    return List.of(
        arguments("", "nothing under httpServer"),
        arguments("httpServer:\n", "nothing under httpServer"),
        // Said, and left empty, for example because all below it is commented out.
        arguments("httpServer:\n  authentication:\n", "nothing under httpServer.authentication;"),
        arguments("httpServer:\n  ssl:\n", "nothing under httpServer.ssl;"),
        arguments(
            ssl("mutualTLS: null, keyStore: " + store), "nothing under httpServer.ssl.mutualTLS;"),
        arguments("rules: []", "unknown key rules; allowed there: httpServer"),
        arguments(
            "httpServer: {tls: {}}",
            "unknown key httpServer.tls; allowed there: authentication, ssl, threads"),
        arguments(
            ssl("keystore: " + store),
            "unknown key httpServer.ssl.keystore; allowed there: certificate, keyStore, mutualTLS,"
                + " trustStore"),
        arguments(
            ssl("keyStore: {filename: f, password: p, pasword: q}"),
            "unknown key httpServer.ssl.keyStore.pasword; allowed there: filename, password,"
                + " type"),
        arguments(
            "httpServer: {authentication: {plugin: {class: a}}}",
            "unknown key httpServer.authentication.plugin; allowed there: basic"),
        arguments("httpServer: {authentication: {}}", "httpServer.authentication.basic is missing"),
        arguments("httpServer: {authentication: {basic: {password: p}}}", "basic.username is miss"),
        arguments(basic("salt: s"), "needs either password or passwordHash"),
        arguments(basic("password: p, passwordHash: h"), "needs either password or passwordHash"),
        arguments(basic("password: " + SECRET), "basic.password is not what is expected there"),
        arguments(basic("password: true"), "basic.password is not what is expected there"),
        arguments(basic("password: ''"), "authentication.basic: the password is empty"),
        arguments(basic("password: '${NOBODY}'"), "${NOBODY}, but the environment variable is not"),
        arguments(basic("passwordHash: '00', salt: s"), "basic.algorithm is missing"),
        arguments(
            basic("passwordHash: '00', salt: s, algorithm: MD5"),
            "it must be one of [SHA-1, SHA-256, SHA-512, PBKDF2WithHmacSHA1,"),
        arguments(
            basic(
                "passwordHash: '"
                    + "00".repeat(16)
                    + "', salt: s, keyLength: 64, algorithm: PBKDF2WithHmacSHA1"),
            "basic.keyLength is 64, but passwordHash has 16 bytes"),
        arguments(
            basic("passwordHash: '00', salt: s, algorithm: SHA-1, iterations: '1'"),
            "iterations is not what is expected there"),
        arguments(ssl("mutualTLS: false"), "httpServer.ssl.keyStore is missing"),
        arguments(ssl("keyStore: {filename: f}"), "httpServer.ssl.keyStore.password is missing"),
        arguments(ssl("mutualTLS: true, keyStore: " + store), "mutualTLS needs a trustStore"),
        arguments(
            ssl("keyStore: " + store + ", trustStore: " + store),
            "trustStore has no effect unless mutualTLS is true"),
        arguments(
            "httpServer: {threads: {minimum: 1, maximum: 2}}", "threads.keepAliveTime is missing"),
        arguments(
            "httpServer: {threads: {minimum: 3, maximum: 2, keepAliveTime: 1}}",
            "httpServer.threads: threads must be 1 <= minimum <= maximum, were minimum 3"),
        arguments("httpServer: {threads: {minimum: 1, minimum: 2}}", "line 1"),
        arguments("httpServer: {ssl: {alias: \"" + SECRET, "line 1 is not YAML"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void read_mistake_isRefusedWithPlaceAndRemedyButNotThePassword(String text, String why) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint.yml: ")
        .hasMessageContaining(why)
        .message()
        .doesNotContain(SECRET);
  }

  @Test
  void read_fileNotThere_isRefused() {
    assertThatThrownBy(
            () -> new EndpointFile(directory.resolve("nowhere.yml"), name -> null).read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere.yml: it cannot be read");
  }

  @Test
  void configuration_thenSetting_theLaterCounts() throws Exception {
    Path file =
        Files.writeString(directory.resolve("endpoint.yml"), basic("password: from the file"));
    // No exception: the file alone would do as well as the call after it.
    assertThat(MetricsServer.builder().configuration(file).basicAuth("a", "b")).isNotNull();
  }
}
