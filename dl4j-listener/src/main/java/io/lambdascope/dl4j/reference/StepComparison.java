package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares with a step of the same updater, from a copy of its state, on another gradient or
 * without penalties.
 */
final class StepComparison implements Comparison {

  private final ParameterLayout layout;
  private final ReferenceModel model;
  private final Objective objective;
  private final boolean penaltiesAlone;
  private final INDArray deviation;

  /**
   * A comparison.
   *
   * @param layout of the network in training, with its penalties
   * @param penaltiesAlone whether penalties are all that the reference leaves out; it then takes
   *     the step's own gradient, else that of the objective's data
   */
  StepComparison(
      ParameterLayout layout, ReferenceModel model, Objective objective, boolean penaltiesAlone) {
    this.layout = layout;
    this.model = model;
    this.objective = objective;
    this.penaltiesAlone = penaltiesAlone;
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  @Override
  public int nuisanceDirections() {
    return 0;
  }

  @Override
  public Deviation compare(CapturedStep step) {
    int examples = penaltiesAlone ? step.batchSize() : objective.examples();
    model.parameters().assign(step.parameters());
    INDArray raw;
    if (penaltiesAlone) {
      raw = model.rawGradient(step.rawGradient());
    } else {
      raw = model.rawGradient(objective.data());
      objective.countEvaluation(objective.data());
      model.shareGradient(objective, step.iteration(), step.epoch(), examples);
    }
    double referenceNorm = norm(raw) / examples;
    INDArray update = model.update(step.stateBefore(), step.iteration(), step.epoch(), examples);
    INDArray state = model.state();
    deviation.assign(0);
    for (Segment segment : layout.trained()) {
      UpdaterInput input = UpdaterInput.of(segment, penaltiesAlone);
      INDArray difference =
          input == UpdaterInput.UPDATE
              ? Comparison.difference(deviation, segment, step.update(), update, segment.offset())
              : Comparison.difference(
                  deviation,
                  segment,
                  present(step.stateAfter()),
                  present(state),
                  segment.firstStateOffset());
      difference.divi(input.divisor(segment, step.iteration(), step.epoch()));
    }
    return new Deviation(deviation, List.of(), objective, referenceNorm, OptionalDouble.empty());
  }

  /** Over the trained parameters. */
  private double norm(INDArray raw) {
    double squares = 0;
    for (Segment segment : layout.trained()) {
      double norm = ReferenceModel.view(raw, segment).norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }

  private static INDArray present(@Nullable INDArray state) {
    if (state == null) {
      throw new IllegalStateException("an updater with state has none");
    }
    return state;
  }
}
