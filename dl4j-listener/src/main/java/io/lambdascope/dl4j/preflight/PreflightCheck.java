package io.lambdascope.dl4j.preflight;

import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.Probe;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@link Preflight}s. Stateless; for any thread but one that trains. */
public final class PreflightCheck {

  /** The mini-batch that costs are predicted for where none is known yet. */
  public static final int ASSUMED_BATCH_SIZE = 32;

  /** Masks of the mean over masks that is asked about: an interval with 7 degrees of freedom. */
  private static final int ASKED_MASKS = 8;

  /** Of one Runge–Kutta step, with the two differences for the next orders. */
  private static final int FLOW_GRADIENTS = 6;

  private PreflightCheck() {}

  /**
   * Evaluations of the gradient that it takes to attribute the deviation of a sample to causes: one
   * of the mini-batch, where the reference has a probe.
   */
  public static double attributionGradients(Reference reference) {
    return reference.probe().map(probe -> (double) ASSUMED_BATCH_SIZE / probe.size()).orElse(0.0);
  }

  /**
   * The report on all references.
   *
   * @param layout of the network, with its penalties and updaters
   * @param probe for references that need one; they are left out without
   */
  public static Preflight ofAll(Network network, ParameterLayout layout, @Nullable Probe probe) {
    List<Reference> references =
        new ArrayList<>(
            List.of(
                Reference.withoutDropout(),
                Reference.dropoutMean(ASKED_MASKS),
                Reference.withoutPenalties(),
                Reference.withoutClipping(),
                Reference.withoutUpdater()));
    if (probe != null) {
      references.add(Reference.fullBatch(probe));
      references.add(Reference.gradientFlow(probe));
      references.add(Reference.stationarity(probe));
    }
    return of(network, layout, references, 1, 0, false);
  }

  /**
   * The report on some references.
   *
   * @param layout of the network, with its penalties and updaters
   * @param coefficients r: regularizers times groups
   * @param moreGradients evaluations of the gradient that a sample takes for other things than its
   *     reference: for regularizers, and to attribute the deviation to causes
   * @param objectiveUsed whether a regularizer is made of the objective's gradient
   */
  public static Preflight of(
      Network network,
      ParameterLayout layout,
      List<Reference> references,
      int coefficients,
      double moreGradients,
      boolean objectiveUsed) {
    List<ReferenceCheck> checks =
        references.stream()
            .map(
                reference ->
                    new ReferenceCheck(
                        reference.name(),
                        ReferenceEngine.refusal(reference, network, layout, objectiveUsed),
                        gradients(reference, objectiveUsed)
                            + moreGradients * Math.max(1, reference.masksKept()),
                        reference.probe().map(Probe::size).orElse(0),
                        reference.provenance().data()))
            .toList();
    return new Preflight(
        layout.length(),
        layout.trainedParameters(),
        ConfigurationSurvey.of(network, layout),
        checks,
        coefficients,
        SeriesCount.of(coefficients),
        ASSUMED_BATCH_SIZE);
  }

  /** Evaluations of the gradient that a reference takes of a sample; for the flow, at ηh ≤ 0.2. */
  private static double gradients(Reference reference, boolean objectiveUsed) {
    if (reference.isMeanOverMasks()) {
      return 1 + reference.masks();
    }
    int own = reference.computesGradient() || objectiveUsed ? 1 : 0;
    int each = reference.ablates(Ablation.STEP_SIZE) ? FLOW_GRADIENTS : own;
    return each * Math.max(1, reference.masksKept());
  }
}
