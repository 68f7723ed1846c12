package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.EstimatorDocument;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.monitor.MonitorState;
import io.lambdascope.core.record.LoggedObservation;
import io.lambdascope.core.record.ObservationLog;
import io.lambdascope.core.record.Refit;
import io.lambdascope.core.record.StateFile;
import io.lambdascope.core.record.TermSelection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is killed again and again by SIGKILL, and started again: its log and its last state
 * are those of the run that was never killed. {@code -Dlambdascope.kills=50} kills it fifty times.
 */
class KillTest {

  private static final Logger log = LoggerFactory.getLogger(KillTest.class);

  private static final int KILLS = Integer.getInteger("lambdascope.kills", 4);

  /** Of these kills one is followed by damage to the state and one by damage to the log's tail. */
  private static final int DAMAGE_EVERY = 4;

  @TempDir private Path directory;

  private final List<String> events = new ArrayList<>();

  @Test
  void kill_atRandomMoments_logAndStateAsOfTheUnbrokenRun() throws Exception {
    // Each start goes on by 12 to 40 iterations before it is killed.
    int iterations = 60 + 30 * KILLS;
    Path unbroken = Files.createDirectory(directory.resolve("unbroken"));
    assertThat(run(unbroken, iterations, Integer.MAX_VALUE, 0)).isTrue();
    Path killed = Files.createDirectory(directory.resolve("killed"));
    Random random = new Random(20);
    int kills = 0;
    int damaged = 0;
    int starts = 1;
    while (!run(
        killed,
        iterations,
        kills < KILLS ? 12 + random.nextInt(28) : Integer.MAX_VALUE,
        random.nextInt(20_000))) {
      kills++;
      starts++;
      if (kills % DAMAGE_EVERY == 1) {
        damaged += cutTail(killed.resolve("run.log"), random) ? 1 : 0;
      } else if (kills % DAMAGE_EVERY == 3) {
        damaged += change(state(killed), random) ? 1 : 0;
      }
    }
    log.info("{} iterations, {} kills, {} files damaged: {}", iterations, kills, damaged, events);
    assertThat(kills).isEqualTo(KILLS);
    ObservationLog whole = ObservationLog.read(unbroken.resolve("run.log"));
    ObservationLog pieces = ObservationLog.read(killed.resolve("run.log"));
    assertThat(whole.observations()).hasSize(iterations);
    assertThat(pieces.damages()).isEmpty();
    List<Long> both = pieces.observations().stream().map(LoggedObservation::iteration).toList();
    // A cut takes at most one record, which is not made again once the checkpoint is beyond it.
    assertThat(both).hasSizeGreaterThanOrEqualTo(iterations - damaged);
    assertThat(refit(pieces, both)).isEqualTo(refit(whole, both));
    MonitorState last = new StateFile(killed.resolve("last.json")).load().orElseThrow();
    assertThat(last.restarts()).isPositive().isLessThan(starts);
    if (both.size() == iterations) {
      MonitorState expected = new StateFile(unbroken.resolve("last.json")).load().orElseThrow();
      assertThat(EstimatorDocument.write(last.estimator()))
          .isEqualTo(EstimatorDocument.write(expected.estimator()));
      assertThat(last.evidence()).isEqualTo(expected.evidence());
      assertThat(last.drift().detector()).isEqualTo(expected.drift().detector());
    }
    assertThat(refused(killed))
        .hasSize(Math.toIntExact(events.stream().filter(e -> e.startsWith("changed")).count()));
  }

  private static List<LambdaEstimate> refit(ObservationLog log, List<Long> iterations) {
    ObservationLog common =
        new ObservationLog(
            log.header(),
            log.observations().stream().filter(o -> iterations.contains(o.iteration())).toList(),
            List.of());
    return Refit.course(
        Refit.observations(common, TermSelection.all(log.header().terms())),
        new CumulativeEstimator());
  }

  private static Path state(Path run) {
    return run.resolve("lambdascope-killed-default-without_dropout.json");
  }

  private static List<Path> refused(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().contains(".refused-")).toList();
    }
  }

  /** Takes some of a log's last record away, as when it was being written. */
  private boolean cutTail(Path file, Random random) throws IOException {
    if (Files.notExists(file) || Files.size(file) < 1000) {
      return false;
    }
    byte[] bytes = Files.readAllBytes(file);
    int cut = 1 + random.nextInt(100);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
    events.add("cut " + cut);
    return true;
  }

  private boolean change(Path file, Random random) throws IOException {
    if (Files.notExists(file)) {
      return false;
    }
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    bytes[at] ^= 1;
    Files.write(file, bytes);
    events.add("changed byte " + at);
    return true;
  }

  /**
   * Starts the run, and kills it within an iteration.
   *
   * @param lines how many iterations to let it do
   * @param spins how long to let it go on after the last of them, in turns of an empty loop: to hit
   *     every part of an iteration
   * @return whether it came to its end
   */
  private boolean run(Path run, int iterations, int lines, int spins)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            run.toString(),
            Integer.toString(iterations));
    builder.environment().put("OMP_NUM_THREADS", "1");
    Path errors = run.resolve("errors.txt");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    Process process = builder.start();
    int done = 0;
    String first = "-";
    String last = "";
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
        if (line.startsWith("iteration ")) {
          first = first.equals("-") ? line : first;
          done++;
        }
        if (done == lines) {
          for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
          }
          process.destroyForcibly();
          break;
        }
      }
    }
    int code = process.waitFor();
    events.add("from %s to %s".formatted(first, last));
    if (done < lines) {
      assertThat(code).as("see %s: %s", errors, Files.readString(errors)).isZero();
      assertThat(last).isEqualTo("done");
      return true;
    }
    return false;
  }
}
