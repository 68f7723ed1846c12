package io.lambdascope.benchmarks.jmh;

import io.lambdascope.benchmarks.jmh.UpdateBenchmark.Method;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures {@link UpdateBenchmark} and writes its page. Not a study: times are of the machine, and
 * differ from run to run.
 */
@Command(
    name = "jmh",
    description = "Measures time and bytes of an estimator's update, and writes a page.",
    mixinStandardHelpOptions = true)
public final class JmhCommand implements Callable<Integer> {

  /**
   * How many times as long as an iteration that counts. Compiling an update takes about 3 s of
   * processor time (JMH's profiler comp), and longer where other programs share the processors.
   */
  private static final int WARM_UP = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--forks",
      defaultValue = "1",
      description =
          "JVMs for each measurement; 0 measures in this one, to try it out (default:"
              + " ${DEFAULT-VALUE}).")
  private int forks;

  @Option(
      names = "--milliseconds",
      defaultValue = "500",
      description =
          "Of each of the 5 iterations that count; warming up takes 10 times as long (default:"
              + " ${DEFAULT-VALUE}).")
  private int milliseconds;

  @Option(
      names = "--regularizers",
      split = ",",
      defaultValue = "2,8,16",
      paramLabel = "R",
      description = "Their numbers r (default: ${DEFAULT-VALUE}).")
  private List<Integer> regularizers = List.of();

  @Option(names = "--quiet", description = "Without JMH's own output.")
  private boolean quiet;

  @Option(
      names = "--out",
      defaultValue = "docs/studies",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() throws IOException, RunnerException {
    if (forks < 0 || milliseconds < 1 || regularizers.stream().anyMatch(r -> r < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--forks must be at least 0, --milliseconds and --regularizers at least 1; were %d, %d, %s"
              .formatted(forks, milliseconds, regularizers));
    }
    Files.createDirectories(out);
    double loadBefore = load();
    List<Measurement> measurements = run().stream().map(JmhCommand::measurement).toList();
    Path page = out.resolve("update-cost.md");
    Files.writeString(
        page, UpdateCost.report(measurements, conditions(loadBefore)).markdown(command()));
    spec.commandLine().getOut().println("wrote " + page);
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** With the arguments that change what is measured. */
  private String command() {
    StringBuilder command =
        new StringBuilder(
            "./mvnw -q -pl benchmarks -am -DskipTests package && java -jar"
                + " benchmarks/target/lambdascope-benchmarks.jar jmh");
    for (String option : List.of("--forks", "--milliseconds", "--regularizers")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        command
            .append(' ')
            .append(option)
            .append(' ')
            .append(String.join(",", spec.findOption(option).originalStringValues()));
      }
    }
    return command.toString();
  }

  private Collection<RunResult> run() throws RunnerException {
    TimeValue time = TimeValue.milliseconds(milliseconds);
    return new Runner(
            new OptionsBuilder()
                .include(UpdateBenchmark.class.getName())
                .param(
                    "regularizers",
                    regularizers.stream().map(String::valueOf).toArray(String[]::new))
                .forks(forks)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(WARM_UP * (long) milliseconds))
                .measurementIterations(5)
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(quiet ? VerboseMode.SILENT : VerboseMode.NORMAL)
                .build())
        .run();
  }

  private static Measurement measurement(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    return new Measurement(
        time.getLabel(),
        Method.valueOf(result.getParams().getParam("method")),
        Integer.parseInt(result.getParams().getParam("regularizers")),
        time.getScore(),
        time.getScoreError(),
        result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
  }

  /** What the figures depend on, apart from the code. */
  private String conditions(double loadBefore) throws IOException {
    return ("Measured on %s (%s, %d processors, load average %.1f at the start and %.1f at"
            + " the end, this run in it), %s %s, with JMH"
            + " (forks: %d, in each of them 5 iterations of %d ms after %d ms to warm up).")
        .formatted(
            processor(),
            System.getProperty("os.name") + ' ' + System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            loadBefore,
            load(),
            System.getProperty("java.vm.name"),
            System.getProperty("java.vm.version"),
            forks,
            milliseconds,
            WARM_UP * (long) milliseconds);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Its name where Linux tells it. */
  private static String processor() throws IOException {
    Path told = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(told)) {
      return "an unnamed processor";
    }
    try (Stream<String> lines = Files.lines(told)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("an unnamed processor");
    }
  }
}
