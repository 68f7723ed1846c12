package io.lambdascope.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.KalmanEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.MonitorBuilder;
import io.lambdascope.core.monitor.MonitorState;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.FitDuration;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.snapshot.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MonitorDocumentTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00.123456789Z"), ZoneOffset.UTC);

  @TempDir private Path directory;

  private final List<Observation> run = Observations.run(80);

  static Stream<OnlineEstimator> estimators() {
    return Stream.of(
        new ForgettingEstimator(20),
        new CumulativeEstimator(),
        new SlidingWindowEstimator(30),
        new KalmanEstimator());
  }

  private static MonitorBuilder builder(OnlineEstimator estimator) {
    return Monitor.builder(Observations.IDENTITY, Observations.TERMS, estimator.copy())
        .clock(NOON)
        .nanoClock(() -> 0);
  }

  private static void train(Monitor monitor, List<Observation> observations) {
    for (Observation observation : observations) {
      Progress at = Observations.at(observation);
      monitor.iterationDone(at.iteration(), at.epoch(), at.loss(), 1_000);
      monitor.addMonitorNanos(17);
      monitor.observe(observation);
    }
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void goOnFrom_atAnyMoment_asTheUnbrokenMonitor(OnlineEstimator estimator) {
    for (int split : new int[] {0, 1, 5, 34, 79}) {
      Monitor unbroken = builder(estimator).build();
      train(unbroken, run.subList(0, split));
      unbroken.skip(SkipReason.QUEUE_FULL);
      unbroken.fail(FailureReason.REFERENCE, new IllegalStateException("on purpose"));
      MonitorState saved = MonitorDocument.read(MonitorDocument.write(unbroken.state()));
      Monitor restored = builder(estimator).goOnFrom(saved).build();
      assertThat(restored.snapshot()).isEqualTo(restarted(unbroken.snapshot(), split));
      assertThat(restored.snapshot().samples()).isEqualTo(split);
      for (Observation observation : run.subList(split, run.size())) {
        train(unbroken, List.of(observation));
        train(restored, List.of(observation));
        assertThat(restored.snapshot()).isEqualTo(restarted(unbroken.snapshot(), split));
      }
      // A state is all there is: what differs in nothing of it goes on alike for ever.
      assertThat(MonitorDocument.write(restored.state()).replace("\"restarts\":1", ""))
          .satisfies(
              document ->
                  assertThat(stateOf(document))
                      .isEqualTo(
                          stateOf(
                              MonitorDocument.write(unbroken.state())
                                  .replace("\"restarts\":0", ""))));
    }
  }

  private static String stateOf(String document) {
    return document.substring(document.indexOf("\"state\""));
  }

  /** The same after a restart: only how long observations took is of the new process alone. */
  private static MonitorSnapshot restarted(MonitorSnapshot s, int samplesBefore) {
    Workload w = s.workload();
    return new MonitorSnapshot(
        s.identity(),
        s.terms(),
        s.status(),
        s.progress(),
        s.samples(),
        s.latest(),
        s.skips(),
        s.failures(),
        new Workload(
            w.monitorSeconds(),
            w.trainingSeconds(),
            w.workerCpuSeconds(),
            w.queueDepth(),
            w.queueCapacity(),
            w.stride(),
            w.budget(),
            new FitDuration(s.samples() - samplesBefore, 0)),
        s.provenance(),
        s.restarts() + 1,
        s.configured(),
        s.platform());
  }

  @Test
  void goOnFrom_driftDetected_staysKnown() {
    Monitor monitor = builder(new ForgettingEstimator(20)).build();
    train(monitor, run);
    assertThat(monitor.snapshot().latest().orElseThrow().drifts().get(0).drifts())
        .as("λ of l2 leaps in this run, so that the state holds a drift")
        .isPositive();
  }

  @Test
  void goOnFrom_otherSettings_refusedByName() {
    Monitor monitor = builder(new ForgettingEstimator(20)).build();
    train(monitor, run);
    MonitorState state = monitor.state();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(new ForgettingEstimator(21)).goOnFrom(state))
        .withMessageContainingAll("other settings of the estimator", "20.0", "21.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(new CumulativeEstimator()).goOnFrom(state))
        .withMessageContainingAll("other settings of the estimator", "cumulative");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Monitor.builder(
                        Observations.IDENTITY,
                        List.of(Term.of("l2"), Term.of("other")),
                        new ForgettingEstimator(20))
                    .goOnFrom(state))
        .withMessageContainingAll("other terms", "l1", "other");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Monitor.builder(
                        new Identity("else", "model", "gradient_flow"),
                        Observations.TERMS,
                        new ForgettingEstimator(20))
                    .goOnFrom(state))
        .withMessageContainingAll("other run", "else");
  }

  @Test
  void load_everyByteChanged_refusedWithTheFilesName() throws IOException {
    Monitor monitor = builder(new CumulativeEstimator()).build();
    train(monitor, run.subList(0, 2));
    StateFile file = StateFile.in(directory, Observations.IDENTITY);
    file.save(monitor.state());
    byte[] whole = Files.readAllBytes(file.path());
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(file.path(), bytes);
      assertThatIllegalArgumentException()
          .as("byte %d of %s", at, new String(whole, StandardCharsets.UTF_8))
          .isThrownBy(file::load)
          .withMessageContaining(file.path().toString());
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(file.path(), Arrays.copyOf(whole, length));
      assertThatIllegalArgumentException()
          .isThrownBy(file::load)
          .withMessageContaining(file.path().toString());
    }
    Files.write(file.path(), whole);
    assertThat(file.load().orElseThrow().samples()).isEqualTo(2);
  }

  @Test
  void load_anotherVersion_refused() {
    String document = MonitorDocument.write(builder(new CumulativeEstimator()).build().state());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MonitorDocument.read(document.replaceFirst("\"version\":1", "\"version\":2")))
        .withMessageContainingAll("version 2", "reads version 1 only");
  }

  @Test
  void in_namesOfAnyKind_oneFileEachInTheDirectory() {
    List<Identity> identities =
        List.of(
            new Identity("a", "b-c", "d"),
            new Identity("a-b", "c", "d"),
            new Identity("../a", "b", "c"),
            new Identity("..%2fa", "b", "c"),
            new Identity("\u03bb", "b", "c"));
    List<Path> paths = identities.stream().map(i -> StateFile.in(directory, i).path()).toList();
    assertThat(paths).doesNotHaveDuplicates();
    assertThat(paths).allSatisfy(path -> assertThat(path.getParent()).isEqualTo(directory));
  }

  /** The device /dev/full takes no byte: what a full disk answers, without one. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void save_diskFull_oldFileWhole_countedAndMonitorGoesOn() throws IOException {
    Monitor monitor =
        builder(new CumulativeEstimator())
            .stateStore(StateFile.in(directory, Observations.IDENTITY), 1)
            .build();
    train(monitor, run.subList(0, 5));
    StateFile file = StateFile.in(directory, Observations.IDENTITY);
    byte[] before = Files.readAllBytes(file.path());
    Path temporary = file.path().resolveSibling(file.path().getFileName() + ".tmp");
    Files.createSymbolicLink(temporary, Path.of("/dev/full"));
    assertThatIOException()
        .isThrownBy(() -> file.save(monitor.state()))
        .withMessageContaining("No space left");
    train(monitor, run.subList(5, 25));
    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
    assertThat(monitor.snapshot().failures().get(FailureReason.STATE)).isEqualTo(20);
    assertThat(monitor.snapshot().samples()).isEqualTo(25);
    assertThat(monitor.isActive()).isTrue();
    Files.delete(temporary);
    train(monitor, run.subList(25, 26));
    assertThat(file.load().orElseThrow().samples()).isEqualTo(26);
  }

  @Test
  void record_recorderFails_countedAndMonitorGoesOn() {
    Monitor monitor =
        builder(new CumulativeEstimator())
            .recorder(
                (observation, at) -> {
                  throw new IOException("No space left on device, on purpose");
                })
            .build();
    train(monitor, run);
    assertThat(monitor.snapshot().failures().get(FailureReason.RECORD)).isEqualTo(80);
    assertThat(monitor.snapshot().samples()).isEqualTo(80);
    assertThat(monitor.isActive()).isTrue();
  }
}
