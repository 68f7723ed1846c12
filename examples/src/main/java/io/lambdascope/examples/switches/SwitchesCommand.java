package io.lambdascope.examples.switches;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
  private @org.jspecify.annotations.Nullable Scenario only;

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
              "%s switched %s seed %d %.1f s truth %s%n",
              scenario, switched, seed, (System.nanoTime() - start) * 1e-9, run.truth());
          run.alarms().forEach(a -> console.println("    " + a));
          run.last()
              .forEach(
                  c -> console.println("    " + c.value() + " [" + c.lower() + ", " + c.upper()));
          console.flush();
        }
      }
    }
    return 0;
  }
}
