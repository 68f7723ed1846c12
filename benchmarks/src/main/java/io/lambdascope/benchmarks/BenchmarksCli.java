package io.lambdascope.benchmarks;

import io.lambdascope.benchmarks.studies.StudyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks' jar. */
@Command(
    name = "lambdascope-benchmarks",
    description = "Simulation studies and benchmarks of Lambdascope.",
    mixinStandardHelpOptions = true,
    subcommands = {StudyCommand.class})
public final class BenchmarksCli {

  private BenchmarksCli() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchmarksCli()).execute(args));
  }
}
