package io.lambdascope.benchmarks.overhead;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Workload;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether the overhead budget is kept, by a measurement from outside. */
@Command(
    name = "budget",
    description = "Measures the overhead of three networks under three budgets, from outside.",
    mixinStandardHelpOptions = true)
public final class BudgetCommand implements Callable<Integer> {

  private static final double[] BUDGETS = {0.01, 0.05, 0.2};
  private static final int WARM_UP = 200;
  private static final String RUN = "budget";

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Of training in each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--out",
      defaultValue = "docs/studies/budget.md",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Workbench bench : List.of(Workbench.small(), Workbench.middle(), Workbench.large())) {
      int iterations = iterations(bench);
      for (double budget : BUDGETS) {
        rows.add(measure(bench, budget, iterations));
      }
    }
    new Page(
            "Whether the overhead budget is kept",
            "budget" + (seconds == 20 ? "" : " --seconds " + seconds),
            """
            Networks with dropout under Sgd, reference `withoutDropout`, regularizers l2 and
            gradient_norm, asynchronous; about %s s of training for each measurement, the first %d
            iterations not counted. `exported` is the snapshot's monitorSeconds over trainingSeconds;
            `outside` the same by clocks that are not the monitor's: the callbacks timed around the
            listener and the CPU time of the worker's thread as the JVM tells it, over the wall time of
            `fit` less the callbacks. The exported figure counts the worker's wall time, which other
            load on the machine makes longer than its CPU time. `fit with / without` is the wall time
            of the same iterations watched over that of unwatched ones, in the order without, with,
            without, with; the mean of the two, with both ratios. %s."""
                .formatted(Math.round(seconds), WARM_UP, Page.machine()),
            List.of(
                "network",
                "budget",
                "iterations",
                "samples",
                "exported",
                "outside",
                "exported CPU s",
                "outside CPU s",
                "fit with / without"),
            rows)
        .write(out);
    return 0;
  }

  private int iterations(Workbench bench) {
    MultiLayerNetwork network = bench.network();
    network.fit(bench.epoch(WARM_UP));
    long start = System.nanoTime();
    network.fit(bench.epoch(WARM_UP));
    double each = (System.nanoTime() - start) * 1e-9 / WARM_UP;
    return (int) Math.max(WARM_UP, Math.round(seconds / 2 / each));
  }

  private static List<String> measure(Workbench bench, double budget, int iterations) {
    MultiLayerNetwork network = bench.network();
    try (ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
            .overheadBudget(budget)
            .run(RUN)
            .build(network)) {
      OutsideClock clock = new OutsideClock(listener, "lambdascope-" + RUN);
      network.setListeners(clock);
      network.fit(bench.epoch(WARM_UP));
      MonitorSnapshot before = listener.snapshot();
      double callbacksBefore = clock.callbackSeconds();
      double cpuBefore = clock.workerCpuSeconds();
      double watched = 0;
      List<Double> ratios = new ArrayList<>();
      for (int pass = 0; pass < 2; pass++) {
        network.setListeners();
        double without = fit(network, bench, iterations);
        network.setListeners(clock);
        double with = fit(network, bench, iterations);
        watched += with;
        ratios.add(with / without);
      }
      MonitorSnapshot after = listener.snapshot();
      double callbacks = clock.callbackSeconds() - callbacksBefore;
      double cpu = clock.workerCpuSeconds() - cpuBefore;
      Workload start = before.workload();
      Workload end = after.workload();
      double exported =
          (end.monitorSeconds() - start.monitorSeconds())
              / (end.trainingSeconds() - start.trainingSeconds());
      return List.of(
          bench.name(),
          Page.percent(budget),
          String.valueOf(2 * iterations),
          String.valueOf(after.samples() - before.samples()),
          Page.percent(exported),
          Page.percent((callbacks + cpu) / (watched - callbacks)),
          seconds(
              end.workerCpuSeconds().orElse(Double.NaN)
                  - start.workerCpuSeconds().orElse(Double.NaN)),
          seconds(cpu),
          String.format(
              Locale.ROOT,
              "%.3f (%.3f, %.3f)",
              (ratios.get(0) + ratios.get(1)) / 2,
              ratios.get(0),
              ratios.get(1)));
    }
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static double fit(MultiLayerNetwork network, Workbench bench, int iterations) {
    var data = bench.epoch(iterations);
    long start = System.nanoTime();
    network.fit(data);
    return (System.nanoTime() - start) * 1e-9;
  }
}
