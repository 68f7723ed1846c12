package io.lambdascope.examples.quickstart;

import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.examples.figure.Course;
import io.lambdascope.examples.figure.CourseChart;
import io.lambdascope.examples.figure.IntervalText;
import io.lambdascope.prometheus.http.MetricsServer;
import io.lambdascope.prometheus.push.MetricsPush;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quickstart}: a dropout network on the digits, watched. */
@Command(
    name = "quickstart",
    description = {
      "Trains a network with dropout on the UCI digits, watches what dropout does to its weights,",
      "serves the estimates to Prometheus while it trains, and draws them at the end."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class QuickstartCommand implements Callable<Integer> {

  /** Dropout's effect is early; the table shows it here and at the end. */
  private static final int EARLY_EPOCHS = 5;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "" + MetricsServer.DEFAULT_PORT,
      description =
          "Port of the metrics endpoint on loopback, 0 for any free one (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      description = "Passes over the digits (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--rate",
      defaultValue = "0.5",
      description = "Dropout rate, the share of units dropped (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of weights and masks (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      defaultValue = "lambdascope-quickstart.png",
      description = "Where the picture goes (${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--push",
      paramLabel = "URL",
      description = "Pushgateway to push the last numbers to, such as http://127.0.0.1:9091.")
  private @Nullable URI gateway;

  @Option(names = "--exit", description = "End after training; otherwise serve until interrupted.")
  private boolean exit;

  QuickstartCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (epochs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--epochs must be at least 1, was " + epochs);
    }
    PrintWriter console = spec.commandLine().getOut();
    DataSet digits = Digits.load();
    MultiLayerNetwork network = DropoutNetwork.create(rate, seed);
    int batchesPerEpoch = DropoutNetwork.batchesPerEpoch(digits);
    Course course = new Course();

    // Synchronous and every iteration, so that the same seed gives the same picture.
    try (TrainingProgress progress = new TrainingProgress((long) epochs * batchesPerEpoch);
        MetricsPush push = gateway == null ? null : MetricsPush.to(gateway).build();
        ImplicitBiasListener listener =
            ImplicitBiasListener.builder()
                .reference(Reference.withoutDropout())
                .regularizers(Regularizers.l2(), Regularizers.l1(), Regularizers.gradientNorm())
                .estimator(
                    new ForgettingEstimator(
                        (double) DropoutNetwork.HALF_LIFE_EPOCHS * batchesPerEpoch))
                .stride(1)
                .synchronous()
                .run("quickstart")
                .model("digits-mlp")
                .onSnapshot(course)
                .onSnapshot(progress)
                .attach(network);
        MetricsServer server = MetricsServer.builder().monitor(listener).port(port).start()) {
      if (push != null) {
        push.watch(listener);
      }
      console.printf("Serving %s%n", server.url());
      console.printf("Live page: %s%n", server.page());
      console.flush();
      network.fit(DropoutNetwork.batches(digits), epochs);
      progress.close();
      // The page then says that the run has ended; the estimates stay.
      listener.close();
      report(console, course, batchesPerEpoch);
      draw(course, batchesPerEpoch);
      console.printf("Picture: %s%n", out.toAbsolutePath());
      if (!exit) {
        console.printf("Still serving %s; Ctrl-C ends.%n", server.page());
        console.flush();
        new CountDownLatch(1).await();
      }
      console.flush();
    }
    return 0;
  }

  private void report(PrintWriter console, Course course, int batchesPerEpoch) {
    List<MonitorSnapshot> snapshots = course.snapshots();
    int early = Math.min(EARLY_EPOCHS * batchesPerEpoch, snapshots.size()) - 1;
    MonitorSnapshot last = snapshots.get(snapshots.size() - 1);
    console.printf(
        Locale.ROOT,
        "%nDropout %.2f as a penalty: lambda with its 95%% interval (half-life %d epochs)%n",
        rate,
        DropoutNetwork.HALF_LIFE_EPOCHS);
    console.printf(
        "%-14s  %-36s  %-36s  %s%n",
        "regularizer",
        "after epoch " + Math.min(EARLY_EPOCHS, epochs),
        "after epoch " + epochs,
        "at the end");
    for (int j = 0; j < last.terms().size(); j++) {
      Term term = last.terms().get(j);
      LambdaEstimate atEnd = last.estimate().orElseThrow();
      console.printf(
          "%-14s  %-36s  %-36s  %s%n",
          term.regularizer(),
          IntervalText.of(snapshots.get(early).estimate().orElseThrow().coefficient(j)),
          IntervalText.of(atEnd.coefficient(j)),
          atEnd.coefficient(j).identifiability().name().toLowerCase(Locale.ROOT));
    }
    console.printf(
        Locale.ROOT,
        "loss %.4f, %d samples, the monitor took %.1f s beside %.1f s of training%n",
        last.progress().loss(),
        last.samples(),
        last.workload().monitorSeconds(),
        last.workload().trainingSeconds());
  }

  private void draw(Course course, int batchesPerEpoch) throws IOException {
    List<CourseChart> panels = new ArrayList<>();
    panels.add(
        new CourseChart("Loss of the mini-batch", "loss", batchesPerEpoch).loss("loss", course));
    List<Term> terms = course.snapshots().get(0).terms();
    for (int j = 0; j < terms.size(); j++) {
      String name = terms.get(j).regularizer();
      panels.add(
          new CourseChart("lambda(t) of " + name + ", 95% interval", "lambda", batchesPerEpoch)
              .coefficient(name, course, j)
              .zero(epochs));
    }
    CourseChart.save(panels, 2, out);
  }
}
