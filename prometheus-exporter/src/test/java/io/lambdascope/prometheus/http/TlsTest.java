package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.lambdascope.prometheus.Snapshots;
import io.lambdascope.prometheus.testing.HostileClients;
import io.lambdascope.prometheus.testing.HostileRequest;
import io.lambdascope.prometheus.testing.PrometheusProcess;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint over TLS: who gets in, and what is not spoken. */
@Timeout(120)
class TlsTest {

  private static final String LOSS = "lambdascope_training_loss";

  private static final PasswordHash HASH = PasswordHash.of("open sesame");

  @TempDir private static Path directory;
  private static KeyStores stores;
  private static Path serverCertificate;

  @RegisterExtension private final StartedServers servers = new StartedServers();

  @BeforeAll
  static void makeKeys() throws Exception {
    stores = new KeyStores(directory);
    stores.withKey("server.p12", "server");
    serverCertificate = stores.certificate("server.p12", "server");
    stores.trusting("server-trust.p12", serverCertificate);
    stores.withKey("client.p12", "client");
    stores.trusting("clients-trust.p12", stores.certificate("client.p12", "client"));
    stores.withKey("stranger.p12", "stranger");
    stores.withKey("two-keys.p12", "first");
    stores.withKey("two-keys.p12", "second");
  }

  private MetricsServer start(MetricsServer.Builder builder) {
    return servers.start(builder.monitor(Snapshots::running));
  }

  private MetricsServer serving(TlsSettings tls) {
    return start(MetricsServer.builder().tls(tls));
  }

  private MetricsServer serving() {
    return serving(new TlsSettings(stores.open("server.p12")));
  }

  private MetricsServer servingClientsWithCertificates() {
    return serving(
        new TlsSettings(stores.open("server.p12"), "server", stores.open("clients-trust.p12")));
  }

  /** Of a client that trusts the server and has a key of its own, or none. */
  private static SSLContext client(@Nullable String keyStore) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(stores.open("server-trust.p12").load());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore own = null;
    if (keyStore != null) {
      own = stores.open(keyStore).load();
    }
    keys.init(own, KeyStores.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static HttpResponse<String> get(
      MetricsServer server, SSLContext context, String... versions) throws Exception {
    HttpClient.Builder client = HttpClient.newBuilder().sslContext(context);
    if (versions.length > 0) {
      SSLParameters parameters = context.getDefaultSSLParameters();
      parameters.setProtocols(versions);
      client.sslParameters(parameters);
    }
    return client
        .build()
        .send(
            HttpRequest.newBuilder(server.url()).timeout(Duration.ofSeconds(20)).build(),
            BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void metrics_presentVersion_isServed(String version) throws Exception {
    MetricsServer server = serving();

    HttpResponse<String> response = get(server, client(null), version);

    assertThat(server.url().getScheme()).isEqualTo("https");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains(LOSS);
    assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"0303, true", "0302, false", "0301, false"})
  void handshake_byItsVersion_goesOnOrIsRefused(String version, boolean goesOn) throws Exception {
    try (Socket socket = RawClient.connect(serving().port())) {
      socket.getOutputStream().write(clientHello(version));

      // Types of records (RFC 8446 5.1): a ServerHello is a handshake, 0x16; an alert is 0x15,
      // which
      // JDK 25 sends, while 17 hangs up in silence.
      assertThat(socket.getInputStream().read()).isIn(goesOn ? List.of(0x16) : List.of(-1, 0x15));
    }
  }

  /** A ClientHello as versions before 1.3 have it (RFC 5246 7.4.1.2), with one old cipher suite. */
  private static byte[] clientHello(String version) {
    String extensions =
        "000a00040002"
            + "0017" // supported_groups: secp256r1
            + "000b00020100" // ec_point_formats: uncompressed
            + "000d00060004"
            + "04010804"; // signature_algorithms: RSA with SHA-256
    String body =
        version
            + "5a".repeat(32) // random
            + "00" // session id
            + "0002c013" // ECDHE-RSA with AES-128-CBC and SHA
            + "0100" // compression: none
            + hex(extensions.length() / 2, 2)
            + extensions;
    String message = "01" + hex(body.length() / 2, 3) + body;
    return HexFormat.of().parseHex("160301" + hex(message.length() / 2, 2) + message);
  }

  private static String hex(int number, int bytes) {
    return HexFormat.of().toHexDigits(number, 2 * bytes);
  }

  @Test
  void listener_jvmWithLooserDefaults_speaksNoOlderVersions() throws Exception {
    SSLParameters[] set = new SSLParameters[1];
    new SecureListener(client(null), true)
        .configure(
            new HttpsParameters() {
              @Override
              public HttpsConfigurator getHttpsConfigurator() {
                throw new UnsupportedOperationException();
              }

              @Override
              public InetSocketAddress getClientAddress() {
                throw new UnsupportedOperationException();
              }

              @Override
              public void setSSLParameters(SSLParameters parameters) {
                set[0] = parameters;
              }
            });

    assertThat(set[0].getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(set[0].getNeedClientAuth()).isTrue();
  }

  @Test
  void metrics_plainHttpToTlsPort_isNotServed() throws Exception {
    MetricsServer server = serving();

    assertThat(
            RawClient.exchange(server.port(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .doesNotContain("HTTP/1.1", LOSS);
    assertThat(get(server, client(null)).statusCode()).isEqualTo(200);
  }

  @Test
  void mutualTls_clientWithTrustedCertificate_isServed() throws Exception {
    assertThat(get(servingClientsWithCertificates(), client("client.p12")).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({", TLSv1.3", ", TLSv1.2", "stranger.p12, TLSv1.3", "stranger.p12, TLSv1.2"})
  void mutualTls_clientWithoutTrustedCertificate_isRefused(
      @Nullable String keyStore, String version) throws Exception {
    MetricsServer server = servingClientsWithCertificates();

    assertThatThrownBy(() -> get(server, client(keyStore), version))
        .isInstanceOf(IOException.class);
    assertThat(get(server, client("client.p12")).statusCode()).isEqualTo(200);
  }

  @Test
  void tls_manyHandshakesThatNeverEnd_isServedDuringAndAfter() throws Exception {
    MetricsServer server = serving();
    Set<HostileRequest> kinds =
        EnumSet.of(
            HostileRequest.SILENCE,
            HostileRequest.HALF_A_HANDSHAKE,
            HostileRequest.HALF_A_LINE,
            HostileRequest.NOISE);
    try (HostileClients attack = HostileClients.start(server.port(), kinds, 15, 1)) {
      await().until(() -> kinds.stream().allMatch(kind -> attack.played().get(kind) >= 15));
      assertServes(server);
    }
    assertServes(server);
  }

  @Test
  void tls_hostilityInside_isServedDuringAndAfter() throws Exception {
    MetricsServer server = serving();
    Set<HostileRequest> kinds =
        EnumSet.of(
            HostileRequest.SLOW_HEADERS,
            HostileRequest.MISSING_BODY,
            HostileRequest.NO_READING,
            HostileRequest.LONG_HEADER);
    try (HostileClients attack =
        HostileClients.start(server.port(), kinds, 6, 1, client(null).getSocketFactory())) {
      await().until(() -> kinds.stream().allMatch(kind -> attack.played().get(kind) >= 6));
      assertServes(server);
    }
    assertServes(server);
  }

  private static void assertServes(MetricsServer server) throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(get(server, client(null)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void alias_ofSeveralKeys_choosesOne() throws Exception {
    MetricsServer server = serving(new TlsSettings(stores.open("two-keys.p12"), "second", null));
    stores.trusting("second-trust.p12", stores.certificate("two-keys.p12", "second"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(stores.open("second-trust.p12").load());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);

    assertThat(get(server, context).statusCode()).isEqualTo(200);
  }

  private static void assertRefused(TlsSettings tls, String... why) {
    assertThatThrownBy(
            () -> MetricsServer.builder().monitor(Snapshots::empty).port(0).tls(tls).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(why)
        .message()
        .doesNotContain(KeyStores.PASSWORD);
  }

  @Test
  void start_wrongKeyStores_areRefusedWithTheReason() {
    assertRefused(new TlsSettings(stores.open("two-keys.p12")), "[first, second]", "alias");
    assertRefused(
        new TlsSettings(stores.open("server.p12"), "servre", null), "\"servre\"", "[server]");
    assertRefused(new TlsSettings(stores.open("nowhere.p12")), "nowhere.p12 is not there");
    assertRefused(
        new TlsSettings(new KeyStoreFile(stores.file("server.p12"), "wrong")),
        "server.p12 cannot be opened",
        "check its password");
    assertRefused(new TlsSettings(stores.open("server-trust.p12")), "has the keys []");
    assertRefused(
        new TlsSettings(stores.open("server.p12"), null, stores.open("client.p12")),
        "client.p12 has no certificate, so no client could connect");
  }

  @Test
  void prometheus_withPasswordAndCertificate_scrapesByAFile() throws Exception {
    PrometheusProcess.require();
    Path configuration =
        Files.writeString(
            directory.resolve("endpoint.yml"),
            """
            httpServer:
              authentication:
                basic:
                  username: prometheus
                  algorithm: PBKDF2WithHmacSHA256
                  salt: "%1$s"
                  passwordHash: "%2$s"
              ssl:
                mutualTLS: true
                keyStore: {filename: server.p12, type: PKCS12, password: %3$s}
                trustStore: {filename: clients-trust.p12, password: %3$s}
                certificate: {alias: server}
            """
                .formatted(HASH.salt(), HASH.hash(), KeyStores.PASSWORD));
    MetricsServer server = start(MetricsServer.builder().configuration(configuration));
    try (PrometheusProcess prometheus =
        PrometheusProcess.start(directory, scrapingSecurely(server, directory))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> prometheus.query(LOSS).size() == 1);

      assertThat(prometheus.query(LOSS).get(0).path("value").get(1).asDouble()).isEqualTo(0.75);
      assertThat(prometheus.query("up").get(0).path("value").get(1).asText()).isEqualTo("1");
    }
  }

  private static String scrapingSecurely(MetricsServer server, Path directory) throws Exception {
    Path key = directory.resolve("client-key.pem");
    try (Writer out = Files.newBufferedWriter(key)) {
      out.write("-----BEGIN PRIVATE KEY-----\n");
      out.write(
          Base64.getMimeEncoder()
              .encodeToString(
                  stores
                      .open("client.p12")
                      .load()
                      .getKey("client", KeyStores.PASSWORD.toCharArray())
                      .getEncoded()));
      out.write("\n-----END PRIVATE KEY-----\n");
    }
    return """
    global: {scrape_interval: 1s}
    scrape_configs:
      - job_name: lambdascope
        scheme: https
        basic_auth: {username: prometheus, password: open sesame}
        tls_config:
          ca_file: %s
          cert_file: %s
          key_file: %s
        static_configs:
          - targets: ["127.0.0.1:%d"]
    """
        .formatted(serverCertificate, directory.resolve("client.pem"), key, server.port());
  }
}
