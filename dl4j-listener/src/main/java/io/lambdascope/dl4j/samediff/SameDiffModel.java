package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.GradientModel;
import io.lambdascope.dl4j.reference.ProbeData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * The monitor's own copy of a SameDiff graph. SameDiff itself computes its gradients, with the
 * operations of training in their order, so that they agree to the last bit.
 *
 * <p>Its loss is taken for a mean over examples, each counting alike: gradients of several chunks
 * are averaged by their numbers of examples. Belongs to the worker's thread, where it is made too.
 */
final class SameDiffModel implements GradientModel {

  private final SameDiff graph;
  private final TrainingConfig config;
  private final boolean penalized;
  private final ParameterLayout layout;
  private final List<String> names;
  private final INDArray gradient;
  private final INDArray aside;
  private final List<INDArray> gradientViews;

  /**
   * Copies a graph.
   *
   * @param trained of which nothing is changed
   * @param penalized whether explicit penalties are part of the objective
   * @throws IllegalArgumentException when SameDiff cannot copy it, or no one type of floating-point
   *     variables depends on its loss
   */
  SameDiffModel(SameDiff trained, TrainingConfig config, boolean penalized) {
    this.config = config;
    this.penalized = penalized;
    try {
      this.graph = trained.dup();
      graph.setTrainingConfig(config);
      graph.createGradFunction();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          ("the reference needs a copy of the graph with gradients, and SameDiff cannot make one: %s;"
                  + " the graph must be one that SameDiff can save and differentiate")
              .formatted(e.getMessage()),
          e);
    }
    List<SDVariable> variables =
        graph.variables().stream()
            .filter(v -> v.getVariableType() == VariableType.VARIABLE && v.dataType().isFPType())
            .filter(v -> v.getGradient() != null)
            .toList();
    this.names = variables.stream().map(SDVariable::name).toList();
    List<DataType> types = variables.stream().map(SDVariable::dataType).distinct().toList();
    if (types.size() != 1) {
      throw new IllegalArgumentException(
          ("the variables that the loss depends on must be some, of one floating-point type; they are"
                  + " %s of the types %s. Give them one type, or convert those not to be trained to"
                  + " constants")
              .formatted(names, types));
    }
    this.layout = layout(variables, config);
    this.gradient = Nd4j.create(types.get(0), layout.length());
    this.aside = Nd4j.create(types.get(0), layout.length());
    this.gradientViews = Vectors.shaped(gradient, layout);
  }

  private static ParameterLayout layout(List<SDVariable> variables, TrainingConfig config) {
    List<Segment> segments = new ArrayList<>();
    long offset = 0;
    long stateOffset = 0;
    for (SDVariable variable : variables) {
      INDArray array = variable.getArr();
      List<Regularization> penalties = config.getRegularization();
      Segment segment =
          new Segment(
              variable.name(),
              "",
              offset,
              Arrays.stream(array.shape()).boxed().toList(),
              array.ordering(),
              array.rank() >= 2 ? ParameterKind.WEIGHT : ParameterKind.BIAS,
              config.getUpdater(),
              penalties == null ? List.of() : penalties,
              stateOffset,
              array.length(),
              false,
              true);
      segments.add(segment);
      offset = segment.end();
      stateOffset += UpdaterStates.length(segment);
    }
    return new ParameterLayout(segments, offset);
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public DataType dataType() {
    return gradient.dataType();
  }

  @Override
  public INDArray gradientAt(INDArray at, ProbeData data, int iteration, int epoch) {
    rawGradient(at, data);
    addPenalties(gradient, iteration, epoch);
    return gradient;
  }

  /**
   * The gradient of the loss alone at some parameters, in the one gradient vector, which the next
   * call overwrites.
   */
  INDArray rawGradient(INDArray at, ProbeData data) {
    moveTo(at);
    aside.assign(0);
    for (MiniBatch chunk : data) {
      Map<String, INDArray> gradients = graph.calculateGradients(placeholders(chunk), names);
      for (int i = 0; i < names.size(); i++) {
        gradientViews.get(i).assign(gradients.get(names.get(i)));
      }
      if (chunk.size() == data.examples()) {
        // All in one: not a bit is rounded.
        return gradient;
      }
      aside.addi(gradient.muli((double) chunk.size() / data.examples()));
    }
    return gradient.assign(aside);
  }

  /** Adds what the penalties left in add to a gradient at the current parameters. */
  void addPenalties(INDArray toGradient, int iteration, int epoch) {
    if (!penalized) {
      return;
    }
    for (Segment segment : layout.segments()) {
      double eta = segment.learningRate(iteration, epoch);
      for (Regularization penalty : segment.penalties()) {
        INDArray parameter = variable(segment);
        INDArray added = parameter.like();
        penalty.apply(parameter, added, eta, iteration, epoch);
        if (penalty.applyStep() == ApplyStep.POST_UPDATER) {
          added.divi(eta); // part of the update, here in units of a gradient
        }
        segment.in(toGradient).addi(added.dup(segment.order()).reshape(segment.length()));
      }
    }
  }

  /** Moves to other parameters. */
  void moveTo(INDArray at) {
    List<INDArray> views = Vectors.shaped(at, layout);
    for (int i = 0; i < views.size(); i++) {
      variable(layout.segments().get(i)).assign(views.get(i));
    }
  }

  /** The current parameters. */
  INDArray parameters() {
    INDArray parameters = gradient.like();
    List<INDArray> views = Vectors.shaped(parameters, layout);
    for (int i = 0; i < views.size(); i++) {
      views.get(i).assign(variable(layout.segments().get(i)));
    }
    return parameters;
  }

  private INDArray variable(Segment segment) {
    return graph.getVariable(segment.layer()).getArr();
  }

  /** As SameDiff maps data sets in training. */
  private Map<String, INDArray> placeholders(MiniBatch chunk) {
    Map<String, INDArray> placeholders = new HashMap<>();
    put(placeholders, "features", config.getDataSetFeatureMapping(), chunk.features());
    if (!isEmpty(config.getDataSetLabelMapping())) {
      put(placeholders, "labels", config.getDataSetLabelMapping(), chunk.labels());
    }
    putMasks(placeholders, config.getDataSetFeatureMaskMapping(), chunk.featureMasks());
    putMasks(placeholders, config.getDataSetLabelMaskMapping(), chunk.labelMasks());
    return placeholders;
  }

  private static boolean isEmpty(@Nullable List<String> mapping) {
    return mapping == null || mapping.isEmpty();
  }

  private static void put(
      Map<String, INDArray> placeholders,
      String what,
      List<String> mapping,
      List<INDArray> arrays) {
    if (mapping.size() != arrays.size()) {
      throw new IllegalArgumentException(
          "the training configuration maps %s to %s, and %d arrays were given"
              .formatted(what, mapping, arrays.size()));
    }
    for (int i = 0; i < arrays.size(); i++) {
      placeholders.put(mapping.get(i), arrays.get(i));
    }
  }

  private static void putMasks(
      Map<String, INDArray> placeholders,
      @Nullable List<@Nullable String> mapping,
      Map<Integer, INDArray> masks) {
    for (int i = 0; mapping != null && i < mapping.size(); i++) {
      String name = mapping.get(i);
      if (name == null) {
        continue;
      }
      INDArray mask = masks.get(i);
      if (mask == null) {
        throw new IllegalArgumentException(
            "the training configuration maps a mask to %s, and none was given".formatted(name));
      }
      placeholders.put(name, mask);
    }
  }
}
