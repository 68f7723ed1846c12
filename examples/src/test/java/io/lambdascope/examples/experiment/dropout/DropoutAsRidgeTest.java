package io.lambdascope.examples.experiment.dropout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Experiments;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.network.Perceptron;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class DropoutAsRidgeTest {

  private static final int INPUTS = 6;
  private static final int CLASSES = 3;

  @Test
  void stagesCoverTheEpochsWithoutAGap() {
    for (int epochs : new int[] {1, 2, 3, 60, 77, 500}) {
      List<Stage> stages = Stage.of(epochs);
      assertThat(stages.get(0).first()).isEqualTo(1);
      assertThat(stages.get(stages.size() - 1).last()).isEqualTo(epochs);
      for (int i = 1; i < stages.size(); i++) {
        assertThat(stages.get(i).first()).isEqualTo(stages.get(i - 1).last() + 1);
      }
      assertThat(stages.stream().mapToInt(Stage::epochs).sum()).isEqualTo(epochs);
    }
  }

  @Test
  void theGridIsThePapers() {
    List<Trial> grid = Trial.grid(new Settings(false, 10, null, null));
    assertThat(grid).hasSize(2 * 3 * 8 * 10).doesNotHaveDuplicates();
    Trial one = new Trial(3, 128, 0.3, 1);
    MultiLayerNetwork network = new MultiLayerNetwork(one.perceptron().configuration());
    network.init();
    assertThat(network.numParams()).isEqualTo(one.parameters());
  }

  @Test
  void thePapersFitFindsAnOptimumOfUsualSize() {
    // Minimum of (g + 2λθ)² at λ = −θg/(2θθ) = 0.35, where the loss is large against Adam's ε.
    PublishedFit fit = PublishedFit.of(List.of(new PublishedFit.Products(10, -7, 5, 1)));
    // The learning rate is halved away around the optimum, within one of its first steps of 5%.
    assertThat(fit.lambda()).isCloseTo(0.35, within(0.05 * 0.35));
  }

  @Test
  void thePapersFitEndsFarAboveASmallOptimum() {
    // As at the end of a training: θᵀθ/p = 1e-3, ‖g‖ = 1e-3, optimum 4e-5.
    int p = 300_000;
    double parameters = 300;
    double cross = -2 * 4e-5 * parameters;
    PublishedFit fit =
        PublishedFit.of(List.of(new PublishedFit.Products(parameters, cross, 1e-4, p)));
    assertThat(fit.lambda()).isGreaterThan(1.5 * 4e-5);
    // It was still falling: the optimum is where the derivative is zero.
    assertThat(fit.derivative()).isPositive();
  }

  @Test
  void derivativeOfTheFitIsThatOfItsLoss() {
    PublishedFit.Products products = new PublishedFit.Products(3, -2, 7, 5);
    double h = 1e-6;
    double difference =
        (products.loss(0.4 * Math.exp(h)) - products.loss(0.4 * Math.exp(-h))) / (2 * h);
    assertThat(products.derivative(0.4)).isCloseTo(difference, within(1e-8));
  }

  @Test
  void exactFitIsTheProjectionOfTheGradientOnTheParameters() {
    List<DataSet> batches = data(40, 1, DataType.DOUBLE).batchBy(15);
    Perceptron perceptron = perceptron(0).precision(DataType.DOUBLE);
    MultiLayerNetwork network = new MultiLayerNetwork(perceptron.configuration());
    network.init();
    INDArray theta = network.params().dup();

    Cells cells = Cells.of(EndpointFits.of(perceptron.configuration(), theta, batches));

    // −dL/ds at θ(1 + s), s = 0, by central differences of the loss, is −θᵀg = 2λθᵀθ.
    double h = 1e-5;
    double along = (score(network, theta, 1 + h) - score(network, theta, 1 - h)) / (2 * h);
    double squares = theta.norm2Number().doubleValue() * theta.norm2Number().doubleValue();
    Cell exact = cells.quantity(EndpointFits.EXACT).first();
    assertThat(exact.estimate()).isCloseTo(-along / (2 * squares), within(1e-8));
    assertThat(exact.measure("residual_ratio")).isBetween(0.0, 1.0);
    // The interval is ∓‖r‖/(2‖θ‖), of which the residual ratio and ‖g‖/‖θ‖ are the parts.
    double reach = exact.measure("residual_ratio") * exact.measure(EndpointFits.DISTANCE) / 2;
    assertThat(exact.upper() - exact.estimate()).isCloseTo(reach, within(1e-9 * reach));
    assertThat(exact.estimate() - exact.lower()).isCloseTo(reach, within(1e-9 * reach));

    // Mini-batches of 15, 15 and 10 count alike in the loss of the paper's fit.
    double optimum = 0;
    for (DataSet batch : batches) {
      double slope =
          (score(network, theta, 1 + h, batch) - score(network, theta, 1 - h, batch)) / (2 * h);
      optimum -= slope / (2 * squares) / batches.size();
    }
    assertThat(cells.quantity(EndpointFits.PUBLISHED).first().truth())
        .isCloseTo(optimum, within(1e-8))
        .isNotEqualTo(exact.estimate());
  }

  private static double score(MultiLayerNetwork network, INDArray theta, double scale) {
    return score(network, theta, scale, data(40, 1, DataType.DOUBLE));
  }

  private static double score(
      MultiLayerNetwork network, INDArray theta, double scale, DataSet data) {
    network.setParams(theta.mul(scale));
    return network.score(data, false);
  }

  @Test
  void withoutDropoutAblationGivesExactlyZero() throws Exception {
    for (Reference reference : List.of(Reference.withoutDropout(), Reference.dropoutMean(2))) {
      for (AblationWatch.Found found : watched(0, reference)) {
        assertThat(found.estimate().coefficient(0).value()).isZero();
        assertThat(found.estimate().fit().deviationEnergy()).isZero();
      }
    }
  }

  @Test
  void eachCandidateIsEstimatedAlone() throws Exception {
    List<AblationWatch.Found> found = watched(0.5, Reference.dropoutMean(64));
    assertThat(found)
        .extracting(AblationWatch.Found::candidate)
        .containsExactly("l2", "activation_l2");
    for (AblationWatch.Found one : found) {
      assertThat(one.estimate().coefficients()).hasSize(1);
      assertThat(one.estimate().fit().observations()).isEqualTo(4);
    }
    // E over masks by brute force of its own: masks of a network in training mode, one by one.
    double truth = bruteForceRidge(0.5, 4000);
    assertThat(found.get(0).estimate().coefficient(0).value())
        .isCloseTo(truth, within(0.2 * Math.abs(truth)));
  }

  /** θᵀ(E[∇L_drop] − ∇L)/(2θᵀθ) at the initial weights, without the monitor. */
  private static double bruteForceRidge(double rate, int masks) {
    MultiLayerNetwork noisy = new MultiLayerNetwork(perceptron(rate).configuration());
    noisy.init();
    MultiLayerNetwork clean = new MultiLayerNetwork(perceptron(0).configuration());
    clean.init();
    clean.setParams(noisy.params());
    DataSet data = data(40, 1, DataType.FLOAT);
    double sum = 0;
    for (int mask = 0; mask < masks; mask++) {
      sum += along(noisy, data);
    }
    double squares = Math.pow(noisy.params().norm2Number().doubleValue(), 2);
    return (sum / masks - along(clean, data)) / (2 * squares);
  }

  private static double along(MultiLayerNetwork network, DataSet data) {
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    INDArray gradient = network.gradient().gradient().reshape(network.numParams());
    return Nd4j.getBlasWrapper().dot(gradient, network.params().reshape(network.numParams()))
        / data.numExamples();
  }

  private static List<AblationWatch.Found> watched(double rate, Reference reference)
      throws Exception {
    MultiLayerNetwork network =
        new MultiLayerNetwork(perceptron(rate).updater(new Sgd(1e-20)).configuration());
    network.init();
    try (AblationWatch watch = new AblationWatch(network, reference, 1)) {
      for (int i = 0; i < 4; i++) {
        network.fit(data(40, 1, DataType.FLOAT));
      }
      return watch.end();
    } finally {
      assertThat(network.getListeners()).isEmpty();
    }
  }

  private static Perceptron perceptron(double rate) {
    return Perceptron.classifier(INPUTS, CLASSES).hidden(3, 8).dropout(rate).seed(3);
  }

  private static DataSet data(int examples, long seed, DataType type) {
    Random random = new Random(seed);
    INDArray x = Nd4j.create(DataType.DOUBLE, examples, INPUTS);
    INDArray y = Nd4j.create(DataType.DOUBLE, examples, CLASSES);
    for (int i = 0; i < examples; i++) {
      for (int j = 0; j < INPUTS; j++) {
        x.putScalar(i, j, random.nextGaussian());
      }
      y.putScalar(i, random.nextInt(CLASSES), 1);
    }
    return new DataSet(x.castTo(type), y.castTo(type));
  }

  @Test
  void trendIsOfRanksWithinAnArchitecture() {
    List<Cell> cells = new ArrayList<>();
    double[] rates = {0, 0.1, 0.3};
    for (int i = 0; i < rates.length; i++) {
      // Rises at width 128; falls, from far higher, at width 256.
      cells.add(new Trial(3, 128, rates[i], 1).locate(Cell.of("x", Math.exp(i))));
      cells.add(new Trial(3, 256, rates[i], 1).locate(Cell.of("x", 1000 - i)));
    }
    Cells all = Cells.of(cells);
    assertThat(RateTrend.of(all.at("width", 128), Cell::estimate)).isCloseTo(1, within(1e-12));
    assertThat(RateTrend.of(all.at("width", 256), Cell::estimate)).isCloseTo(-1, within(1e-12));
    assertThat(RateTrend.of(all, Cell::estimate)).isCloseTo(0, within(1e-12));
    assertThat(RateTrend.of(all.at("rate", 0), Cell::estimate)).isNaN();
  }

  @Test
  void wordsFollowTheNumbers() {
    String supported = String.join(" ", DropoutFindings.of(ablation(1, 1)).verdict());
    assertThat(supported).contains("rises with the rate").contains("supports the claim");
    String opposite = String.join(" ", DropoutFindings.of(ablation(-1, 0)).verdict());
    assertThat(opposite).contains("falls with the rate").doesNotContain("supports the claim");
  }

  private static List<Cell> ablation(int sign, double supported) {
    return IntStream.range(0, 4)
        .mapToObj(
            i ->
                new Trial(3, 128, i / 10.0, 1)
                    .locate(Cell.of(TrialRun.ABLATION, sign * i * 1e-4))
                    .at("reference", TrialRun.MEAN)
                    .at("candidate", "l2")
                    .at("stage", TrialRun.END)
                    .at("last_epoch", 5)
                    .measure("share", 0.2)
                    .measure("supported", supported))
        .toList();
  }

  @Test
  void aControlThatIsNotZeroIsMissed() {
    List<Cell> cells =
        List.of(
            ablation(1, 1).get(0),
            new Trial(3, 128, 0, 2).locate(Cell.of(TrialRun.ABLATION, 1e-30)));
    Findings findings = DropoutFindings.of(cells);
    assertThat(findings.missed()).extracting(Finding::name).containsExactly("ablation_at_rate_0");
  }

  @Test
  void findingsAndFigureOfNothingAreNumbersWithoutMeaning() throws Exception {
    Findings findings = DropoutFindings.of(List.of());
    assertThat(findings.summary()).allMatch(finding -> Double.isNaN(finding.value()));
    assertThat(findings.verdict()).isEmpty();
    assertThat(DropoutFigure.of(List.of()).svg()).contains("svg");
  }

  @Test
  void standsAmongTheExperiments() {
    assertThat(Experiments.named("dropout")).isInstanceOf(DropoutAsRidge.class);
  }
}
