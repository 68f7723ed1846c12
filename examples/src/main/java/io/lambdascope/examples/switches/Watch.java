package io.lambdascope.examples.switches;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A listener of a network in training, and the first drift of each of its coefficients. */
final class Watch implements AutoCloseable {

  /** Iterations; the estimate at the end of a run is of the time after the switch. */
  private static final double HALF_LIFE = 50;

  private final String reference;
  private final ImplicitBiasListener listener;
  private final Map<String, Alarm> alarms = new LinkedHashMap<>();

  /**
   * A first drift.
   *
   * @param reference name of the reference
   * @param coefficient its regularizer
   */
  record Alarm(String reference, String coefficient, Drift drift) {

    @Override
    public String toString() {
      return "%s of %s moves since iteration %d, seen at %d"
          .formatted(coefficient, reference, drift.onset(), drift.detected());
    }
  }

  Watch(MultiLayerNetwork network, Reference reference, Regularizer... regularizers) {
    this.reference = reference.name();
    this.listener =
        ImplicitBiasListener.builder()
            .reference(reference)
            .regularizers(regularizers)
            .estimator(new ForgettingEstimator(HALF_LIFE))
            .stride(1)
            .synchronous()
            .run("switches")
            .onSnapshot(this::look)
            .attach(network);
  }

  private void look(MonitorSnapshot snapshot) {
    List<DriftStatus> drifts = snapshot.latest().orElseThrow().drifts();
    for (int j = 0; j < drifts.size(); j++) {
      DriftStatus status = drifts.get(j);
      if (status.drifts() > 0) {
        alarms.putIfAbsent(
            snapshot.terms().get(j).regularizer(),
            new Alarm(
                reference, snapshot.terms().get(j).regularizer(), status.latest().orElseThrow()));
      }
    }
  }

  /** The first drift of each coefficient that had one. */
  List<Alarm> alarms() {
    return List.copyOf(alarms.values());
  }

  /** Of the first regularizer, at the end. */
  Coefficient last() {
    return listener.snapshot().estimate().orElseThrow().coefficient(0);
  }

  @Override
  public void close() {
    listener.close();
    MonitorSnapshot last = listener.snapshot();
    long lost =
        last.failures().values().stream().mapToLong(Long::longValue).sum()
            + last.skips().values().stream().mapToLong(Long::longValue).sum();
    if (lost > 0) {
      throw new IllegalStateException(
          "the monitor lost %d samples: %s, %s".formatted(lost, last.skips(), last.failures()));
    }
  }
}
