package io.lambdascope.dl4j;

import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** A regularizer's column as a listener of a graph sees it. */
final class GraphColumns {

  private GraphColumns() {}

  /** Before the first step of the same layers as a graph. */
  static double[] gradient(Regularizer regularizer, MultiLayerNetwork network, DataSet data) {
    ComputationGraph graph = network.toComputationGraph();
    AtomicReference<double[]> seen = new AtomicReference<>();
    Regularizer spy =
        new Regularizer() {
          @Override
          public String name() {
            return "spy";
          }

          @Override
          public boolean usesObjective() {
            return regularizer.usesObjective();
          }

          @Override
          public boolean actsOn(Segment segment) {
            return regularizer.actsOn(segment);
          }

          @Override
          public void gradient(Objective at, List<Segment> segments, INDArray into) {
            regularizer.gradient(at, segments, into);
            seen.set(into.dup().data().asDouble());
          }
        };
    Training.observe(
        ImplicitBiasListener.builder()
            .reference(Reference.fullBatch(Probe.of(data)))
            .regularizers(Regularizers.l2(), spy),
        graph,
        () -> graph.fit(data));
    return seen.get();
  }
}
