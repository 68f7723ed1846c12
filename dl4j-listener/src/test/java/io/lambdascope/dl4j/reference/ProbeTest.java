package io.lambdascope.dl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What each kind of probe gives, and the gradients it makes. */
class ProbeTest {

  private static final int EXAMPLES = 200;

  private final DataSet data = regression(EXAMPLES);
  private final ReferenceModel model = model();
  private final INDArray theta = model.parameters().dup();

  private static DataSet regression(int examples) {
    Random random = new Random(5);
    double[][] features = new double[examples][3];
    double[][] labels = new double[examples][2];
    for (int i = 0; i < examples; i++) {
      for (int j = 0; j < 3; j++) {
        features[i][j] = random.nextGaussian();
      }
      labels[i][0] = features[i][0] + random.nextGaussian();
      labels[i][1] = features[i][1] * features[i][2];
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(labels));
  }

  private static ReferenceModel model() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0.1))
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
    network.initGradientsView();
    return new ReferenceModel(Network.of(network), 0);
  }

  private INDArray gradient(Probe probe, int iteration) {
    return model.gradientAt(theta, probe.at(iteration), iteration, 0).dup();
  }

  private DataSet rows(int from, int to) {
    return (DataSet) data.getRange(from, to);
  }

  private ListDataSetIterator<DataSet> batches(int size) {
    return new ListDataSetIterator<>(data.copy().asList(), size);
  }

  @Test
  void gradient_inChunks_isThatOfTheWhole() {
    INDArray whole = gradient(Probe.of(data), 0);
    MultiDataSet several =
        new MultiDataSet(new INDArray[] {data.getFeatures()}, new INDArray[] {data.getLabels()});
    for (Probe probe :
        List.of(
            Probe.of(batches(7)),
            Probe.of(new MultiDataSetIteratorAdapter(batches(7))),
            Probe.of(several),
            Probe.streaming(batches(7)),
            Probe.streaming(batches(1)),
            Probe.streaming(new MultiDataSetIteratorAdapter(batches(7))),
            Probe.randomSubset(data, EXAMPLES, 1),
            Probe.randomSubset(several, EXAMPLES, 1))) {
      assertThat(probe.size()).isEqualTo(EXAMPLES);
      // The same 200 terms in another order of summation: 200·1e-16 of them at most.
      assertThat(gradient(probe, 0).distance2(whole)).isLessThan(1e-13);
    }
    assertThat(whole.norm2Number().doubleValue()).isGreaterThan(0.1);
  }

  /** Spoils each batch when it is asked for more, so that no one can hold two. */
  private static final class OneAtATime extends ListDataSetIterator<DataSet> {
    private static final long serialVersionUID = 1L;
    private DataSet handedOut = new DataSet();
    private int passes;

    OneAtATime(DataSet data, int batch) {
      super(data.asList(), batch);
    }

    @Override
    public synchronized DataSet next() {
      spoil();
      handedOut = super.next().copy();
      return handedOut;
    }

    @Override
    public synchronized void reset() {
      spoil();
      passes++;
      super.reset();
    }

    private void spoil() {
      if (handedOut.getFeatures() != null) {
        handedOut.getFeatures().assign(Double.NaN);
        handedOut.getLabels().assign(Double.NaN);
      }
    }
  }

  @Test
  void streaming_iteratorThatSpoilsWhatItGaveBefore_givesTheGradient() {
    OneAtATime source = new OneAtATime(data, 7);
    Probe probe = Probe.streaming(source);
    INDArray first = gradient(probe, 0);
    INDArray second = gradient(probe, 1);
    assertThat(first.distance2(gradient(Probe.of(batches(7)), 0))).isZero();
    assertThat(second.distance2(first)).isZero();
    assertThat(source.passes).isEqualTo(3); // the first to count and check
  }

  @Test
  void streaming_gradientInterrupted_startsAnewNextTime() {
    Probe probe = Probe.streaming(batches(7));
    assertThat(probe.at(0).iterator().next().size()).isEqualTo(7);
    assertThat(gradient(probe, 0).distance2(gradient(Probe.of(batches(7)), 0))).isZero();
  }

  @Test
  void streaming_iteratorThatLosesExamples_isAFailure() {
    List<Integer> limits = new ArrayList<>(List.of(EXAMPLES, 150));
    ListDataSetIterator<DataSet> shrinking =
        new ListDataSetIterator<>(data.asList(), 10) {
          private static final long serialVersionUID = 1L;
          private int limit;
          private int given;

          @Override
          public boolean hasNext() {
            return given < limit && super.hasNext();
          }

          @Override
          public synchronized DataSet next() {
            given += 10;
            return super.next();
          }

          @Override
          public synchronized void reset() {
            given = 0;
            limit = limits.remove(0);
            super.reset();
          }
        };
    Probe probe = Probe.streaming(shrinking);
    assertThatThrownBy(() -> gradient(probe, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("150 examples where it gave 200");
  }

  @Test
  void streaming_cannotBeReset_isRefused() {
    ListDataSetIterator<DataSet> once =
        new ListDataSetIterator<>(data.asList(), 7) {
          private static final long serialVersionUID = 1L;

          @Override
          public boolean resetSupported() {
            return false;
          }
        };
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.streaming(once))
        .withMessageContaining("cannot be reset")
        .withMessageContaining("resetSupported() is true");
    assertThat(once.next().getFeatures()).isEqualTo(rows(0, 7).getFeatures()); // not read
  }

  @Test
  void streaming_emptyOrNotFinite_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.streaming(new ListDataSetIterator<>(List.<DataSet>of())))
        .withMessageContaining("empty");
    DataSet bad = data.copy();
    bad.getLabels().putScalar(150, 1, Double.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.streaming(new ListDataSetIterator<>(bad.asList(), 50)))
        .withMessageContaining("labels of shape [50, 2]")
        .withMessageContaining("NaN or infinite");
  }

  @Test
  void streaming_readByAnotherLivingThread_isRefused() throws Exception {
    Probe probe = Probe.streaming(batches(7));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      other.submit(() -> probe.at(0).iterator().hasNext()).get();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> probe.at(0).iterator())
          .withMessageContaining("another listener's worker")
          .withMessageContaining("iterator of its own");
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void streaming_readerEnded_isFreeAgain() throws Exception {
    Probe probe = Probe.streaming(batches(7));
    Thread other = new Thread(() -> probe.at(0).iterator().next());
    other.start();
    other.join();
    assertThat(probe.at(0).iterator().hasNext()).isTrue();
  }

  @Test
  void randomSubset_manySamples_isUnbiasedWhereAFixedOneIsNot() {
    int size = 20;
    int samples = 400;
    INDArray full = gradient(Probe.of(data), 0);
    int p = (int) full.length();
    Probe random = Probe.randomSubset(data, size, 42);
    double[] sum = new double[p];
    double[] squares = new double[p];
    for (int iteration = 0; iteration < samples; iteration++) {
      double[] error = gradient(random, iteration).sub(full).toDoubleVector();
      for (int i = 0; i < p; i++) {
        sum[i] += error[i];
        squares[i] += error[i] * error[i];
      }
    }
    double[] fixed = gradient(Probe.of(rows(0, size)), 0).sub(full).toDoubleVector();
    double worstRandom = 0;
    double worstFixed = 0;
    for (int i = 0; i < p; i++) {
      double mean = sum[i] / samples;
      double standardError = Math.sqrt((squares[i] / samples - mean * mean) / (samples - 1));
      worstRandom = Math.max(worstRandom, Math.abs(mean) / standardError);
      worstFixed = Math.max(worstFixed, Math.abs(fixed[i]) / standardError);
    }
    // Four standard errors: 1 in 600 for the worst of 26 entries, were the seed not fixed. A fixed
    // subset of the same size is off by √400 = 20 of them.
    assertThat(worstRandom).isLessThan(4);
    assertThat(worstFixed).isGreaterThan(20);
  }

  @Test
  void randomSubset_everyExample_isAsLikely() {
    // Labels that number the examples, so that the subsets can be read off.
    DataSet numbered =
        new DataSet(Nd4j.ones(DataType.DOUBLE, 10, 1), Nd4j.arange(10).reshape(10, 1));
    Probe probe = Probe.randomSubset(numbered, 3, 7);
    int[] counts = new int[10];
    Set<Set<Integer>> subsets = new HashSet<>();
    for (int iteration = 0; iteration < 600; iteration++) {
      Set<Integer> members = new HashSet<>();
      for (double label : only(probe.at(iteration)).labels().get(0).toDoubleVector()) {
        members.add((int) label);
        counts[(int) label]++;
      }
      assertThat(members).hasSize(3); // without replacement
      subsets.add(members);
    }
    // Binomial, 600 draws at 3/10: mean 180, standard deviation 11.
    for (int count : counts) {
      assertThat(count).isBetween(135, 225);
    }
    assertThat(subsets).hasSizeGreaterThan(115); // of 10 choose 3 = 120, 1 in 150 is missed
  }

  @Test
  void randomSubset_sameSeedAndIteration_isTheSameWhateverWasDrawnBefore() {
    Probe one = Probe.randomSubset(data, 20, 42);
    Probe two = Probe.randomSubset(data, 20, 42);
    Nd4j.getRandom().setSeed(99);
    long next = Nd4j.getRandom().nextLong();
    Nd4j.getRandom().setSeed(99);
    one.at(0);
    one.at(1);
    assertThat(features(one, 8)).isEqualTo(features(two, 8));
    assertThat(features(one, 8)).isNotEqualTo(features(one, 9));
    assertThat(features(one, 8)).isNotEqualTo(features(Probe.randomSubset(data, 20, 43), 8));
    // Neighbouring seeds do not share subsets one iteration apart.
    assertThat(features(one, 9)).isNotEqualTo(features(Probe.randomSubset(data, 20, 43), 8));
    assertThat(Nd4j.getRandom().nextLong()).isEqualTo(next);
  }

  @Test
  void randomSubset_rowsOfAllArrays_belongTogether() {
    DataSet sequences =
        new DataSet(Nd4j.arange(60).reshape(10, 2, 3), Nd4j.arange(30).reshape(10, 1, 3));
    sequences.setFeaturesMaskArray(Nd4j.arange(30).reshape(10, 3));
    sequences.setLabelsMaskArray(Nd4j.arange(10).reshape(10, 1));
    MiniBatch drawn = only(Probe.randomSubset(sequences, 4, 1).at(0));
    assertThat(drawn.features().get(0).shape()).containsExactly(4, 2, 3);
    for (int k = 0; k < 4; k++) {
      int i = drawn.labelMasks().get(0).getInt(k, 0);
      assertThat(drawn.features().get(0).slice(k)).isEqualTo(sequences.getFeatures().slice(i));
      assertThat(drawn.labels().get(0).slice(k)).isEqualTo(sequences.getLabels().slice(i));
      assertThat(drawn.featureMasks().get(0).slice(k))
          .isEqualTo(sequences.getFeaturesMaskArray().slice(i));
    }
  }

  @Test
  void randomSubset_sizeOutOfRange_isRefused() {
    for (int size : new int[] {0, -1, EXAMPLES + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Probe.randomSubset(data, size, 1))
          .withMessageContaining("from 1 to the 200 examples")
          .withMessageContaining("was " + size);
    }
  }

  @Test
  void of_masks_areCopiedWithTheRest() {
    DataSet masked = data.copy();
    masked.setFeaturesMaskArray(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1));
    masked.setLabelsMaskArray(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1).muli(0.5));
    MultiDataSet several =
        new MultiDataSet(
            new INDArray[] {data.getFeatures(), data.getFeatures()},
            new INDArray[] {data.getLabels()},
            new INDArray[] {null, masked.getFeaturesMaskArray()},
            null);
    MiniBatch one = only(Probe.of(masked).at(0));
    MiniBatch two = only(Probe.of(several).at(0));
    masked.getFeatures().assign(9);
    masked.getFeaturesMaskArray().assign(9);
    masked.getLabelsMaskArray().assign(9);
    assertThat(one.features().get(0)).isEqualTo(data.getFeatures());
    assertThat(one.featureMasks().get(0)).isEqualTo(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1));
    assertThat(one.labelMasks().get(0).meanNumber().doubleValue()).isEqualTo(0.5);
    assertThat(two.featureMasks()).containsOnlyKeys(1);
    assertThat(two.featureMasks().get(1)).isEqualTo(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1));
    assertThat(two.labelMasks()).isEmpty();
  }

  @Test
  void of_maskNotFinite_isRefused() {
    DataSet masked = data.copy();
    masked.setLabelsMaskArray(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 1));
    masked.getLabelsMaskArray().putScalar(7, 0, Double.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Probe.of(masked))
        .withMessageContaining("label masks of shape [200, 1]");
  }

  private static MiniBatch only(ProbeData data) {
    List<MiniBatch> chunks = new ArrayList<>();
    data.forEach(chunks::add);
    assertThat(chunks).hasSize(1);
    return chunks.get(0);
  }

  private static INDArray features(Probe probe, int iteration) {
    return only(probe.at(iteration)).features().get(0);
  }
}
