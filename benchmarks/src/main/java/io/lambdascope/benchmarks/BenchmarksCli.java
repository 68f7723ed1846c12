package io.lambdascope.benchmarks;

import io.lambdascope.benchmarks.jmh.JmhCommand;
import io.lambdascope.benchmarks.overhead.BudgetCommand;
import io.lambdascope.benchmarks.overhead.EndpointCommand;
import io.lambdascope.benchmarks.overhead.SoakCommand;
import io.lambdascope.benchmarks.studies.StudyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks' jar. */
@Command(
    name = "lambdascope-benchmarks",
    description = "Simulation studies and benchmarks of Lambdascope.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StudyCommand.class,
      JmhCommand.class,
      BudgetCommand.class,
      SoakCommand.class,
      EndpointCommand.class
    })
public final class BenchmarksCli {

  private BenchmarksCli() {}

  /** All commands, to be executed with arguments. */
  public static CommandLine commandLine() {
    return new CommandLine(new BenchmarksCli());
  }

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
