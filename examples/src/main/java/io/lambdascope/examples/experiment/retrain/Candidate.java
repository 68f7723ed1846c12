package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.retrain.EstimatedPenalties;
import io.lambdascope.examples.experiment.Cell;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A family of penalties that is tried in place of a cause.
 *
 * @param name in figure and cells
 * @param regularizer of which the penalty is made
 * @param groups that have a coefficient of their own
 */
record Candidate(String name, Regularizer regularizer, ParameterGroups groups) {

  static final String RIDGE = "ridge";
  static final String ACTIVATION = "activation-weighted";
  static final String ACTIVATION_BY_LAYER = "activation-weighted, by layer";
  static final String DISTANCE = "distance from start";

  /** Ridge, and the activation-weighted quadratic with one coefficient and with one a layer. */
  static List<Candidate> quadratics() {
    return List.of(
        new Candidate(RIDGE, Regularizers.l2(), ParameterGroups.total()),
        new Candidate(ACTIVATION, Regularizers.activationL2(), ParameterGroups.total()),
        new Candidate(
            ACTIVATION_BY_LAYER, Regularizers.activationL2(), ParameterGroups.perLayer()));
  }

  /** A listener that estimates it of every step, constant over all of them. */
  ImplicitBiasListener listener(Reference reference, Model network) {
    return ImplicitBiasListener.builder()
        .reference(reference)
        .regularizers(regularizer)
        .groups(groups)
        .estimator(new CumulativeEstimator())
        .stride(1)
        .synchronous()
        .run("retrain")
        .build(network);
  }

  /** The estimate as a penalty, its activations those of the network that it was estimated of. */
  EstimatedPenalties penalties(MonitorSnapshot snapshot, Model original, DataSet data) {
    return EstimatedPenalties.of(snapshot, List.of(regularizer), groups, false)
        .withActivationsOf(original, data);
  }

  /** The estimate as cells. */
  List<Cell> coefficients(MonitorSnapshot snapshot, ArmCells cells) {
    LambdaEstimate estimate = snapshot.estimate().orElseThrow();
    List<Cell> all = new ArrayList<>();
    for (int j = 0; j < snapshot.terms().size(); j++) {
      Coefficient coefficient = estimate.coefficient(j);
      all.add(
          cells
              .coefficient(name, snapshot.terms().get(j).group(), coefficient.value())
              .interval(coefficient.lower(), coefficient.upper())
              .measure("residual_ratio", estimate.fit().residualRatio()));
    }
    return all;
  }
}
