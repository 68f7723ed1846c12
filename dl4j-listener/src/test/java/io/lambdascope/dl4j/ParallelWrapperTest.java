package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.reference.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.ParallelWrapper.TrainingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** ParallelWrapper trains the network itself on its first worker, and replicas on the others. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelWrapperTest {

  private static final int WORKERS = 3;
  private static final int BATCH = 8;

  /** Batches of each worker in a fit. */
  private static final int ROUNDS = 4;

  private final DataSet digits = Digits.first(WORKERS * ROUNDS * BATCH, DataType.FLOAT);

  private static MultiLayerNetwork network() {
    return Networks.tanh(1, 8, new Adam(1e-3), DataType.FLOAT, b -> b.l2(KnownAnswers.L2));
  }

  static Stream<Model> networks() {
    return Stream.of(network(), network().toComputationGraph());
  }

  private ParallelWrapper wrapper(Model network, TrainingMode mode) {
    return new ParallelWrapper.Builder<>(network)
        .workers(WORKERS)
        .averagingFrequency(2)
        .prefetchBuffer(0)
        .trainingMode(mode)
        .build();
  }

  private void fit(ParallelWrapper wrapper) {
    wrapper.fit(new ListDataSetIterator<>(digits.copy().asList(), BATCH));
  }

  private static ImplicitBiasListenerBuilder listener(
      Reference reference, List<MonitorSnapshot> snapshots) {
    return KnownAnswers.listener(reference).synchronous().stride(1).onSnapshot(snapshots::add);
  }

  /** Of two fits, each with replicas of its own. */
  private void train(Model network, ImplicitBiasListenerBuilder listener) {
    try (ImplicitBiasListener attached = listener.attach(network);
        ParallelWrapper wrapper = wrapper(network, TrainingMode.AVERAGING)) {
      fit(wrapper);
      fit(wrapper);
      attached.close();
      MonitorSnapshot last = attached.snapshot();
      assertThat(last.failures().values()).containsOnly(0L);
      assertThat(last.samples()).isEqualTo(2 * ROUNDS);
      assertThat(last.progress().iterations()).isEqualTo(2 * ROUNDS);
      assertThat(last.skips())
          .containsEntry(SkipReason.FOREIGN_MODEL, (WORKERS - 1) * 2L * ROUNDS)
          .containsEntry(SkipReason.QUEUE_FULL, 0L);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void averaging_firstWorker_knownAnswersAreFound(Model network) {
    List<MonitorSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
    train(network, listener(Reference.withoutDropout(), snapshots));
    assertThat(snapshots).hasSize(2 * ROUNDS).allSatisfy(KnownAnswers::isZero);
    snapshots.clear();
    train(network, listener(Reference.withoutPenalties(), snapshots));
    assertThat(snapshots).hasSize(2 * ROUNDS).allSatisfy(KnownAnswers::isKnownL2);
  }

  @Test
  void averaging_listenerGivenToTheWrapper_isHeard() {
    MultiLayerNetwork network = network();
    try (ImplicitBiasListener listener =
            listener(Reference.withoutDropout(), new ArrayList<>()).build(network);
        ParallelWrapper wrapper = wrapper(network, TrainingMode.AVERAGING)) {
      wrapper.setListeners(listener);
      fit(wrapper);
      assertThat(listener.snapshot().samples()).isEqualTo(ROUNDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** DL4J itself waits for ever for a worker that ended by an Error. */
  @Test
  @SuppressWarnings("overrides") // of DL4J's own methods
  void averaging_captureFailingWithAnError_trainsOn() {
    MultiLayerNetwork plain = network();
    MultiLayerNetwork network =
        new MultiLayerNetwork(plain.getLayerWiseConfigurations().clone()) {
          @Override
          public INDArray getLabels() {
            throw new NoClassDefFoundError("on purpose");
          }
        };
    network.init(plain.params(), true);
    try (ImplicitBiasListener listener =
            listener(Reference.withoutDropout(), new ArrayList<>()).attach(network);
        ParallelWrapper wrapper = wrapper(network, TrainingMode.AVERAGING)) {
      fit(wrapper);
      assertThat(listener.snapshot().failures())
          .containsEntry(FailureReason.CAPTURE, (long) ROUNDS);
      assertThat(network.getIterationCount()).isEqualTo(ROUNDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** As other workers' callbacks may come, from other threads, at any time. */
  @Test
  void foreignCallbacks_inTheMiddleOfAStep_leaveItAlone() {
    MultiLayerNetwork network = network();
    MultiLayerNetwork replica = network();
    List<MonitorSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
    try (ImplicitBiasListener listener =
        listener(Reference.withoutDropout(), snapshots).attach(network)) {
      network.addListeners(
          new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
              Thread other =
                  new Thread(
                      () -> {
                        listener.onBackwardPass(replica);
                        listener.iterationDone(replica, 0, 0);
                      });
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          });
      network.fit(digits);
      network.fit(digits);
      assertThat(snapshots).hasSize(2).allSatisfy(KnownAnswers::isZero);
      assertThat(listener.snapshot().progress().iterations()).isEqualTo(2);
      assertThat(listener.snapshot().skips()).containsEntry(SkipReason.FOREIGN_MODEL, 2L);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sharedGradients_allWorkers_areSkippedWithTheReason(Model network) {
    try (ImplicitBiasListener listener =
            listener(Reference.withoutDropout(), new ArrayList<>()).attach(network);
        ParallelWrapper wrapper = wrapper(network, TrainingMode.SHARED_GRADIENTS)) {
      fit(wrapper);
      MonitorSnapshot last = listener.snapshot();
      assertThat(last.samples()).isZero();
      assertThat(last.skips())
          .containsEntry(SkipReason.SHARED_GRADIENTS, (long) ROUNDS)
          .containsEntry(SkipReason.FOREIGN_MODEL, (WORKERS - 1L) * ROUNDS);
      assertThat(last.failures().values()).containsOnly(0L);
      assertThat(last.progress().iterations()).isEqualTo(ROUNDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
