package io.lambdascope.examples.experiment;

import io.lambdascope.examples.digits.MnistDigits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code experiment}: the paper's experiments. */
@Command(
    name = "experiment",
    description = {
      "Does one of the paper's experiments again: trains, estimates, and writes results.json,",
      "results.csv, figure.png, figure.svg and report.html. By default as the paper says; what",
      "differs is said."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExperimentCommand implements Callable<Integer> {

  /** Characters of the columns of --list. */
  private static final int NAMES = 18;

  private static final int DESCRIPTIONS = 82;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which; --list tells them.")
  private @Nullable String name;

  @Option(names = "--list", description = "Describe the experiments, and do none.")
  private boolean list;

  @Option(
      names = "--quick",
      description = "A smaller version, within two minutes on two cores; says what it changes.")
  private boolean quick;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Independent repetitions; the paper's number by default.")
  private @Nullable Integer seeds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Train for at most so many; the protocol's number by default.")
  private @Nullable Integer epochs;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = {
        "Do only the tasks that have this in their names, as 'width 50,' or 'seed 1,'. With --resume others can",
        "be done later; the results are of all that are done."
      })
  private @Nullable String only;

  @Option(
      names = "--mnist",
      paramLabel = "DIR",
      description = {
        "Directory with MNIST in IDX files, gzipped or not: train-images-idx3-ubyte and",
        "train-labels-idx1-ubyte, or mnist10k-...; without it DL4J fetches the digits."
      })
  private @Nullable Path mnist;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Where the files go (lambdascope-experiments/NAME; of a smaller version",
        "lambdascope-experiments/NAME-quick)."
      })
  private @Nullable Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write results.json here too.")
  private @Nullable Path json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Tasks at once, one a processor by default; results do not depend on it.")
  private @Nullable Integer threads;

  @Option(names = "--resume", description = "Go on with the run that was broken off in --out.")
  private boolean resume;

  @Option(names = "--restart", description = "Begin anew, though a run was broken off in --out.")
  private boolean restart;

  ExperimentCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    if (list) {
      console.print(table());
      console.flush();
      return 0;
    }
    if (name == null) {
      throw new IllegalArgumentException("which experiment? Give its NAME; --list tells them");
    }
    Experiment experiment = Experiments.named(name);
    int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (workers < 1) {
      throw new IllegalArgumentException("--threads must be at least 1, was " + workers);
    }
    if (resume && restart) {
      throw new IllegalArgumentException("--resume goes on and --restart begins anew; give one");
    }
    MnistDigits digits =
        !experiment.needsMnist()
            ? null
            : mnist == null ? MnistDigits.fetch() : MnistDigits.read(mnist);
    Settings settings =
        new Settings(quick, seeds == null ? experiment.seeds(quick) : seeds, epochs, digits);
    Path directory =
        out == null
            ? Path.of("lambdascope-experiments", experiment.name() + (quick ? "-quick" : ""))
            : out;
    ExperimentRun run = new ExperimentRun(experiment, settings, directory, command(settings));
    Results results =
        run.run(
            workers,
            resume
                ? ExperimentRun.Start.RESUME
                : restart ? ExperimentRun.Start.RESTART : ExperimentRun.Start.FRESH,
            only,
            json);
    print(results, directory, console);
    return 0;
  }

  private String table() {
    TextTable table =
        TextTable.forColumns(
            spec.commandLine().getColorScheme(),
            new Column(NAMES, 0, Column.Overflow.TRUNCATE),
            new Column(DESCRIPTIONS, 0, Column.Overflow.WRAP));
    for (Experiment experiment : Experiments.all()) {
      table.addRowValues(
          experiment.name(), "%s (%s)".formatted(experiment.title(), experiment.reproduces()));
      table.addRowValues("", experiment.description());
    }
    return table.toString();
  }

  /** The command that makes the same again, with nothing in it that is of this machine. */
  private String command(Settings settings) {
    return "java -jar examples/target/lambdascope.jar experiment %s%s --seeds %d%s%s%s"
        .formatted(
            name,
            quick ? " --quick" : "",
            settings.seeds(),
            epochs == null ? "" : " --epochs " + epochs,
            settings.digits() == null ? "" : " --mnist DIR",
            only == null ? "" : " --only '%s'".formatted(only));
  }

  private static void print(Results results, Path directory, PrintWriter console) {
    for (Finding finding : results.findings().summary()) {
      console.printf(
          Locale.ROOT, "%-14s %.5g  %s%n", finding.outcome(), finding.value(), finding.meaning());
    }
    results.findings().verdict().forEach(console::println);
    results.changes().forEach(change -> console.println("Changed: " + change));
    console.printf("Report: %s%n", directory.resolve("report.html").toAbsolutePath());
    console.flush();
  }
}
