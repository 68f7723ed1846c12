package io.lambdascope.prometheus.page;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The changes of a monitor's coefficients, the last {@value #EACH_TERM} of each. A snapshot tells
 * the last change only, so one that is followed by another between two looks is missed.
 * Single-threaded: guarded by its {@link Recording}.
 */
final class Onsets {

  /** More marks than that are not told apart on a chart. */
  static final int EACH_TERM = 50;

  private final List<Deque<Onset>> ofTerms = new ArrayList<>();

  Onsets(int terms) {
    for (int j = 0; j < terms; j++) {
      ofTerms.add(new ArrayDeque<>());
    }
  }

  void look(MonitorSnapshot snapshot) {
    List<DriftStatus> drifts = snapshot.latest().map(Latest::drifts).orElse(List.of());
    for (int j = 0; j < Math.min(drifts.size(), ofTerms.size()); j++) {
      int term = j;
      drifts.get(j).latest().ifPresent(drift -> add(ofTerms.get(term), Onset.of(term, drift)));
    }
  }

  private static void add(Deque<Onset> onsets, Onset onset) {
    if (!onsets.isEmpty() && onsets.getLast().isSameAs(onset)) {
      onsets.removeLast();
    } else if (onsets.size() == EACH_TERM) {
      onsets.removeFirst();
    }
    onsets.addLast(onset);
  }

  /** Term by term, oldest first. */
  List<Onset> all() {
    return ofTerms.stream().flatMap(Deque::stream).toList();
  }
}
