package io.lambdascope.dl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The error of a probe's gradient by the choice of its examples, and what is said of them. */
class SamplingErrorTest {

  private static final int ALL = 400;

  private final DataSet data = regression();
  private final MultiLayerNetwork network = network(true);

  private static DataSet regression() {
    Random random = new Random(5);
    double[][] features = new double[ALL][3];
    double[][] labels = new double[ALL][2];
    for (int i = 0; i < ALL; i++) {
      for (int j = 0; j < 3; j++) {
        features[i][j] = random.nextGaussian();
      }
      labels[i][0] = features[i][0] + random.nextGaussian();
      labels[i][1] = features[i][1] * features[i][2];
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(labels));
  }

  private static MultiLayerNetwork network(boolean miniBatch) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.001))
                .miniBatch(miniBatch)
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(4).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** Compares at the network's own parameters; the step itself is of no interest. */
  private Deviation compare(MultiLayerNetwork of, Reference reference, int iteration)
      throws Exception {
    ReferenceEngine engine = new ReferenceEngine(reference, Network.of(of));
    return compare(engine, of, iteration);
  }

  private Deviation compare(ReferenceEngine engine, MultiLayerNetwork of, int iteration)
      throws Exception {
    of.initGradientsView();
    of.setIterationCount(iteration);
    of.setInput(data.getFeatures());
    of.setLabels(data.getLabels());
    of.computeGradientAndScore();
    CapturedStep step =
        new CapturedStep(
            engine.needs(true), DataType.DOUBLE, engine.layout().length(), engine.stateLength());
    step.before(Network.of(of));
    step.after(Network.of(of));
    return engine.compare(step);
  }

  private double[] gradientSum(DataSet of) {
    MultiLayerNetwork clone = network.clone();
    clone.initGradientsView();
    clone.setInput(of.getFeatures());
    clone.setLabels(of.getLabels());
    clone.computeGradientAndScore();
    return clone.gradient().gradient().dup().data().asDouble();
  }

  private static double error(Deviation deviation) {
    return deviation.samplingError().orElseThrow();
  }

  /** Chunks of 60, 60, … and 40, by the definition, from gradients of a clone. */
  private double byDefinition(double part) {
    int p = (int) network.numParams();
    int[] ends = {60, 120, 180, 240, 300, 360, 400};
    double[] mean = new double[p];
    double[] whole = gradientSum(data);
    for (int i = 0; i < p; i++) {
      mean[i] = whole[i] / ALL;
    }
    double spread = 0;
    int from = 0;
    for (int end : ends) {
      double[] sum = gradientSum((DataSet) data.getRange(from, end));
      double squares = 0;
      for (int i = 0; i < p; i++) {
        double difference = sum[i] / (end - from) - mean[i];
        squares += difference * difference;
      }
      spread += (end - from) * squares;
      from = end;
    }
    return Math.sqrt(spread / (ends.length - 1) / ALL * (1 - part));
  }

  @Test
  void samplingError_unevenChunks_isThatOfTheDefinition() throws Exception {
    var iterator = new ListDataSetIterator<>(data.copy().asList(), 60);
    Probe probe = Probe.of(iterator);
    double expected = byDefinition(0);
    assertThat(expected).isGreaterThan(0.01);
    for (Reference reference :
        List.of(
            Reference.fullBatch(probe),
            Reference.gradientFlow(probe),
            Reference.stationarity(probe),
            Reference.stationarity(Probe.streaming(iterator)))) {
      // A difference of sums of squares of some 400 terms: 1e-14.
      assertThat(error(compare(network, reference, 0))).isCloseTo(expected, within(1e-12));
    }
    assertThat(error(compare(network, Reference.fullBatch(probe.outOf(1600)), 0)))
        .isCloseTo(byDefinition(0.25), within(1e-12));
    // Without division by the examples the gradient is their sum, and so is its error.
    assertThat(error(compare(network(false), Reference.fullBatch(probe), 0)))
        .isCloseTo(ALL * expected, within(1e-9));
  }

  /**
   * What it is an estimate of: the distance of a subset's gradient from that of all, over subsets.
   * Half of all examples, so without the part that is known the square would be twice too large.
   * The squares of 300 subsets scatter by about 0.6 of their mean each, by 3.5% of it together, and
   * those of the estimates less.
   */
  @Test
  void samplingError_manySubsets_isTheirDistanceFromTheWhole() throws Exception {
    int subsets = 300;
    double[] whole = gradientSum(data);
    ReferenceEngine engine =
        new ReferenceEngine(
            Reference.stationarity(Probe.randomSubset(data, ALL / 2, 11).inChunksOf(10)),
            Network.of(network));
    double estimated = 0;
    double actual = 0;
    for (int k = 0; k < subsets; k++) {
      Deviation deviation = compare(engine, network, k);
      estimated += error(deviation) * error(deviation);
      for (int i = 0; i < whole.length; i++) {
        double difference = -deviation.vector().getDouble(i) - whole[i] / ALL;
        actual += difference * difference;
      }
    }
    assertThat(estimated / actual).isCloseTo(1, within(0.14));
  }

  @Test
  void samplingError_whereThereIsNoneOrNothingTellsIt_isEmpty() throws Exception {
    Probe chunks = Probe.of(data).inChunksOf(50);
    for (Reference reference :
        List.of(
            Reference.fullBatch(chunks.whole()),
            Reference.gradientFlow(chunks.whole()),
            Reference.fullBatch(Probe.of(data)),
            Reference.fullBatch(Probe.randomSubset(data, ALL, 1).inChunksOf(50)),
            Reference.dropoutMean(2).on(chunks),
            Reference.stationarity(chunks).keepingDropout(2))) {
      assertThat(compare(network, reference, 0).samplingError())
          .as("%s", reference)
          .isEqualTo(OptionalDouble.empty());
    }
  }

  @Test
  void inChunksOf_anyProbeInMemory_sameGradientInEvenChunks() throws Exception {
    INDArray whole = compare(network, Reference.stationarity(Probe.of(data)), 0).vector().dup();
    Probe split = Probe.of(data).inChunksOf(70);
    assertThat(split.at(0)).hasSize(6).allSatisfy(c -> assertThat(c.size()).isBetween(66, 67));
    assertThat(split.at(0).examples()).isEqualTo(ALL);
    assertThat(compare(network, Reference.stationarity(split), 0).vector().distance2(whole))
        .isLessThan(1e-13); // The same terms in another order of summation.
    Probe subset = Probe.randomSubset(data, 100, 3);
    INDArray once = compare(network, Reference.stationarity(subset), 5).vector().dup();
    INDArray chunked =
        compare(network, Reference.stationarity(subset.inChunksOf(9)), 5).vector().dup();
    assertThat(chunked.distance2(once)).isLessThan(1e-13);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> split.inChunksOf(0))
        .withMessageContaining("chunks of 0");
    var iterator = new ListDataSetIterator<>(data.copy().asList(), 60);
    assertThatIllegalStateException()
        .isThrownBy(() -> Probe.streaming(iterator).inChunksOf(10))
        .withMessageContaining("another batch size");
  }

  @Test
  void provenance_ofEachProbe_saysWhichExamplesInWords() {
    Probe probe = Probe.of(data);
    assertThat(probe.provenance()).isEqualTo(new Provenance("400 examples in one chunk", false));
    assertThat(probe.inChunksOf(50).provenance().data()).isEqualTo("400 examples in 8 chunks");
    assertThat(probe.inChunksOf(50).whole().provenance().data())
        .isEqualTo("400 examples in 8 chunks, the whole training set");
    assertThat(probe.outOf(1000).inChunksOf(100).provenance().data())
        .isEqualTo("400 examples in 4 chunks, part of 1000");
    Probe subset = Probe.randomSubset(data, 100, 7);
    assertThat(subset.provenance())
        .isEqualTo(
            new Provenance("random subset of 100 of 400 examples with seed 7 in one chunk", true));
    assertThat(subset.inChunksOf(10).provenance().data())
        .isEqualTo("random subset of 100 of 400 examples with seed 7 in chunks of up to 10");
    assertThat(
            Probe.streaming(new ListDataSetIterator<>(data.copy().asList(), 60))
                .provenance()
                .data())
        .isEqualTo("400 examples, streamed");
    assertThat(Reference.withoutDropout().provenance().data()).isEqualTo("the step's mini-batch");
    assertThat(Reference.withoutPenalties().provenance()).isEqualTo(Provenance.NONE);
    assertThat(Reference.fullBatch(probe).provenance()).isEqualTo(probe.provenance());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> probe.outOf(399))
        .withMessageContaining("400 examples")
        .withMessageContaining("399");
    assertThatIllegalStateException().isThrownBy(subset::whole).withMessageContaining("leave out");
  }
}
