package io.lambdascope.prometheus.http;

import com.sun.net.httpserver.HttpExchange;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SnapshotSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Whether the monitors do their work: 200 when all do, 503 otherwise, with a line in words for
 * each, and no numbers, since no password is asked for. A function of snapshots and clock; nothing
 * is remembered from one question to the next.
 *
 * <p>A monitor is not well when it {@linkplain io.lambdascope.core.snapshot.Status#DETACHED
 * detached} itself, or is <i>stale</i>: training goes on without samples. That is when both the
 * last sample is older than a time and the iterations since are more than a few strides, or both
 * hold of training as a whole and there never was one; a training that pauses, for example to
 * evaluate, is not stale, nor is a run that ended. {@code /-/ready} asks for an estimate besides.
 */
final class Health implements Resource {

  /**
   * Strides without a sample that say nothing yet: one may be skipped because the worker is behind,
   * and a budget's stride is an expectation only.
   */
  private static final double FEW_STRIDES = 3;

  private final List<SnapshotSource> monitors;
  private final Duration staleAfter;
  private final boolean estimateNeeded;
  private final InstantSource clock;

  /**
   * Of some monitors.
   *
   * @param staleAfter age of the last sample
   * @param estimateNeeded whether one without an estimate is not well
   */
  Health(
      List<SnapshotSource> monitors,
      Duration staleAfter,
      boolean estimateNeeded,
      InstantSource clock) {
    this.monitors = List.copyOf(monitors);
    this.staleAfter = staleAfter;
    this.estimateNeeded = estimateNeeded;
    this.clock = clock;
  }

  @Override
  public void answer(HttpExchange exchange) throws IOException {
    StringBuilder lines = new StringBuilder();
    boolean well = true;
    for (SnapshotSource monitor : monitors) {
      MonitorSnapshot snapshot = monitor.snapshot();
      Optional<String> trouble = trouble(snapshot);
      well &= trouble.isEmpty();
      lines.append(name(snapshot)).append(": ").append(trouble.orElse("ok")).append('\n');
    }
    if (monitors.isEmpty()) {
      lines.append("ok: no monitor was given to this server\n");
    }
    Answer.text(exchange, well ? 200 : 503, lines.toString());
  }

  private Optional<String> trouble(MonitorSnapshot snapshot) {
    return switch (snapshot.status()) {
      case DETACHED ->
          Optional.of("gave up after repeated failures of its own; training goes on without it");
      case CLOSED -> estimateMissing(snapshot);
      case ACTIVE ->
          isStale(snapshot)
              ? Optional.of("training goes on, but no sample was taken for too long")
              : estimateMissing(snapshot);
    };
  }

  private Optional<String> estimateMissing(MonitorSnapshot snapshot) {
    return estimateNeeded && snapshot.estimate().isEmpty()
        ? Optional.of("no estimate yet")
        : Optional.empty();
  }

  private boolean isStale(MonitorSnapshot snapshot) {
    // Where there never was a sample, training itself tells how long.
    double age =
        snapshot
            .latest()
            .map(latest -> seconds(Duration.between(latest.sample().at(), clock.instant())))
            .orElse(snapshot.workload().trainingSeconds());
    long iterations = snapshot.referenceAge().orElse(snapshot.progress().iterations());
    // Unknown while a budget has not seen what samples cost.
    double stride = snapshot.workload().stride();
    double few = FEW_STRIDES * (Double.isNaN(stride) ? 1 : stride);
    return age > seconds(staleAfter) && iterations > few;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() * 1e-3;
  }

  /** On one line, whatever a run is called. */
  private static String name(MonitorSnapshot snapshot) {
    return "run %s, model %s, reference %s"
        .formatted(
            snapshot.identity().run(), snapshot.identity().model(), snapshot.identity().reference())
        .replaceAll("\\p{Cntrl}", "?");
  }
}
