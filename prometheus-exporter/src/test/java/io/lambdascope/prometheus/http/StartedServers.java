package io.lambdascope.prometheus.http;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Servers of a test, on ports of their own, closed when it ends. */
final class StartedServers implements AfterEachCallback {

  private final List<MetricsServer> started = new ArrayList<>();

  MetricsServer start(MetricsServer.Builder builder) {
    MetricsServer server = builder.port(0).start();
    started.add(server);
    return server;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    started.forEach(MetricsServer::close);
    started.clear();
  }
}
