package io.lambdascope.examples.figure;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The course of one run: what each snapshot said, in order. One writer at a time; read it when the
 * run has ended.
 */
public final class Course implements Consumer<MonitorSnapshot> {

  private final List<MonitorSnapshot> snapshots = new ArrayList<>();

  /** Takes the next snapshot, one that has an estimate. */
  @Override
  public synchronized void accept(MonitorSnapshot snapshot) {
    snapshots.add(snapshot);
  }

  /** All snapshots. */
  public synchronized List<MonitorSnapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  /** Iterations of the samples, the first being 0. */
  double[] iterations() {
    return snapshots().stream()
        .mapToDouble(snapshot -> snapshot.latest().orElseThrow().sample().iteration())
        .toArray();
  }

  /** The loss at each sample. */
  double[] losses() {
    return snapshots().stream().mapToDouble(snapshot -> snapshot.progress().loss()).toArray();
  }

  /** Coefficient j at each sample. */
  List<Coefficient> coefficients(int j) {
    return snapshots().stream()
        .map(snapshot -> snapshot.estimate().orElseThrow().coefficient(j))
        .toList();
  }
}
