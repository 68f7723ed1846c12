package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.ConfigurationEdit;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import java.util.Optional;

/**
 * Computes what a captured step would have been by its reference, and how far it was from that.
 *
 * <p>Made and used on the worker's thread alone. Memory: one network (two for a mean over masks, or
 * where weight decay is told apart), and float64 vectors of its length: seven, or eighteen for the
 * gradient flow, or six and one for each replicate for a mean over masks.
 */
public final class ReferenceEngine implements StepReference<CapturedStep> {

  private final Reference reference;
  private final ParameterLayout layout;
  private final ReferenceModel model;
  private final Objective objective;
  private final Comparison comparison;
  private final boolean attributed;
  private double probeShare = 1;

  /**
   * Makes the reference's network.
   *
   * @param trained the network in training, of which only the configuration is read
   * @throws IllegalArgumentException when its step cannot be compared with this reference
   */
  public ReferenceEngine(Reference reference, Network trained) {
    this(reference, trained, false);
  }

  /**
   * Makes the reference's network.
   *
   * @param trained the network in training, of which only the configuration is read
   * @param attributed whether deviations are taken apart by their causes
   * @throws IllegalArgumentException when its step cannot be compared with this reference, or the
   *     deviation from it cannot be taken apart
   */
  public ReferenceEngine(Reference reference, Network trained, boolean attributed) {
    this(reference, trained, trained.configuration(), attributed);
  }

  /**
   * Makes the reference's network for a configuration that the network in training has or had.
   *
   * @param trained the network in training, whose class alone is read
   * @param configuration in DL4J's JSON form
   * @param attributed whether deviations are taken apart by their causes
   * @throws IllegalArgumentException when its step cannot be compared with this reference, or the
   *     deviation from it cannot be taken apart
   */
  public ReferenceEngine(
      Reference reference, Network trained, String configuration, boolean attributed) {
    if (attributed) {
      AttributedComparison.refuse(reference);
    }
    this.reference = reference;
    this.attributed = attributed;
    this.model =
        model(trained, ReferenceConfiguration.of(reference, configuration), reference.masksKept());
    // Without its penalties or updaters the reference's network cannot say what those in training
    // are.
    this.layout =
        reference.keeps(Ablation.PENALTIES, Ablation.UPDATER)
            ? model.layout()
            : layoutOf(trained, configuration);
    ReferenceConfiguration.refuseUncomparable(reference, layout);
    this.objective = new Objective(model);
    if (reference.isMeanOverMasks()) {
      String noisy = ConfigurationEdit.withoutPenalties(configuration);
      this.comparison =
          new MaskComparison(model, model(trained, noisy, 0), objective, reference.masks());
    } else if (reference.ablates(Ablation.MOVEMENT)) {
      this.comparison = new StationarityComparison(objective);
    } else if (reference.ablates(Ablation.STEP_SIZE)) {
      Comparison flow = new FlowComparison(layout, objective);
      this.comparison =
          attributed
              ? attributed(flow, new StepComparison(reference, layout, model, null, objective))
              : flow;
    } else {
      StepComparison steps =
          new StepComparison(
              reference,
              layout,
              model,
              StepComparison.needsUndecayed(reference, layout)
                  ? model(trained, ConfigurationEdit.withoutWeightDecay(configuration), 0)
                  : null,
              objective);
      this.comparison = attributed ? attributed(steps, steps) : steps;
    }
  }

  private Comparison attributed(Comparison whole, StepComparison steps) {
    return new AttributedComparison(reference, whole, steps, model, objective);
  }

  /**
   * Why a network's steps cannot be compared with a reference, and what to do; empty where they
   * can. Makes no network.
   *
   * @param layout of the network in training, with its penalties and updaters
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   */
  public static Optional<String> refusal(
      Reference reference, Network trained, ParameterLayout layout, boolean objectiveUsed) {
    try {
      ReferenceConfiguration.refuseUnreferenceable(trained);
      TruncatedBackpropagation.refuseUnreferenceable(reference, objectiveUsed, trained);
      ReferenceConfiguration.refuseUncomparable(reference, layout);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Where each parameter of a network lies, with its penalties and updaters, read off a copy that
   * is made for it: seeds the calling thread's random generator, so never call it on a training
   * thread.
   *
   * @throws IllegalArgumentException when DL4J cannot make a copy, with the reason
   */
  public static ParameterLayout layoutOf(Network trained) {
    return layoutOf(trained, trained.configuration());
  }

  private static ParameterLayout layoutOf(Network trained, String configuration) {
    return ReferenceConfiguration.copyOf(trained, configuration).layout();
  }

  private static ReferenceModel model(Network trained, String configuration, int masks) {
    return new ReferenceModel(ReferenceConfiguration.copyOf(trained, configuration), masks);
  }

  /** Where each parameter of the network in training lies, with its explicit penalties. */
  @Override
  public ParameterLayout layout() {
    return layout;
  }

  /** Length of the updater's state vector. */
  public long stateLength() {
    return model.stateLength();
  }

  /** How many nuisance directions come with each deviation. */
  @Override
  public int nuisanceDirections() {
    return comparison.nuisanceDirections();
  }

  @Override
  public int replicates() {
    return comparison.replicates();
  }

  @Override
  public double smallestProbeShare() {
    return reference.probe().map(Probe::smallestShare).orElse(1.0);
  }

  @Override
  public void probeShare(double share) {
    this.probeShare = share;
  }

  /**
   * What must be captured of a step.
   *
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   */
  public CaptureNeeds needs(boolean objectiveUsed) {
    CaptureNeeds needs = needs(reference, Optional.of(layout), objectiveUsed);
    return attributed ? needs.andCauses() : needs;
  }

  /**
   * What must be captured of a step whose deviation is not taken apart. Makes no network.
   *
   * @param layout of the network in training, with its penalties; where it is not known, all that
   *     any may need
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   */
  public static CaptureNeeds needs(
      Reference reference, Optional<ParameterLayout> layout, boolean objectiveUsed) {
    boolean needsData = reference.computesGradient() || objectiveUsed;
    boolean stepFromState =
        reference.comparesSteps() && reference.keeps(Ablation.STEP_SIZE, Ablation.UPDATER);
    boolean needsUndecayed =
        reference.comparesSteps()
            && reference.keeps(Ablation.STEP_SIZE)
            && layout.map(l -> StepComparison.needsUndecayed(reference, l)).orElse(true);
    return new CaptureNeeds(
        !reference.computesGradient() || needsUndecayed,
        needsData && reference.probe().isEmpty(),
        stepFromState);
  }

  /**
   * Computes one gradient of the probe at the network's initial parameters, to see whether it fits.
   *
   * @throws IllegalArgumentException when it does not
   */
  public void tryProbe() {
    for (MiniBatch chunk : reference.probe().map(probe -> probe.at(0)).orElse(ProbeData.NONE)) {
      tryChunk(model, chunk);
    }
  }

  /**
   * Computes the gradient of some examples, to see whether they fit.
   *
   * @throws IllegalArgumentException when they do not
   */
  static void tryChunk(ReferenceModel model, MiniBatch chunk) {
    try {
      model.rawGradient(ProbeData.of(List.of(chunk)), 0, 0);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          ("the probe does not fit the network: given were %s, and the network says: %s; give"
                  + " examples of the shapes that training uses")
              .formatted(chunk.shapes(), e.getMessage()),
          e);
    }
  }

  /**
   * Compares a step with its reference.
   *
   * @throws ZeroLearningRateException when the step was made with a learning rate of zero
   */
  @Override
  public Deviation compare(CapturedStep step) throws ZeroLearningRateException {
    for (Segment segment : layout.trained()) {
      if (segment.learningRate(step.iteration(), step.epoch()) == 0) {
        throw new ZeroLearningRateException(segment.gradientKey(), step.iteration());
      }
    }
    objective.moveTo(step, data(step));
    Probe probe = reference.probe().orElse(null);
    if (probe == null || !tellsSamplingError(probe)) {
      return comparison.compare(step);
    }
    // The first gradient that any comparison computes is that of the probe at θ_t.
    model.spread().listen();
    Deviation deviation = comparison.compare(step);
    return deviation.withSamplingError(
        model
            .spread()
            .standardError(
                model.divisor(objective.examples()), probe.shareOfWhole(objective.examples())));
  }

  /**
   * Where the reference is one clean gradient, not a difference of two on the same examples or one
   * with the noise of masks in it, and the examples are not all there are.
   */
  private boolean tellsSamplingError(Probe probe) {
    return reference.masks() == 0 && probe.shareOfWhole(objective.examples()) < 1;
  }

  @Override
  public Provenance provenance() {
    return reference.provenance();
  }

  /** What the reference and the objective compute gradients on; nothing where they compute none. */
  private ProbeData data(CapturedStep step) {
    return reference
        .probe()
        .map(probe -> probe.at(step.iteration(), probeShare))
        .orElseGet(() -> step.hasBatch() ? ProbeData.of(List.of(step.batch())) : ProbeData.NONE);
  }
}
