package io.lambdascope.examples.switches;

import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.http.MetricsServer;
import java.net.URI;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What is scraped: the two runs on one server, and on another a run that is over. */
final class Targets implements AutoCloseable {

  private final ImplicitBiasListener listenerOfEnded;
  private final MetricsServer server;
  private final MetricsServer serverOfEnded;

  Targets(TwoRuns runs) {
    MetricsServer.Builder builder = MetricsServer.builder().port(0);
    runs.monitors().forEach(builder::monitor);
    server = builder.start();
    MultiLayerNetwork network = DropoutNetwork.create(0.5, 1);
    listenerOfEnded =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .run("ended")
            .attach(network);
    network.fit(DropoutNetwork.batches(Digits.load()));
    serverOfEnded = MetricsServer.builder().monitor(listenerOfEnded).port(0).start();
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

  /** Closes both servers, that of the two runs while they are watched. */
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
