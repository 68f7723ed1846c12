package io.lambdascope.dl4j.samediff;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.Objective;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.ProbeData;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.StepReference;
import io.lambdascope.dl4j.reference.UpdaterInput;
import io.lambdascope.dl4j.reference.UpdaterInput.Traces;
import io.lambdascope.dl4j.reference.WeightDecays;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/**
 * Compares steps of a SameDiff graph with those of the same updater, from a copy of its state, on
 * the probe's gradient or without penalties; the operations are those of SameDiff's own training in
 * their order.
 *
 * <p>Made and used on the worker's thread alone. Memory: one copy of the graph, and some vectors of
 * the variables' length. Costs one gradient of the probe, or none for penalties alone.
 */
public final class SameDiffReference implements StepReference<SameDiffStep> {

  private final Reference reference;
  private final SameDiffModel model;
  private final ParameterLayout layout;
  private final Objective objective;
  private final UpdaterStates states;
  private final INDArray update;
  private final List<INDArray> updateViews;
  private final INDArray deviation;
  private final INDArray scratch;
  private double probeShare = 1;

  /**
   * Copies the graph.
   *
   * @param trained the graph in training, of which nothing is changed
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   * @throws IllegalArgumentException when its step cannot be compared with this reference; says
   *     what was given, what is allowed and what to do
   */
  public SameDiffReference(Reference reference, SameDiff trained, boolean objectiveUsed) {
    TrainingConfig config = SameDiffRefusals.refuse(reference, trained, objectiveUsed);
    this.reference = reference;
    this.model = new SameDiffModel(trained, config, !reference.ablates(Ablation.PENALTIES));
    this.layout = model.layout();
    this.objective = new Objective(model);
    DataType type = model.dataType();
    this.states = new UpdaterStates(layout.segments(), type);
    this.update = Nd4j.create(type, layout.length());
    this.updateViews = Vectors.shaped(update, layout);
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
    this.scratch = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public Provenance provenance() {
    return reference.provenance();
  }

  /** A buffer for a step. */
  public SameDiffStep newStep() {
    return new SameDiffStep(layout, model.dataType(), reference.probe().isEmpty());
  }

  /**
   * Computes the gradients of the probe at the graph's initial parameters, to see whether it fits
   * and the loss is a mean.
   *
   * @throws IllegalArgumentException when it does not, or the loss is not
   */
  public void tryProbe() {
    INDArray initial = model.parameters();
    boolean first = true;
    for (MiniBatch chunk : reference.probe().map(this::data).orElse(ProbeData.NONE)) {
      try {
        model.rawGradient(initial, ProbeData.of(List.of(chunk)));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            ("the probe does not fit the graph: given were %s, and SameDiff says: %s; give examples"
                    + " of the shapes that training uses")
                .formatted(chunk.shapes(), e.getMessage()),
            e);
      }
      if (first) {
        SameDiffRefusals.refuseSum(model, initial, chunk);
        first = false;
      }
    }
  }

  private ProbeData data(Probe probe) {
    return probe.at(0);
  }

  @Override
  public double smallestProbeShare() {
    return reference.probe().map(Probe::smallestShare).orElse(1.0);
  }

  @Override
  public void probeShare(double share) {
    this.probeShare = share;
  }

  @Override
  public Deviation compare(SameDiffStep step) throws ZeroLearningRateException {
    int iteration = step.iteration();
    int epoch = step.epoch();
    for (Segment segment : layout.segments()) {
      if (segment.learningRate(iteration, epoch) == 0) {
        throw new ZeroLearningRateException(segment.layer(), iteration);
      }
    }
    objective.moveTo(
        step.parameters(),
        iteration,
        epoch,
        reference.probe().map(probe -> probe.at(iteration, probeShare)).orElse(ProbeData.NONE));
    if (reference.probe().isPresent()) {
      INDArray raw = model.rawGradient(step.parameters(), objective.data());
      update.assign(raw);
      objective.countEvaluation(objective.data());
      model.addPenalties(raw, iteration, epoch);
      objective.adoptGradient(raw);
    } else {
      update.assign(step.rawGradient());
    }
    double referenceNorm = update.norm2Number().doubleValue();
    states.assign(step.before());
    List<INDArray> parameters = Vectors.shaped(step.parameters(), layout);
    for (int i = 0; i < updateViews.size(); i++) {
      Segment segment = layout.segments().get(i);
      penalize(segment, ApplyStep.BEFORE_UPDATER, parameters.get(i), updateViews.get(i), step);
      states.updater(i).applyUpdater(updateViews.get(i), iteration, epoch);
      penalize(segment, ApplyStep.POST_UPDATER, parameters.get(i), updateViews.get(i), step);
    }
    deviation.assign(0);
    Traces training = new Traces(step.update(), step.before().vector(), step.after().vector());
    Traces referenced = new Traces(update, step.before().vector(), states.vector());
    for (Segment segment : layout.segments()) {
      UpdaterInput input = input(reference, segment);
      INDArray part = segment.in(deviation);
      INDArray other = segment.in(scratch);
      INDArray decay =
          reference.ablates(Ablation.PENALTIES) || input == UpdaterInput.UPDATE
              ? null
              : WeightDecays.update(segment, segment.in(step.parameters()), iteration, epoch);
      input.write(segment, training, decay, part);
      input.write(segment, referenced, decay, other);
      part.subi(other).divi(input.divisor(segment, iteration, epoch));
    }
    return new Deviation(deviation, objective, referenceNorm);
  }

  private void penalize(
      Segment segment, ApplyStep when, INDArray parameter, INDArray into, SameDiffStep step) {
    if (reference.ablates(Ablation.PENALTIES)) {
      return;
    }
    double eta = segment.learningRate(step.iteration(), step.epoch());
    for (Regularization penalty : segment.penalties()) {
      if (penalty.applyStep() == when) {
        penalty.apply(parameter, into, eta, step.iteration(), step.epoch());
      }
    }
  }

  private static UpdaterInput input(Reference reference, Segment segment) {
    boolean decayAlone = reference.probe().isEmpty() && segment.hasPenalty(ApplyStep.POST_UPDATER);
    // Weight decay alone comes after the updater, whose input is then the same on both sides.
    return decayAlone ? UpdaterInput.UPDATE : UpdaterInput.of(segment.updater());
  }
}
