package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * R(θ) as a SameDiff scalar, its gradient by SameDiff. A graph for each group is built when the
 * listener is and used for every sample; so an instance belongs to one listener.
 */
final class SameDiffPenalty implements Regularizer, Serializable {

  private static final long serialVersionUID = 1;

  private final String name;
  private final SameDiffFunction function;
  private final transient Map<List<String>, SameDiff> graphs = new HashMap<>();

  SameDiffPenalty(String name, SameDiffFunction function) {
    this.name = name;
    this.function = function;
  }

  /** A copy of the definition, which belongs to no listener yet. */
  private Object readResolve() {
    return new SameDiffPenalty(name, function);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void check(ParameterLayout layout, List<Segment> segments) {
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> parameters = new LinkedHashMap<>();
    for (Segment segment : segments) {
      long[] shape = segment.shape().stream().mapToLong(Long::longValue).toArray();
      parameters.put(
          segment.gradientKey(),
          graph.var(segment.gradientKey(), Nd4j.ones(DataType.DOUBLE, shape)));
    }
    SDVariable penalty = function.define(graph, parameters);
    INDArray value = penalty.eval();
    if (value.length() != 1 || value.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "%s must be a scalar of type DOUBLE, was %s of shape %s; sum over what is left"
              .formatted(name, value.dataType(), Arrays.toString(value.shape())));
    }
    graph.setLossVariables(penalty.name());
    if (graphs.putIfAbsent(keys(segments), graph) != null) {
      throw new IllegalArgumentException(
          name + " already belongs to another listener; make another for this one");
    }
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    SameDiff graph = graphs.get(keys(segments));
    if (graph == null) {
      throw new IllegalStateException(name + " was not checked with these parameters");
    }
    for (Segment segment : segments) {
      graph.getVariable(segment.gradientKey()).getArr().assign(segment.arrayIn(at.parameters()));
    }
    Map<String, INDArray> gradients = graph.calculateGradients(Map.of(), keys(segments));
    for (Segment segment : segments) {
      INDArray gradient = gradients.get(segment.gradientKey());
      if (gradient != null) { // else R does not depend on it
        segment.arrayIn(into).assign(gradient);
      }
    }
  }

  private static List<String> keys(List<Segment> segments) {
    return segments.stream().map(Segment::gradientKey).toList();
  }
}
