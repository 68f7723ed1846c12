package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.record.ObservationLog;
import io.lambdascope.core.record.Refit;
import io.lambdascope.core.record.TermSelection;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.verdict.Evidence;
import io.lambdascope.core.verdict.VerdictBounds;
import io.lambdascope.core.verdict.Verdicts;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Watches a network's steps for what dropout does in them, with one Λ for all that is watched. The
 * candidates are each estimated alone, as the question is asked of each: the listener records the
 * statistics of both, and they are fitted again one by one. One thread; the network keeps no
 * listener when it is closed.
 */
final class AblationWatch implements AutoCloseable {

  /** Names of the candidates in the log. */
  static final List<String> CANDIDATES = List.of("l2", "activation_l2");

  private final MultiLayerNetwork network;
  private final ImplicitBiasListener listener;
  private final Path directory;
  private final Path log;

  /** What was found for a candidate. */
  record Found(String candidate, LambdaEstimate estimate, Verdicts verdicts) {}

  /**
   * Begins to watch.
   *
   * @param stride every which step
   */
  AblationWatch(MultiLayerNetwork network, Reference reference, long stride) throws IOException {
    this.network = network;
    this.directory = Files.createTempDirectory("lambdascope-dropout");
    this.log = directory.resolve("log");
    this.listener =
        ImplicitBiasListener.builder()
            .reference(reference)
            .regularizers(Regularizers.l2(), Regularizers.activationL2())
            .penalizeBiases(true)
            .estimator(new CumulativeEstimator())
            .stride(stride)
            .synchronous()
            .record(log)
            .build(network);
    network.setListeners(listener);
  }

  /**
   * Ends watching, and estimates.
   *
   * @return for each candidate, in their order; none where no step was watched
   * @throws IllegalStateException when the monitor failed at a step
   */
  List<Found> end() throws IOException {
    detach();
    MonitorSnapshot snapshot = listener.snapshot();
    long failures = snapshot.failures().values().stream().mapToLong(count -> count).sum();
    if (failures > 0) {
      throw new IllegalStateException("the monitor failed: " + snapshot.failures());
    }
    List<Found> found = new ArrayList<>();
    if (snapshot.samples() == 0) {
      return found;
    }
    ObservationLog observed = ObservationLog.read(log);
    TermSelection all = TermSelection.all(observed.header().terms());
    for (String candidate : CANDIDATES) {
      found.add(found(candidate, Refit.observations(observed, all.only(List.of(candidate)))));
    }
    return found;
  }

  private static Found found(String candidate, List<ReplicatedMatch> observations) {
    List<LambdaEstimate> course = Refit.course(observations, new CumulativeEstimator());
    LambdaEstimate last = course.get(course.size() - 1);
    Evidence evidence = Evidence.cumulative(VerdictBounds.DEFAULT);
    observations.forEach(evidence::add);
    double equations = last.fit().effectiveEquationsOf(observations.get(0).equations());
    return new Found(candidate, last, evidence.judge(last, equations).orElseThrow());
  }

  private void detach() {
    network.setListeners();
    listener.close();
  }

  @Override
  public void close() throws IOException {
    detach();
    for (Path file : ObservationLog.files(log)) {
      Files.delete(file);
    }
    Files.delete(directory);
  }
}
