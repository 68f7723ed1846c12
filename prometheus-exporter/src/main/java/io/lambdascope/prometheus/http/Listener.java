package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the JDK's server on an address, in plain text or TLS. Stateless. */
final class Listener {

  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  private Listener() {}

  /**
   * Opens it; it does not answer before it is started.
   *
   * @throws IllegalArgumentException when a key store is not what is needed
   * @throws IllegalStateException when the address cannot be listened on
   */
  static HttpServer open(ListenAddress address, EndpointSettings settings) {
    JvmSettings.setUnlessSet();
    TlsSettings tls = settings.tls();
    if (tls == null) {
      if (address.isRemote() && settings.credentials() != null) {
        log.warn(
            "Passwords for {} cross the network in plain text; set up TLS.", address.address());
      }
      return open(address, () -> HttpServer.create(address.socket(), ExchangeThreads.WAITING));
    }
    SSLContext context = tls.context();
    return open(
        address,
        () -> {
          HttpsServer server = HttpsServer.create(address.socket(), ExchangeThreads.WAITING);
          server.setHttpsConfigurator(new SecureListener(context, tls.trustStore() != null));
          return server;
        });
  }

  /** What URLs of a server begin with. */
  static String scheme(HttpServer server) {
    return server instanceof HttpsServer ? "https" : "http";
  }

  @FunctionalInterface
  private interface Opening {
    HttpServer open() throws IOException;
  }

  private static HttpServer open(ListenAddress address, Opening opening) {
    try {
      return opening.open();
    } catch (BindException e) {
      throw new IllegalStateException(
          ("cannot listen on port %d of %s (%s): is another training or exporter running? Choose"
                  + " another with port(...), or port(0) for any free one")
              .formatted(address.port(), address.address().getHostAddress(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on port %d of %s: %s"
              .formatted(address.port(), address.address().getHostAddress(), e.getMessage()),
          e);
    }
  }
}
