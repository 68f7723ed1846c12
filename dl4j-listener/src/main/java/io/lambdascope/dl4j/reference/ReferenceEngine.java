package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Computes what a captured step would have been by its reference, and how far it was from that.
 *
 * <p>Made and used on the worker's thread alone. Memory: one network, and about eight float64
 * vectors of its length.
 */
public final class ReferenceEngine {

  private final Reference reference;
  private final ParameterLayout layout;
  private final ReferenceModel model;
  private final Objective objective;
  private final GradientFlow flow;
  private final boolean penaltiesAlone;
  private final INDArray deviation;
  private final INDArray nextOrder;

  /**
   * Makes the reference's network.
   *
   * @param trained the network in training, of which only the configuration is read
   * @throws IllegalArgumentException when its step cannot be compared with this reference
   */
  public ReferenceEngine(Reference reference, Network trained) {
    this.reference = reference;
    this.layout = ReferenceConfiguration.copyOf(trained, trained.configuration()).layout();
    ReferenceConfiguration.refuseUncomparable(reference, layout);
    this.model =
        new ReferenceModel(
            ReferenceConfiguration.copyOf(trained, ReferenceConfiguration.of(reference, trained)));
    this.objective = new Objective(model);
    this.flow = new GradientFlow(layout.length());
    this.penaltiesAlone = !reference.computesGradient();
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
    this.nextOrder = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  /** Where each parameter of the network in training lies, with its explicit penalties. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Length of the updater's state vector. */
  public long stateLength() {
    return model.stateLength();
  }

  /**
   * What must be captured of a step.
   *
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   */
  public CaptureNeeds needs(boolean objectiveUsed) {
    boolean needsData = reference.computesGradient() || objectiveUsed;
    return new CaptureNeeds(
        penaltiesAlone,
        needsData && reference.probe().isEmpty(),
        !reference.ablates(Ablation.STEP_SIZE));
  }

  /**
   * Computes one gradient of the probe at the network's initial parameters, to see whether it fits.
   *
   * @throws IllegalArgumentException when it does not
   */
  public void tryProbe() {
    reference
        .probe()
        .ifPresent(
            probe -> {
              for (MiniBatch chunk : probe.chunks()) {
                try {
                  model.rawGradient(List.of(chunk));
                } catch (RuntimeException e) {
                  throw new IllegalArgumentException(
                      ("the probe does not fit the network: given were %s, and the network says: %s;"
                              + " give examples of the shapes that training uses")
                          .formatted(chunk.shapes(), e.getMessage()),
                      e);
                }
              }
            });
  }

  /**
   * Compares a step with its reference.
   *
   * @throws ZeroLearningRateException when the step was made with a learning rate of zero
   */
  public Deviation compare(CapturedStep step) throws ZeroLearningRateException {
    refuseZeroLearningRate(step);
    objective.moveTo(step, data(step));
    return reference.ablates(Ablation.STEP_SIZE) ? compareWithFlow(step) : compareWithStep(step);
  }

  /** What the reference and the objective compute gradients on; nothing where they compute none. */
  private List<MiniBatch> data(CapturedStep step) {
    return reference
        .probe()
        .map(Probe::chunks)
        .orElseGet(() -> step.hasBatch() ? List.of(step.batch()) : List.of());
  }

  private void refuseZeroLearningRate(CapturedStep step) throws ZeroLearningRateException {
    for (Segment segment : layout.trained()) {
      if (segment.learningRate(step.iteration(), step.epoch()) == 0) {
        throw new ZeroLearningRateException(segment.gradientKey(), step.iteration());
      }
    }
  }

  /** How many nuisance directions come with each deviation. */
  public int nuisanceDirections() {
    return reference.ablates(Ablation.STEP_SIZE) ? 1 : 0;
  }

  /**
   * With g(s) the gradient along the flow, b = (η/2)Hg − (η²/6)g'' + …. The second term is no
   * regularizer's, and leaving it in would bias the coefficient of Hg by about −ηh/2, so g'' = H²g
   * + ∇³L[g, g] is a nuisance direction (DESIGN 1.3). It comes free, from the stages and
   * differences that are there.
   */
  private Deviation compareWithFlow(CapturedStep step) {
    flow.learningRates(layout, step.iteration(), step.epoch());
    double etaCurvature = flow.etaCurvature(objective);
    INDArray subtracted = flow.integrate(objective, GradientFlow.substeps(etaCurvature));
    deviation.assign(0);
    nextOrder.assign(objective.gradientBend());
    for (Segment segment : layout.trained()) {
      double eta = segment.learningRate(step.iteration(), step.epoch());
      difference(segment, step.update(), subtracted, segment.offset()).divi(eta);
      ReferenceModel.view(nextOrder, segment)
          .muli(eta * eta)
          .addi(ReferenceModel.view(flow.twiceCurved(), segment).div(eta));
    }
    return new Deviation(
        deviation,
        List.of(nextOrder),
        objective,
        objective.gradient().norm2Number().doubleValue(),
        OptionalDouble.of(etaCurvature));
  }

  private Deviation compareWithStep(CapturedStep step) {
    model.parameters().assign(step.parameters());
    int batchSize = step.batchSize();
    INDArray raw;
    if (penaltiesAlone) {
      raw = model.rawGradient(step.rawGradient());
    } else {
      List<MiniBatch> data = data(step);
      batchSize = data.stream().mapToInt(MiniBatch::size).sum();
      raw = model.rawGradient(data);
    }
    double referenceNorm = meanNorm(raw, batchSize);
    INDArray update = model.update(step.stateBefore(), step.iteration(), step.epoch(), batchSize);
    INDArray state = model.state();
    deviation.assign(0);
    for (Segment segment : layout.trained()) {
      UpdaterInput input = UpdaterInput.of(segment, penaltiesAlone);
      INDArray difference =
          input == UpdaterInput.UPDATE
              ? difference(segment, step.update(), update, segment.offset())
              : difference(
                  segment, present(step.stateAfter()), present(state), segment.firstStateOffset());
      difference.divi(input.divisor(segment, step.iteration(), step.epoch()));
    }
    return new Deviation(deviation, List.of(), objective, referenceNorm, OptionalDouble.empty());
  }

  /** Training's less the reference's entries of a segment, written to the deviation in float64. */
  private INDArray difference(Segment segment, INDArray training, INDArray other, long offset) {
    var interval = NDArrayIndex.interval(offset, offset + segment.length());
    INDArray part = ReferenceModel.view(deviation, segment);
    part.assign(training.get(interval));
    return part.subi(other.get(interval).castTo(DataType.DOUBLE));
  }

  private double meanNorm(INDArray raw, int batchSize) {
    double squares = 0;
    for (Segment segment : layout.trained()) {
      double norm = ReferenceModel.view(raw, segment).norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares) / batchSize;
  }

  private static INDArray present(@Nullable INDArray state) {
    if (state == null) {
      throw new IllegalStateException("an updater with state has none");
    }
    return state;
  }
}
