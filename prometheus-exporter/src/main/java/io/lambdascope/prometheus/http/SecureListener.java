package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** What each TLS connection is told. Any thread. */
final class SecureListener extends HttpsConfigurator {

  /** Named, so that a JVM whose defaults were loosened does not speak older ones here. */
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final boolean clientsNeedCertificates;

  SecureListener(SSLContext context, boolean clientsNeedCertificates) {
    super(context);
    this.clientsNeedCertificates = clientsNeedCertificates;
  }

  @Override
  public void configure(HttpsParameters parameters) {
    SSLParameters tls = getSSLContext().getDefaultSSLParameters();
    tls.setProtocols(VERSIONS);
    tls.setNeedClientAuth(clientsNeedCertificates);
    parameters.setSSLParameters(tls);
  }
}
