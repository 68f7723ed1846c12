package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.record.MonitorDocument;
import io.lambdascope.core.record.ObservationLog;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** Log and state over restarts of a run whose every iteration can be repeated to the last bit. */
class ResumeTest {

  private static final String STATE = "lambdascope-resume-default-without_dropout.json";

  @TempDir private Path directory;

  private final DataSet digits = Digits.all(DataType.FLOAT);

  @BeforeEach
  void inFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  private static MultiLayerNetwork network() {
    return Networks.dropout(0.3, new Sgd(0.1), DataType.FLOAT, 11);
  }

  private Path log() {
    return directory.resolve("run.log");
  }

  private ImplicitBiasListenerBuilder listener() {
    return ImplicitBiasListener.builder()
        .reference(Reference.withoutDropout())
        .regularizers(Regularizers.l2())
        .run("resume")
        .stride(1)
        .synchronous();
  }

  private ImplicitBiasListenerBuilder keeping() {
    return listener().record(log()).resume(directory);
  }

  /** Trains until so many iterations are done; data and masks are those of the iteration. */
  private void trainTo(MultiLayerNetwork network, int iterations) {
    while (network.getIterationCount() < iterations) {
      int iteration = network.getIterationCount();
      Nd4j.getRandom().setSeed(1000 + iteration);
      network.fit(
          digits.getFeatures().get(rows(iteration)), digits.getLabels().get(rows(iteration)));
    }
  }

  private static INDArrayIndex[] rows(int iteration) {
    int from = iteration * 32 % 1700;
    return new INDArrayIndex[] {NDArrayIndex.interval(from, from + 32), NDArrayIndex.all()};
  }

  private MonitorSnapshot watched(
      ImplicitBiasListenerBuilder settings, MultiLayerNetwork network, int iterations) {
    try (ImplicitBiasListener listener = settings.attach(network)) {
      trainTo(network, iterations);
      listener.close();
      network.setListeners();
      return listener.snapshot();
    }
  }

  private MultiLayerNetwork restarted(MultiLayerNetwork network) throws IOException {
    File file = directory.resolve("network.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    return ModelSerializer.restoreMultiLayerNetwork(file, true);
  }

  @Test
  void resume_fromCheckpoint_asTheUnbrokenRun() throws IOException {
    MultiLayerNetwork whole = network();
    MonitorSnapshot unbroken = watched(listener(), whole, 30);
    MultiLayerNetwork first = network();
    watched(keeping(), first, 13);
    MultiLayerNetwork second = restarted(first);
    MonitorSnapshot last = watched(keeping(), second, 30);
    assertThat(second.params()).isEqualTo(whole.params());
    assertThat(last.estimate()).isEqualTo(unbroken.estimate());
    assertThat(last.latest().orElseThrow().drifts())
        .isEqualTo(unbroken.latest().orElseThrow().drifts());
    assertThat(last.latest().orElseThrow().verdicts())
        .isEqualTo(unbroken.latest().orElseThrow().verdicts());
    assertThat(last.samples()).isEqualTo(30);
    assertThat(last.progress().iterations()).isEqualTo(30);
    assertThat(last.restarts()).isEqualTo(1);
    assertThat(ObservationLog.read(log()).observations()).hasSize(30);
  }

  @Test
  void resume_checkpointOlderThanState_repeatedIterationsSkippedAndCounted() throws IOException {
    MonitorSnapshot unbroken = watched(listener(), network(), 30);
    MultiLayerNetwork first = network();
    trainTo(first, 0);
    try (ImplicitBiasListener listener = keeping().attach(first)) {
      trainTo(first, 10);
      MultiLayerNetwork checkpoint = restarted(first);
      trainTo(first, 25);
      listener.close();
      MonitorSnapshot last = watched(keeping(), checkpoint, 30);
      assertThat(last.skips().get(SkipReason.EARLIER_ITERATION)).isEqualTo(15);
      assertThat(last.estimate()).isEqualTo(unbroken.estimate());
      assertThat(ObservationLog.read(log()).observations()).hasSize(30);
    }
  }

  @Test
  void resume_stateOlderThanLog_caughtUpFromTheLog() throws IOException {
    MonitorSnapshot unbroken = watched(listener(), network(), 30);
    MultiLayerNetwork first = network();
    watched(keeping(), first, 9);
    byte[] old = Files.readAllBytes(directory.resolve(STATE));
    MultiLayerNetwork second = restarted(first);
    watched(keeping(), second, 17);
    // As if the process had been killed before it saved its state.
    Files.write(directory.resolve(STATE), old);
    MonitorSnapshot last = watched(keeping(), restarted(second), 30);
    assertThat(last.samples()).isEqualTo(30);
    assertThat(last.estimate()).isEqualTo(unbroken.estimate());
  }

  @Test
  void resume_stateDamaged_movedAsideByNameAndRebuiltFromTheLog() throws IOException {
    MonitorSnapshot unbroken = watched(listener(), network(), 30);
    MultiLayerNetwork first = network();
    watched(keeping(), first, 13);
    byte[] bytes = Files.readAllBytes(directory.resolve(STATE));
    bytes[bytes.length / 2] ^= 4;
    Files.write(directory.resolve(STATE), bytes);
    MonitorSnapshot last = watched(keeping(), restarted(first), 30);
    assertThat(directory.resolve(STATE + ".refused-1")).hasBinaryContent(bytes);
    assertThat(last.estimate()).isEqualTo(unbroken.estimate());
    assertThat(last.restarts()).isEqualTo(1);
  }

  @Test
  void resume_stateDamagedAndNoLog_afresh() throws IOException {
    MultiLayerNetwork first = network();
    watched(listener().resume(directory), first, 13);
    Files.writeString(directory.resolve(STATE), "{}");
    MonitorSnapshot last = watched(listener().resume(directory), restarted(first), 30);
    assertThat(last.samples()).isEqualTo(17);
    assertThat(last.restarts()).isZero();
  }

  @Test
  void resume_otherEstimator_refittedFromTheLog() throws IOException {
    MonitorSnapshot unbroken =
        watched(listener().estimator(new CumulativeEstimator()), network(), 30);
    MultiLayerNetwork first = network();
    watched(keeping().estimator(new ForgettingEstimator(5)), first, 13);
    MonitorSnapshot last =
        watched(keeping().estimator(new CumulativeEstimator()), restarted(first), 30);
    assertThat(last.estimate()).isEqualTo(unbroken.estimate());
    assertThat(directory.resolve(STATE + ".refused-1")).exists();
  }

  @Test
  void resume_networkFromTheBeginning_earlierRunSetAside() throws IOException {
    watched(keeping(), network(), 13);
    MonitorSnapshot last = watched(keeping(), network(), 5);
    assertThat(last.samples()).isEqualTo(5);
    assertThat(last.restarts()).isZero();
    assertThat(last.skips().get(SkipReason.EARLIER_ITERATION)).isZero();
    assertThat(directory.resolve(STATE + ".earlier-1")).exists();
    assertThat(ObservationLog.read(directory.resolve("run.log.earlier-1")).observations())
        .hasSize(13);
    assertThat(ObservationLog.read(log()).observations()).hasSize(5);
  }

  @Test
  void restoreState_withItsModel_goesOn() throws IOException {
    MonitorSnapshot unbroken = watched(listener(), network(), 30);
    MultiLayerNetwork first = network();
    Path file = directory.resolve("by-hand.json");
    MultiLayerNetwork second;
    try (ImplicitBiasListener listener = listener().attach(first)) {
      trainTo(first, 13);
      listener.saveState(file);
      second = restarted(first);
    }
    byte[] saved = Files.readAllBytes(file);
    MonitorSnapshot last = watched(listener().restoreState(file), second, 30);
    assertThat(last.estimate()).isEqualTo(unbroken.estimate());
    assertThat(file).hasBinaryContent(saved);
    assertThat(MonitorDocument.read(Files.readString(file)).samples()).isEqualTo(13);
  }

  @Test
  void build_wrongPaths_refused() {
    Path missing = directory.resolve("missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listener().restoreState(missing).build(network()))
        .withMessageContainingAll("restoreState()", "missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listener().record(missing.resolve("run.log")).build(network()))
        .withMessageContainingAll("record()", "missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> listener().record(log(), 5).build(network()))
        .withMessageContainingAll("bound of a log", "5");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                listener()
                    .resume(Files.createFile(directory.resolve("file")).resolve("below"))
                    .build(network()))
        .withMessageContainingAll("resume()", "below");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void resume_diskFull_trainingAsUnwatchedAndCounted() throws IOException {
    MultiLayerNetwork unwatched = network();
    trainTo(unwatched, 30);
    Files.createSymbolicLink(directory.resolve(STATE + ".tmp"), Path.of("/dev/full"));
    MultiLayerNetwork network = network();
    MonitorSnapshot last = watched(keeping(), network, 30);
    assertThat(network.params()).isEqualTo(unwatched.params());
    // When built, at the 20th sample, and at close.
    assertThat(last.failures().get(FailureReason.STATE)).isEqualTo(3);
    assertThat(last.samples()).isEqualTo(30);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("run.log", STATE + ".tmp");
    }
  }

  @Test
  void saveState_parametersAfterTraining_asUnwatched() throws IOException {
    MultiLayerNetwork unwatched = network();
    trainTo(unwatched, 12);
    MultiLayerNetwork network = network();
    watched(keeping(), network, 12);
    INDArray watched = network.params();
    assertThat(watched).isEqualTo(unwatched.params());
  }
}
