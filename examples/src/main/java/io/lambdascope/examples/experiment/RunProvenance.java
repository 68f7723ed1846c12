package io.lambdascope.examples.experiment;

import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.dl4j.TrainingPlatform;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * With what a run was made.
 *
 * @param command that makes it again
 * @param quick whether it is the smaller version
 * @param seeds how many, from 1 on; 0 of recorded runs, which are not trained again
 * @param data which, with a checksum; empty where it is synthetic
 * @param taskSeconds the sum over tasks of the time each took, also in runs it was resumed from
 * @param finished when, in ISO-8601
 * @param versions of Lambdascope, DL4J, its backend, Java and the operating system
 * @param machine processors and memory
 */
public record RunProvenance(
    String command,
    boolean quick,
    int seeds,
    String data,
    double taskSeconds,
    String finished,
    List<String> versions,
    String machine) {

  private static final double MIB = 1 << 20;

  /** Copies. */
  public RunProvenance {
    versions = List.copyOf(versions);
  }

  /** Whether it is of recorded runs: no protocol of the paper, no seeds and data of its own. */
  public boolean isRecorded() {
    return seeds == 0;
  }

  /** Made on this machine, now. */
  public static RunProvenance here(
      String command, boolean quick, int seeds, String data, double taskSeconds) {
    Platform platform = TrainingPlatform.get();
    String version = RunProvenance.class.getPackage().getImplementationVersion();
    return new RunProvenance(
        command,
        quick,
        seeds,
        data,
        taskSeconds,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        List.of(
            "Lambdascope " + (version == null ? "(not packaged)" : version),
            "DL4J " + platform.dl4j(),
            platform.backend(),
            "Java " + Runtime.version(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        String.format(
            Locale.ROOT,
            "%d processors, heap up to %.0f MiB",
            Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().maxMemory() / MIB));
  }
}
