package io.lambdascope.examples.dropout;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.examples.figure.Course;
import io.lambdascope.examples.figure.CourseChart;
import io.lambdascope.examples.figure.IntervalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dropout-rates}: the picture of the README. */
@Command(
    name = "dropout-rates",
    description = {
      "Trains the quickstart's network at several dropout rates and draws the l2 coefficient that",
      "dropout acts as, over the course of training."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DropoutRatesCommand implements Callable<Integer> {

  private static final List<Double> RATES = List.of(0.1, 0.3, 0.5);

  /** Ends of the windows of the table, in epochs. */
  private static final List<Integer> WINDOWS = List.of(5, 10, 20);

  @Spec private CommandSpec spec;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of weights and masks (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      defaultValue = "lambdascope-dropout-rates.png",
      description = "Where the picture goes (${DEFAULT-VALUE}).")
  private Path out;

  DropoutRatesCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    DataSet digits = Digits.load();
    int batchesPerEpoch = DropoutNetwork.batchesPerEpoch(digits);
    int epochs = WINDOWS.get(WINDOWS.size() - 1);
    CourseChart lambda =
        new CourseChart("Dropout as an l2 penalty: lambda(t)", "lambda of l2", batchesPerEpoch);
    CourseChart loss = new CourseChart("Loss of the mini-batch", "loss", batchesPerEpoch);
    console.printf("lambda of l2 with its 95%% interval, constant over the epochs given%n");
    for (double rate : RATES) {
      MultiLayerNetwork network = DropoutNetwork.create(rate, seed);
      Course course = new Course();
      int begin = 0;
      try (ImplicitBiasListener whole =
          listener(
              network,
              new ForgettingEstimator((double) DropoutNetwork.HALF_LIFE_EPOCHS * batchesPerEpoch),
              course)) {
        for (int end : WINDOWS) {
          try (ImplicitBiasListener window =
              listener(network, new CumulativeEstimator(), snapshot -> {})) {
            network.setListeners(new TrainingListener[] {whole, window});
            network.fit(DropoutNetwork.batches(digits), end - begin);
            print(console, rate, begin + 1, end, window.snapshot());
          }
          begin = end;
        }
      }
      String name = String.format(Locale.ROOT, "rate %.1f", rate);
      lambda.coefficient(name, course, 0);
      loss.loss(name, course);
    }
    CourseChart.save(List.of(lambda.zero(epochs), loss), 2, out);
    console.printf("Picture: %s%n", out.toAbsolutePath());
    return 0;
  }

  private static ImplicitBiasListener listener(
      MultiLayerNetwork network, OnlineEstimator estimator, Consumer<MonitorSnapshot> subscriber) {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(Regularizers.l2())
        .estimator(estimator)
        .stride(1)
        .synchronous()
        .run("dropout-rates")
        .onSnapshot(subscriber)
        .build(network);
  }

  private static void print(
      PrintWriter console, double rate, int from, int to, MonitorSnapshot snapshot) {
    console.printf(
        Locale.ROOT,
        "rate %.1f  epochs %2d to %2d  %s%n",
        rate,
        from,
        to,
        IntervalText.of(snapshot.estimate().orElseThrow().coefficient(0)));
    console.flush();
  }
}
