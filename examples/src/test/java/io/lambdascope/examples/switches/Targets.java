package io.lambdascope.examples.switches;

import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.http.MetricsServer;
import java.net.URI;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What is scraped: the runs on one server, and on another a run that is over. */
final class Targets implements AutoCloseable {

  private final ImplicitBiasListener listenerOfEnded;
  private MetricsServer server;
  private final MetricsServer serverOfEnded;

  Targets(WatchedRuns runs) {
    server = serve(runs, 0);
    MultiLayerNetwork network = DropoutNetwork.create(0.5, 1);
    listenerOfEnded =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .run("ended")
            .attach(network);
    network.fit(DropoutNetwork.batches(Digits.load()));
    serverOfEnded = MetricsServer.builder().monitor(listenerOfEnded).port(0).start();
  }

  private static MetricsServer serve(WatchedRuns runs, int port) {
    MetricsServer.Builder builder = MetricsServer.builder().port(port);
    runs.monitors().forEach(builder::monitor);
    return builder.start();
  }

  /** Serves the monitors that the runs have now, where those before were. */
  void serveAnew(WatchedRuns runs) {
    int port = server.port();
    server.close();
    server = serve(runs, port);
  }

  URI ofRuns() {
    return server.url();
  }

  URI ofEnded() {
    return serverOfEnded.url();
  }

  /** Closes the listener of the run that is over, and leaves its server. */
  void endInOrder() {
    listenerOfEnded.close();
  }

  /** Closes both servers, that of the runs while they are watched. */
  void stopServing() {
    server.close();
    serverOfEnded.close();
  }

  @Override
  public void close() {
    stopServing();
    listenerOfEnded.close();
  }
}
