package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** SameDiff: what cannot be compared is refused when the listener is built, with the remedy. */
class SameDiffRefusalTest {

  private final DataSet digits = Digits.first(100, DataType.FLOAT);

  private static SameDiff graph(IUpdater updater) {
    return Graphs.tanh(updater, DataType.FLOAT, b -> b.l2(1e-3));
  }

  private static SameDiffBiasListenerBuilder settings(Regularizer... regularizers) {
    return SameDiffBiasListener.builder()
        .reference(Reference.withoutPenalties())
        .regularizers(regularizers);
  }

  private static void assertRefused(
      SameDiffBiasListenerBuilder builder, SameDiff graph, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.attach(graph))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(graph.getListeners()).isEmpty();
  }

  @Test
  void attach_unsupportedReference_isRefused() {
    Probe probe = Probe.of(digits);
    for (Reference reference : List.of(Reference.withoutDropout(), Reference.gradientFlow(probe))) {
      assertRefused(
          settings(Regularizers.l2()).reference(reference),
          graph(new Sgd(0.1)),
          reference.toString(),
          "not there for SameDiff",
          "fullBatch(probe)");
    }
    assertRefused(SameDiffBiasListener.builder(), graph(new Sgd(0.1)), "no reference");
  }

  @Test
  void attach_unsupportedUpdater_isRefused() {
    assertRefused(
        settings(Regularizers.l2()),
        graph(new AdaBelief(0.1)),
        "AdaBelief",
        "Sgd, Nesterovs, Adam");
  }

  @Test
  void attach_weightDecayBesideMoreUnderAdam_isRefused() {
    SameDiff graph =
        Graphs.tanh(new Adam(1e-3), DataType.FLOAT, b -> b.weightDecay(0.1, true).l1(0.1));
    assertRefused(settings(Regularizers.l2()), graph, "weight decay", "Adam", "Sgd");
  }

  @Test
  void attach_objectiveWithoutData_isRefused() {
    assertRefused(
        settings(Regularizers.gradientNorm()),
        graph(new Sgd(0.1)),
        "no data",
        "Reference.fullBatch(probe)");
  }

  @Test
  void attach_dropout_isRefusedForTheFullBatch() {
    SameDiff graph =
        Graphs.tanh(
            new Sgd(0.1),
            DataType.FLOAT,
            b -> {},
            hidden -> hidden.getSameDiff().nn().dropoutInverted(hidden, 0.5));
    assertRefused(
        settings(Regularizers.l2()).reference(Reference.fullBatch(Probe.of(digits))),
        graph,
        "random operation",
        "Reference.withoutPenalties()");
  }

  @Test
  void attach_sumOfLosses_isRefused() {
    SameDiff graph = SameDiff.create();
    SDVariable in = graph.placeHolder("in", DataType.FLOAT, -1, 64);
    SDVariable label = graph.placeHolder("label", DataType.FLOAT, -1, 10);
    SDVariable w = graph.var("w", Nd4j.ones(DataType.FLOAT, 64, 10).muli(0.01));
    graph.loss().meanSquaredError("loss", label, in.mmul(w), null, LossReduce.SUM);
    graph.setLossVariables("loss");
    Graphs.configure(graph, new Sgd(0.1), b -> {});
    assertRefused(
        settings(Regularizers.l2()).reference(Reference.fullBatch(Probe.of(digits))),
        graph,
        "not a mean over examples",
        "use a mean");
  }

  @Test
  void attach_notConfiguredOrMaximizing_isRefused() {
    SameDiff graph = graph(new Sgd(0.1));
    graph.setTrainingConfig(null);
    assertRefused(settings(Regularizers.l2()), graph, "setTrainingConfig");
    assertRefused(
        settings(Regularizers.l2()),
        Graphs.tanh(new Sgd(0.1), DataType.FLOAT, b -> b.minimize(false)),
        "maximizes",
        "minimize the negative");
  }

  @Test
  void attach_probeOfOtherShapes_isRefused() {
    DataSet narrow =
        new DataSet(Nd4j.ones(DataType.FLOAT, 5, 63), Nd4j.ones(DataType.FLOAT, 5, 10));
    assertRefused(
        settings(Regularizers.l2()).reference(Reference.fullBatch(Probe.of(narrow))),
        graph(new Sgd(0.1)),
        "probe does not fit the graph",
        "[5, 63]",
        "shapes that training uses");
  }

  @Test
  void attach_mixedPrecision_isRefused() {
    SameDiff graph = SameDiff.create();
    SDVariable in = graph.placeHolder("in", DataType.FLOAT, -1, 64);
    SDVariable label = graph.placeHolder("label", DataType.FLOAT, -1, 10);
    SDVariable w = graph.var("w", Nd4j.ones(DataType.FLOAT, 64, 10));
    SDVariable b = graph.var("b", Nd4j.ones(DataType.DOUBLE, 10));
    graph.loss().meanSquaredError("loss", label, in.mmul(w).add(b.castTo(DataType.FLOAT)), null);
    graph.setLossVariables("loss");
    Graphs.configure(graph, new Sgd(0.1), c -> {});
    assertRefused(settings(Regularizers.l2()), graph, "FLOAT", "DOUBLE", "one type");
  }
}
