package io.lambdascope.grafana;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.MonitorBuilder;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.SnapshotSource;
import io.lambdascope.core.snapshot.Term;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A monitor of a run in which everything happens that a panel can show: samples, skips, failures,
 * coefficients that drift, a restart from the saved state. It goes on when told to, not with those
 * who look: the live page's recorder looks far more often than Prometheus.
 */
final class ScriptedRun implements SnapshotSource {

  private static final List<Term> TERMS =
      List.of(Term.of("l2"), Term.of("gradient_norm"), new Term("l2", "layer_0"));

  private static final int EQUATIONS = 1000;

  /** ‖column‖² of each term. */
  private static final double GRAM = 4;

  /** What the regularizers do not explain, against 3 · 4 · λ² that they do. */
  private static final double NOISE = 1;

  private static final int ITERATIONS_BEFORE = 300;
  private static final int ITERATIONS_EACH = 20;

  private static final int STEPS_TO_SWITCH = 2;
  private static final int STEPS_TO_RESTART = 4;

  private final Identity identity;
  private final Random random = new Random(7);
  private Monitor monitor;
  private int iteration;
  private int steps;

  ScriptedRun(String run) {
    identity = new Identity(run, "model", "gradient_flow");
    monitor = start(builder());
    for (int i = 0; i < ITERATIONS_BEFORE; i++) {
      iterate(1);
    }
  }

  private MonitorBuilder builder() {
    return Monitor.builder(identity, TERMS, new ForgettingEstimator(200))
        .provenance(new Provenance("300 examples in 5 chunks", false))
        .stride(() -> 1, OptionalDouble.of(0.125))
        .queue(8, () -> 3)
        .platform(new Platform("nd4j-native", "1.0.0-M2.1"));
  }

  private static Monitor start(MonitorBuilder builder) {
    Monitor monitor = builder.build();
    monitor.configured(
        List.of(OptionalDouble.of(0.5), OptionalDouble.empty(), OptionalDouble.empty()));
    return monitor;
  }

  @Override
  public synchronized MonitorSnapshot snapshot() {
    return monitor.snapshot();
  }

  /** Goes on by some iterations. */
  synchronized void step() {
    steps++;
    double lambda = steps > STEPS_TO_SWITCH ? 3 : 1;
    for (int i = 0; i < ITERATIONS_EACH; i++) {
      iterate(lambda);
    }
    monitor.skip(SkipReason.QUEUE_FULL);
    monitor.count(FailureReason.SUBSCRIBER, new IllegalStateException("as scripted"));
    if (steps == STEPS_TO_RESTART) {
      monitor = start(builder().goOnFrom(monitor.state()));
    }
  }

  private void iterate(double lambda) {
    monitor.iterationDone(iteration, 0, 0.5 + 1.0 / (1 + iteration), 10_000_000);
    monitor.observe(observation(lambda));
    monitor.addMonitorNanos(500_000);
    monitor.addWorkerCpuNanos(400_000);
    iteration++;
  }

  /** b = Φλ + noise, taken apart into equal parts of its causes. */
  private Observation observation(double lambda) {
    int columns = TERMS.size();
    double[] gram = new double[columns * columns];
    double[] cross = new double[columns];
    double energy = NOISE;
    for (int i = 0; i < columns; i++) {
      double value = lambda + 0.05 * random.nextGaussian();
      gram[i * columns + i] = GRAM;
      cross[i] = GRAM * value;
      energy += GRAM * value * value;
    }
    double norm = Math.sqrt(energy);
    return new Observation(
        ReplicatedMatch.single(new GradientMatch(iteration, EQUATIONS, gram, cross, energy)),
        norm,
        10 * norm,
        new ReferenceQuality(
            OptionalDouble.of(0.5),
            OptionalDouble.of(norm / 1000),
            OptionalDouble.of(norm / 100),
            true,
            6,
            300),
        List.of(),
        causes(cross, energy));
  }

  private static List<CauseMatch> causes(double[] cross, double energy) {
    double share = 1.0 / Cause.values().length;
    double[] part = Arrays.stream(cross).map(c -> c * share).toArray();
    return Arrays.stream(Cause.values())
        .map(
            cause ->
                new CauseMatch(
                    cause, part, energy * share * share, energy * share * share, energy * share))
        .toList();
  }
}
