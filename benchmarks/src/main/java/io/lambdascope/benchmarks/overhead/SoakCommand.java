package io.lambdascope.benchmarks.overhead;

import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.ImplicitBiasListenerBuilder;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory and threads over a long run, and over many listeners. */
@Command(
    name = "soak",
    description = "Measures memory and threads over a long run, and over many listeners.",
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {

  private static final int STRIDE = 4;

  /** Collections after which ND4J's threads have freed what the first of them found. */
  private static final int COLLECTIONS = 30;

  @Option(
      names = "--iterations",
      defaultValue = "20000",
      description = "Of training (default: ${DEFAULT-VALUE}).")
  private int iterations;

  @Option(
      names = "--cycles",
      defaultValue = "1000",
      description = "Listeners attached and closed (default: ${DEFAULT-VALUE}).")
  private int cycles;

  @Option(
      names = "--out",
      defaultValue = "docs/studies/soak.md",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  private final List<List<String>> rows = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Workbench bench = Workbench.small();
    MultiLayerNetwork network = bench.network();
    row("before", 0);
    try (ImplicitBiasListener listener = settings().attach(network)) {
      int done = 0;
      for (int tenth = 1; tenth <= 10; tenth++) {
        int next = (int) ((long) iterations * tenth / 10);
        network.fit(bench.epoch(next - done));
        done = next;
        row("%,d iterations".formatted(done), listener.snapshot().samples());
      }
    }
    row("closed", 0);
    for (int fifth = 1; fifth <= 5; fifth++) {
      for (int i = 0; i < cycles / 5; i++) {
        try (ImplicitBiasListener listener = settings().attach(network)) {
          network.fit(bench.epoch(1));
          listener.snapshot();
        }
      }
      network.setListeners();
      row("%,d listeners attached and closed".formatted(fifth * cycles / 5), 0);
    }
    new Page(
            "Memory and threads over a long run",
            "soak" + (iterations == 20000 && cycles == 1000 ? "" : " with other sizes"),
            """
            %s with dropout under Sgd, every %dth iteration sampled, reference `withoutDropout`,
            regularizers l2 and gradient_norm, asynchronous. After full collections, until ND4J has
            freed what they found: the heap in use, the memory of the process beside what the JVM has
            set apart for its heap (native buffers, code, threads' stacks), and its threads. Then listeners attached to the same network, used for one
            iteration and closed. %s."""
                .formatted(bench.name(), STRIDE, Page.machine()),
            List.of("after", "samples", "heap MB", "beside it MB", "threads"),
            rows)
        .write(out);
    return 0;
  }

  private static ImplicitBiasListenerBuilder settings() {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(Regularizers.l2(), Regularizers.gradientNorm())
        .stride(STRIDE);
  }

  private void row(String after, long samples) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(100); // ND4J frees on threads of its own
    }
    Runtime runtime = Runtime.getRuntime();
    rows.add(
        List.of(
            after,
            samples == 0 ? "–" : String.valueOf(samples),
            Page.megabytes(runtime.totalMemory() - runtime.freeMemory()),
            Page.megabytes(Pointer.physicalBytes() - runtime.totalMemory()),
            String.valueOf(ManagementFactory.getThreadMXBean().getThreadCount())));
  }
}
