package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Workload;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a deserialized listener's session for the first network that calls it, and answers for it
 * until then. Once: when it fails, it fails for good, and training goes on without.
 *
 * <p>Any thread; the first to come builds, while others wait.
 */
final class LateBinding implements SnapshotSource {

  private static final Logger log = LoggerFactory.getLogger(LateBinding.class);

  private final ImplicitBiasListenerBuilder settings;
  private @Nullable Session<?> session;
  private volatile Status status = Status.ACTIVE;

  LateBinding(ImplicitBiasListenerBuilder settings) {
    this.settings = settings;
  }

  /** The session, built now if it was not before; null where it could not be or is not to be. */
  synchronized @Nullable Session<?> bind(Model network) {
    if (status != Status.ACTIVE) {
      return null;
    }
    if (session == null) {
      try {
        session = open(network);
      } catch (Throwable t) {
        status = Status.DETACHED;
        warn(t);
      }
    }
    return session;
  }

  /**
   * Outside the training thread's workspaces, so that buffers outlive them. On that thread, not on
   * another: it may hold the network's lock.
   */
  private Session<?> open(Model network) {
    try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return settings.open(network);
    }
  }

  private void warn(Throwable cause) {
    try {
      log.warn(
          "The deserialized monitor of run {} could not be built for the first network that called"
              + " it and observes nothing; training is not affected.",
          settings.run(),
          cause);
    } catch (Throwable t) {
      // There is nowhere left to say so; the snapshot does.
    }
  }

  /** Lets no network be bound any more. */
  synchronized void close() {
    status = Status.CLOSED;
    session = null;
  }

  @Override
  public MonitorSnapshot snapshot() {
    Map<SkipReason, Long> skips = new EnumMap<>(SkipReason.class);
    for (SkipReason reason : SkipReason.values()) {
      skips.put(reason, 0L);
    }
    Map<FailureReason, Long> failures = new EnumMap<>(FailureReason.class);
    for (FailureReason reason : FailureReason.values()) {
      failures.put(reason, 0L);
    }
    if (status == Status.DETACHED) {
      failures.put(FailureReason.REFERENCE, 1L);
    }
    return new MonitorSnapshot(
        settings.unboundIdentity(),
        List.of(),
        status,
        Progress.NONE,
        0,
        Optional.empty(),
        skips,
        failures,
        new Workload(0, 0, 0, 0, Double.NaN),
        Provenance.NONE,
        0,
        List.of(),
        TrainingPlatform.get());
  }
}
