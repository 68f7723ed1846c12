package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** All regularizers together in a listener of a float32 network with dropout. */
class AllRegularizersTest {

  private final DataSet digits = Digits.first(256, DataType.FLOAT);

  private static MultiLayerNetwork network() {
    return Networks.tanh(1, 8, new Sgd(0.1), DataType.FLOAT, b -> b.dropOut(0.8));
  }

  private static Model of(MultiLayerNetwork network, boolean asGraph) {
    return asGraph ? network.toComputationGraph() : network;
  }

  private static List<Regularizer> all(INDArray start) {
    return List.of(
        Regularizers.l2(),
        Regularizers.l1(),
        Regularizers.distance(start),
        Regularizers.gradientNorm(),
        Regularizers.gradientOneNorm(),
        Regularizers.gradientNoise(32),
        Regularizers.activationL2(),
        Regularizers.orthogonality(),
        Regularizers.nuclearNorm(),
        Regularizers.schatten(0.5),
        Regularizers.stableRank(),
        Regularizers.spectralEntropy(),
        Regularizers.weightCoherence(),
        Regularizers.pathNorm(),
        Regularizers.of("own", (segment, w) -> w.muli(w).muli(w)),
        Regularizers.sameDiff(
            "graph", (sd, p) -> sd.math().abs(p.values().iterator().next()).sum()));
  }

  /** Their random numbers, if any, and their networks are the worker's own. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void training_withAllOfThem_isBitIdentical(boolean asGraph) {
    Model plain = of(network(), asGraph);
    Training.fit(plain, digits, 64, 2);
    Model watched = of(network(), asGraph);
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.fullBatch(Probe.of(digits)))
                .regularizers(all(watched.params()))
                .groups(ParameterGroups.perLayer()),
            watched,
            () -> Training.fit(watched, digits, 64, 2));
    assertThat(watched.params()).isEqualTo(plain.params());
    assertThat(snapshots).hasSize(8);
    // Two layers, of which the path norm sees each as a stack of its own.
    assertThat(snapshots.get(7).terms()).hasSize(32).doesNotHaveDuplicates();
    assertThat(snapshots.get(7).estimate().orElseThrow().coefficients()).hasSize(32);
  }

  @Test
  void quadraticForm_ofASmallNetwork_isEstimatedEntryByEntry() {
    MultiLayerNetwork small = GradientCheck.dense();
    List<MonitorSnapshot> snapshots =
        Training.observe(
            ImplicitBiasListener.builder()
                .reference(Reference.withoutPenalties())
                .regularizers(Regularizers.diagonalQuadratic(32)),
            small,
            () -> small.fit(GradientCheck.examples(5)));
    assertThat(snapshots.get(0).terms())
        .hasSize(32)
        .startsWith(Term.of("square_0"), Term.of("square_1"));
  }
}
