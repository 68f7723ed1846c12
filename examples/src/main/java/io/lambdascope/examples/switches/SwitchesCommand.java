package io.lambdascope.examples.switches;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code switches}: docs/studies/switches.md. */
@Command(
    name = "switches",
    description = "Switches something in the middle of training runs, and says what was noticed.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class SwitchesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      defaultValue = "10",
      description = "Runs of each kind (${DEFAULT-VALUE}).")
  private int seeds;

  @Option(names = "--only", description = "One scenario alone.")
  private @Nullable Scenario only;

  SwitchesCommand() {}

  @Override
  public Integer call() {
    PrintWriter console = spec.commandLine().getOut();
    for (Scenario scenario : Scenario.values()) {
      if (only != null && only != scenario) {
        continue;
      }
      for (boolean switched : new boolean[] {true, false}) {
        for (int seed = 1; seed <= seeds; seed++) {
          long start = System.nanoTime();
          Scenario.Run run = scenario.run(seed, switched);
          console.printf(
              Locale.ROOT,
              "%-28s %-12s seed %2d  %.1f s  %s%n",
              scenario.text,
              switched ? "switched" : "not switched",
              seed,
              (System.nanoTime() - start) * 1e-9,
              run.alarms().isEmpty() ? "no alarm" : "");
          run.alarms().forEach(alarm -> console.println("    " + alarm));
          run.last()
              .forEach(
                  c ->
                      console.printf(
                          Locale.ROOT,
                          "    estimate at the end %.4g [%.4g, %.4g]%n",
                          c.value(),
                          c.lower(),
                          c.upper()));
          if (switched) {
            run.truth().ifPresent(truth -> console.printf(Locale.ROOT, "    truth %.4g%n", truth));
          }
          console.flush();
        }
      }
    }
    return 0;
  }
}
