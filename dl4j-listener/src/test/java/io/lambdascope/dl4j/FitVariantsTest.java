package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.dl4j.reference.Reference;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.EarlyStoppingResult.TerminationReason;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** By whatever method DL4J is told to train, and however often, each step is sampled and exact. */
class FitVariantsTest {

  private static final int EXAMPLES = 24;
  private static final int BATCH = 8;
  private static final int BATCHES = EXAMPLES / BATCH;

  private final DataSet digits = Digits.first(EXAMPLES, DataType.FLOAT);
  private final MultiLayerNetwork network =
      Networks.tanh(
          1,
          8,
          // Of epochs, because EarlyStoppingTrainer counts them anew from 0.
          new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 1e-3, 0.9)),
          DataType.FLOAT,
          b -> b.l2(KnownAnswers.L2));
  private final ComputationGraph graph = network.toComputationGraph();

  private DataSetIterator batches() {
    return new ListDataSetIterator<>(digits.copy().asList(), BATCH);
  }

  @Test
  void network_fittedInEveryWay_knownAnswersAreFound() {
    INDArray features = digits.getFeatures();
    INDArray labels = digits.getLabels();
    KnownAnswers.check(
        network,
        () -> {
          network.fit(features, labels);
          network.fit(features, labels, null, null);
          network.fit(digits);
          network.fit(new MultiDataSet(features, labels));
          network.fit(batches());
          network.fit(batches(), 2);
          network.fit(new MultiDataSetIteratorAdapter(batches()));
          network.fit(features, labels);
        },
        5 + 4 * BATCHES);
  }

  @Test
  void graph_fittedInEveryWay_knownAnswersAreFound() {
    INDArray[] features = {digits.getFeatures()};
    INDArray[] labels = {digits.getLabels()};
    KnownAnswers.check(
        graph,
        () -> {
          graph.fit(features, labels);
          graph.fit(features, labels, null, null);
          graph.fit(digits);
          graph.fit(new MultiDataSet(features, labels));
          graph.fit(batches());
          graph.fit(new MultiDataSetIteratorAdapter(batches()), 2);
          graph.fit(features, labels);
        },
        5 + 3 * BATCHES);
  }

  private <T extends Model> EarlyStoppingConfiguration<T> threeEpochs() {
    return new EarlyStoppingConfiguration.Builder<T>()
        .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
        .scoreCalculator(new DataSetLossCalculator(batches(), true))
        .evaluateEveryNEpochs(1)
        .modelSaver(new InMemoryModelSaver<>())
        .build();
  }

  @Test
  void earlyStopping_network_knownAnswersAreFound() {
    KnownAnswers.check(
        network,
        () ->
            assertThat(reason(new EarlyStoppingTrainer(threeEpochs(), network, batches()).fit()))
                .isEqualTo(TerminationReason.EpochTerminationCondition),
        3 * BATCHES);
  }

  @Test
  void earlyStopping_graph_knownAnswersAreFound() {
    KnownAnswers.check(
        graph,
        () ->
            assertThat(reason(new EarlyStoppingGraphTrainer(threeEpochs(), graph, batches()).fit()))
                .isEqualTo(TerminationReason.EpochTerminationCondition),
        3 * BATCHES);
  }

  private static TerminationReason reason(EarlyStoppingResult<?> result) {
    return result.getTerminationReason();
  }

  @Test
  void listener_ofARunWithSeveralFits_seesIterationsInOrder() {
    List<Long> iterations =
        Training.observe(
                KnownAnswers.listener(Reference.withoutDropout()),
                network,
                () -> {
                  network.fit(batches(), 2);
                  new EarlyStoppingTrainer(threeEpochs(), network, batches()).fit();
                  network.fit(digits);
                })
            .stream()
            .map(snapshot -> snapshot.latest().orElseThrow().sample().iteration())
            .toList();
    assertThat(iterations).hasSize(5 * BATCHES + 1).isSorted().doesNotHaveDuplicates();
  }
}
