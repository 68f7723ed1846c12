package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.UpdaterInput.Traces;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * Compares with a step from the same state of the updater: on another gradient, or without
 * penalties, clipping or the updater itself.
 *
 * <p>Weight decay acts after the updater, so where it is left out beside something that acts before
 * a stateful one, the two deviations are taken each where it acts, in units of a gradient there,
 * and added: at the input of the updater, and (u − u″)/η, with u″ the very step less its weight
 * decay.
 */
final class StepComparison implements Comparison {

  private final Reference reference;
  private final ParameterLayout layout;
  private final ReferenceModel model;
  private final @Nullable ReferenceModel undecayed;
  private final Objective objective;
  private final INDArray deviation;
  private final INDArray scratch;

  /**
   * A comparison.
   *
   * @param layout of the network in training, with its penalties and updaters
   * @param model the reference's network
   * @param undecayed the network in training less its weight decay, where {@link #needsUndecayed}
   */
  StepComparison(
      Reference reference,
      ParameterLayout layout,
      ReferenceModel model,
      @Nullable ReferenceModel undecayed,
      Objective objective) {
    this.reference = reference;
    this.layout = layout;
    this.model = model;
    this.undecayed = undecayed;
    this.objective = objective;
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
    this.scratch = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  /** Whether some weight decay has to be told apart from what acts before its updater. */
  static boolean needsUndecayed(Reference reference, ParameterLayout layout) {
    return layout.trained().stream()
        .anyMatch(
            segment ->
                decayApart(reference, segment) && input(reference, segment) != UpdaterInput.UPDATE);
  }

  /** Whether the reference leaves out the segment's weight decay. */
  private static boolean decayApart(Reference reference, Segment segment) {
    return reference.ablates(Ablation.PENALTIES) && segment.hasPenalty(ApplyStep.POST_UPDATER);
  }

  private static UpdaterInput input(Reference reference, Segment segment) {
    boolean decayAlone =
        decayApart(reference, segment)
            && !segment.hasPenalty(ApplyStep.BEFORE_UPDATER)
            && !reference.computesGradient()
            && reference.keeps(Ablation.CLIPPING);
    // Weight decay alone comes after the updater, whose input is then the same on both sides.
    return decayAlone || reference.ablates(Ablation.UPDATER)
        ? UpdaterInput.UPDATE
        : UpdaterInput.of(segment.updater());
  }

  @Override
  public Deviation compare(CapturedStep step) {
    boolean own = reference.computesGradient();
    int examples = own ? objective.examples() : step.batchSize();
    model.parameters().assign(step.parameters());
    INDArray raw =
        own ? model.rawGradientOf(objective, step) : model.rawGradient(step.rawGradient());
    double referenceNorm = norm(raw) / model.divisor(examples);
    write(step, examples, deviation);
    return new Deviation(deviation, objective, referenceNorm);
  }

  /**
   * Writes how far a step was from the one that the raw gradient in the reference's network makes,
   * at the step's parameters. That gradient is gone after it.
   *
   * @param examples that it is a sum over
   * @param into [length] in float64
   */
  void write(CapturedStep step, int examples, INDArray into) {
    Traces referenceSide = model.step(step, examples);
    Traces made = new Traces(step.update(), model.stateBefore(step), step.stateAfter());
    Traces trainingSide = made;
    if (undecayed != null) {
      undecayed.parameters().assign(step.parameters());
      undecayed.rawGradient(step.rawGradient());
      trainingSide = undecayed.step(step, step.batchSize());
    }
    into.assign(0);
    for (Segment segment : layout.trained()) {
      UpdaterInput input = input(reference, segment);
      INDArray part = segment.in(into);
      INDArray other = segment.in(scratch);
      boolean decayApart = decayApart(reference, segment);
      boolean apart = decayApart && input != UpdaterInput.UPDATE;
      // What both sides decay by is no part of the updater's input.
      INDArray decay =
          decayApart || input == UpdaterInput.UPDATE || !segment.hasPenalty(ApplyStep.POST_UPDATER)
              ? null
              : WeightDecays.update(
                  segment, segment.in(step.parameters()), step.iteration(), step.epoch());
      input.write(segment, apart && input.readsUpdate() ? trainingSide : made, decay, part);
      input.write(segment, referenceSide, decay, other);
      part.subi(other).divi(input.divisor(segment, step.iteration(), step.epoch()));
      if (apart) {
        other.assign(segment.in(made.update()));
        other.subi(segment.in(trainingSide.update()).castTo(DataType.DOUBLE));
        part.addi(other.divi(segment.learningRate(step.iteration(), step.epoch())));
      }
    }
  }

  /** Over the trained parameters. */
  private double norm(INDArray raw) {
    double squares = 0;
    for (Segment segment : layout.trained()) {
      double norm = segment.in(raw).norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }
}
