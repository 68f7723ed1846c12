package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step θ_t → θ_{t+1} = θ_t − u_t of a SameDiff graph, copied into buffers of its own.
 *
 * <p>SameDiff updates a variable in the middle of the backward pass, as soon as its gradient is
 * there: so each is copied by itself, its raw gradient and state when the gradient becomes
 * available, θ_t and u_t just before the subtraction. Mutable and reused: the training thread fills
 * it, hands it to the worker, and touches it again only when the worker has given it back.
 */
public final class SameDiffStep {

  private final ParameterLayout layout;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final INDArray parameters;
  private final INDArray update;
  private final @Nullable INDArray rawGradient;
  private final List<INDArray> parameterViews;
  private final List<INDArray> updateViews;
  private final List<INDArray> rawViews;
  private final UpdaterStates before;
  private final UpdaterStates after;
  private final boolean[] updated;
  private int iteration;
  private int epoch;

  // The gradient function of the last fit, with what its gradients are of. A fit after a change of
  // the graph has another.
  private @Nullable SameDiff gradientFunction;
  private final Map<String, Integer> gradients = new HashMap<>();

  /**
   * Allocates.
   *
   * @param rawGradient whether the gradient before penalties and updater is copied
   */
  SameDiffStep(ParameterLayout layout, DataType type, boolean rawGradient) {
    this.layout = layout;
    this.parameters = Nd4j.create(type, layout.length());
    this.update = Nd4j.create(type, layout.length());
    this.rawGradient = rawGradient ? Nd4j.create(type, layout.length()) : null;
    this.parameterViews = Vectors.shaped(parameters, layout);
    this.updateViews = Vectors.shaped(update, layout);
    this.rawViews = this.rawGradient == null ? List.of() : Vectors.shaped(this.rawGradient, layout);
    this.before = new UpdaterStates(layout.segments(), type);
    this.after = new UpdaterStates(layout.segments(), type);
    this.updated = new boolean[layout.segments().size()];
    for (Segment segment : layout.segments()) {
      numbers.put(segment.layer(), numbers.size());
    }
  }

  /** Starts an iteration. Training thread, as all that fills the step. */
  public void begin(At at) {
    iteration = at.iteration();
    epoch = at.epoch();
    Arrays.fill(updated, false);
  }

  /**
   * Copies a gradient, before penalties and updater change it in place, and the state of its
   * variable's updater; nothing for an activation that is no such gradient.
   *
   * @param function the gradient function in execution
   * @param trained the graph in training
   */
  @SuppressWarnings("ReferenceEquality") // equality of graphs compares all their arrays
  public void activation(SameDiff function, String name, INDArray activation, SameDiff trained) {
    if (function != gradientFunction) {
      learnGradients(function);
    }
    Integer i = gradients.get(name);
    if (i == null) {
      return;
    }
    if (rawGradient != null) {
      rawViews.get(i).assign(activation);
    }
    before.copy(i, trained);
  }

  private void learnGradients(SameDiff function) {
    gradients.clear();
    numbers.forEach(
        (variable, i) -> {
          SDVariable gradient = function.getVariable(variable).getGradient();
          if (gradient != null) {
            gradients.put(gradient.name(), i);
          }
        });
    gradientFunction = function;
  }

  /**
   * Copies a variable and its update, just before the one is subtracted from the other, and the
   * updater's state after it.
   *
   * @throws IllegalStateException when it was updated in this iteration already
   */
  public void update(Variable variable, INDArray subtracted, SameDiff trained) {
    Integer i = numbers.get(variable.getName());
    if (i == null) {
      return;
    }
    if (updated[i]) {
      throw new IllegalStateException(
          "the variable %s was updated twice in iteration %d, as in a loop; such a step has no one"
                  .formatted(variable.getName(), iteration)
              + " gradient to compare with");
    }
    updated[i] = true;
    parameterViews.get(i).assign(variable.getVariable().getArr());
    updateViews.get(i).assign(subtracted);
    after.copy(i, trained);
  }

  /**
   * Ends the iteration.
   *
   * @throws IllegalStateException when a variable was not updated
   */
  public void end() {
    for (int i = 0; i < updated.length; i++) {
      if (!updated[i]) {
        throw new IllegalStateException(
            "the variable %s was not updated in iteration %d; was the graph changed since the listener"
                    .formatted(layout.segments().get(i).layer(), iteration)
                + " was built? Build another for the changed graph");
      }
    }
  }

  /** SameDiff's number of the iteration. */
  public int iteration() {
    return iteration;
  }

  int epoch() {
    return epoch;
  }

  /** θ_t, [length]. */
  INDArray parameters() {
    return parameters;
  }

  /** u_t, [length]. */
  INDArray update() {
    return update;
  }

  /** The gradient as backpropagation left it, [length]. */
  INDArray rawGradient() {
    if (rawGradient == null) {
      throw new IllegalStateException("the raw gradient was not captured");
    }
    return rawGradient;
  }

  UpdaterStates before() {
    return before;
  }

  UpdaterStates after() {
    return after;
  }
}
