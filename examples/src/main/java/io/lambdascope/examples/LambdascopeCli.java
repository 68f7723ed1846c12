package io.lambdascope.examples;

import io.lambdascope.examples.dropout.DropoutRatesCommand;
import io.lambdascope.examples.endpoint.PasswordHashCommand;
import io.lambdascope.examples.experiment.ExperimentCommand;
import io.lambdascope.examples.quickstart.QuickstartCommand;
import io.lambdascope.examples.record.CompareCommand;
import io.lambdascope.examples.record.RefitCommand;
import io.lambdascope.examples.switches.SwitchesCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar lambdascope.jar COMMAND}. */
@Command(
    name = "lambdascope",
    description = "Watches the implicit regularization of Deeplearning4j training runs.",
    mixinStandardHelpOptions = true,
    versionProvider = LambdascopeCli.Version.class,
    subcommands = {
      QuickstartCommand.class,
      ExperimentCommand.class,
      DropoutRatesCommand.class,
      SwitchesCommand.class,
      RefitCommand.class,
      CompareCommand.class,
      PasswordHashCommand.class
    })
public final class LambdascopeCli implements Runnable {

  @Spec private CommandSpec spec;

  LambdascopeCli() {}

  /** Runs a command; exit code 0 on success, 2 on wrong arguments, 1 on any other failure. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(commandLine().execute(arguments));
  }

  /** The command line; what is wrong with arguments is said in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new LambdascopeCli())
        .setParameterExceptionHandler(
            (exception, arguments) -> {
              CommandLine asked = exception.getCommandLine();
              asked
                  .getErr()
                  .printf(
                      "lambdascope: %s; '%s --help' describes the options%n",
                      oneLine(exception), asked.getCommandSpec().qualifiedName());
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (exception, failed, parsed) -> {
              failed.getErr().println("lambdascope: " + oneLine(exception));
              boolean usage =
                  exception instanceof IllegalArgumentException
                      || exception instanceof IllegalStateException;
              if (!usage && exception instanceof RuntimeException) {
                exception.printStackTrace(failed.getErr()); // a defect: for whoever mends it
              }
              return usage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
            });
  }

  private static String oneLine(Exception exception) {
    String message = exception.getMessage();
    return message == null ? exception.toString() : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: quickstart, experiment, dropout-rates, switches, refit, compare or"
            + " password-hash");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = LambdascopeCli.class.getPackage().getImplementationVersion();
      return new String[] {"lambdascope " + (version == null ? "(not packaged)" : version)};
    }
  }
}
