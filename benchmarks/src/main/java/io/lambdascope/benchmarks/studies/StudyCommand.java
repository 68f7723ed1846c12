package io.lambdascope.benchmarks.studies;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs studies and writes their pages. */
@Command(
    name = "study",
    description = "Runs simulation studies, all by default, and writes a page for each.",
    mixinStandardHelpOptions = true)
public final class StudyCommand implements Callable<Integer> {

  /** Every study. */
  static final List<Study> STUDIES =
      List.of(
          new BootstrapStudy(),
          new CoverageStudy(),
          new DriftStudy(),
          new EarlyStoppingStudy(),
          new TrackingStudy(),
          new VerdictStudy(),
          new WeightingStudy());

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all when none is named.")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      defaultValue = "docs/studies",
      description = "Where the pages go (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--share",
      defaultValue = "1",
      description = "The share of the full number of runs, in (0, 1] (default: ${DEFAULT-VALUE}).")
  private double share;

  @Override
  public Integer call() throws IOException {
    Map<String, Study> known = new TreeMap<>();
    STUDIES.forEach(study -> known.put(study.name(), study));
    if (!known.keySet().containsAll(names)) {
      throw new ParameterException(
          spec.commandLine(),
          "no such study among %s; there are %s".formatted(names, known.keySet()));
    }
    if (!(share > 0 && share <= 1)) {
      throw new ParameterException(spec.commandLine(), "--share must lie in (0, 1], was " + share);
    }
    Files.createDirectories(out);
    PrintWriter terminal = spec.commandLine().getOut();
    for (String name : names.isEmpty() ? known.keySet() : names) {
      Report report = known.get(name).run(share);
      Path page = out.resolve(name + ".md");
      Files.writeString(page, report.markdown(command(name)));
      terminal.println("wrote " + page);
      terminal.flush();
    }
    return 0;
  }

  private String command(String name) {
    return "./mvnw -q -pl benchmarks -am -DskipTests package && java -jar"
        + " benchmarks/target/lambdascope-benchmarks.jar study "
        + name
        + (share < 1 ? " --share " + share : "");
  }
}
