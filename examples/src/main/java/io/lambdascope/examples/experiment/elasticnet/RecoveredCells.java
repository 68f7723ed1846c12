package io.lambdascope.examples.experiment.elasticnet;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.PenaltyCoefficient;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.factory.Nd4j;

/** One run: trained with a known penalty, which is then estimated in three ways. */
final class RecoveredCells {

  static final String LASSO = "lambda1";
  static final String RIDGE = "lambda2";
  static final String ENDPOINT = "endpoint";
  static final String PLATEAU = "plateau";
  static final String TRAJECTORY = "trajectory";
  static final List<String> ESTIMATES = List.of(ENDPOINT, PLATEAU, TRAJECTORY);

  /** The share of an estimate that its doubt may be for it to count: within a factor of 2. */
  static final double VALID_DOUBT = 0.5;

  private static final double TRAINING_SHARE = 0.9;

  private RecoveredCells() {}

  /** The cells of (λ₁, λ₂) and a seed. */
  static List<Cell> of(
      EstimatedPenalty penalty,
      int examples,
      int units,
      int epochs,
      long seed,
      Task.Progress progress) {
    LinearTarget target = LinearTarget.draw(examples, seed);
    MultiLayerConfiguration configuration = PenalizedTraining.network(units, seed);
    PenalizedTraining.Outcome outcome =
        PenalizedTraining.run(
            configuration,
            penalty,
            target.training(),
            epochs,
            seed,
            share -> progress.reach(TRAINING_SHARE * share));
    NetworkLoss loss = new NetworkLoss(configuration, target.training());
    List<Endpoint> iterates = new ArrayList<>();
    for (double[] theta : outcome.plateau()) {
      iterates.add(
          new Endpoint(theta, loss.gradient(Nd4j.createFromArray(theta)).toDoubleVector()));
    }
    List<Endpoint> last = iterates.subList(iterates.size() - 1, iterates.size());
    double end = loss.value(Nd4j.createFromArray(last.get(0).parameters()));
    List<Cell> cells = new ArrayList<>();
    StationarityEstimate plateau = StationarityEstimate.of(iterates, penalty.beta());
    // A single iterate cannot tell the bias that its own flicker makes; the mean of many can.
    cells.addAll(
        stationarity(ENDPOINT, StationarityEstimate.of(last, penalty.beta()).against(plateau)));
    cells.addAll(stationarity(PLATEAU, plateau));
    cells.add(trajectory(RIDGE, outcome.trajectory().coefficient(0)));
    cells.add(trajectory(LASSO, outcome.trajectory().coefficient(1)));
    return cells.stream()
        .map(
            cell ->
                cell.at("lambda1", penalty.l1())
                    .at("lambda2", penalty.l2())
                    .at("seed", seed)
                    .truth(cell.quantity().equals(LASSO) ? penalty.l1() : penalty.l2())
                    .measure("epochs", outcome.epochs())
                    .measure("training_loss", end))
        .toList();
  }

  private static List<Cell> stationarity(String name, StationarityEstimate estimate) {
    return List.of(
        stationarity(RIDGE, name, estimate, 0, estimate.ofRidge()),
        stationarity(LASSO, name, estimate, 1, estimate.ofLasso()));
  }

  private static Cell stationarity(
      String quantity,
      String name,
      StationarityEstimate estimate,
      int term,
      Identifiability identifiability) {
    PenaltyCoefficient coefficient = estimate.fit().coefficients().get(term);
    double value = coefficient.value();
    double doubt = estimate.doubt()[term];
    return Cell.of(quantity, value)
        .at("estimate", name)
        .interval(value - doubt, value + doubt)
        .standing(standing(value, doubt, identifiability))
        .measure("residual_ratio", estimate.fit().agreement().residualRatio())
        .measure("condition_number", estimate.fit().conditionNumber())
        .measure("variance_inflation", coefficient.varianceInflation())
        .measure("zone_share", estimate.zoneShare())
        .measure("distance_from_stationarity", estimate.fit().distanceFromStationarity());
  }

  private static Cell trajectory(String quantity, Coefficient coefficient) {
    double doubt = (coefficient.upper() - coefficient.lower()) / 2;
    return Cell.of(quantity, coefficient.value())
        .at("estimate", TRAJECTORY)
        .interval(coefficient.lower(), coefficient.upper())
        .standing(standing(coefficient.value(), doubt, coefficient.identifiability()))
        .measure("variance_inflation", coefficient.varianceInflation());
  }

  /**
   * Whether an estimate counts, from what is known without the truth. With a doubt d below λ̂/2 the
   * truth is within a factor of 2 of λ̂; with one of λ̂ or more not even its sign is known.
   */
  static Standing standing(double value, double doubt, Identifiability identifiability) {
    double size = Math.abs(value);
    if (identifiability == Identifiability.NOT_IDENTIFIED || !(doubt < size)) {
      return Standing.NOT_IDENTIFIABLE;
    }
    return identifiability == Identifiability.WEAK || doubt > VALID_DOUBT * size
        ? Standing.WEAK
        : Standing.VALID;
  }
}
