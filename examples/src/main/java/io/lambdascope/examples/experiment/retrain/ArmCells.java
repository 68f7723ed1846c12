package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.dl4j.retrain.FourArmsReport;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import java.util.List;

/** How arms are told in cells, of one cause and seed. */
record ArmCells(String cause, int seed) {

  static final String WEIGHTS = "weight_distance";
  static final String OUTPUTS = "output_distance";

  /** The arms without a penalty: trained with nothing, and with the cause by other draws. */
  static final String NOTHING = "nothing";

  static final String OTHER_DRAWS = "true cause, other draws";

  /**
   * Two cells: distances of weights, ‖θ − θ_cause‖/‖θ_cause‖, and of predictions, root mean square.
   *
   * @param penalty its name, or one of the two above
   * @param factor how many times as strong as estimated; 0 without a penalty
   */
  List<Cell> of(String penalty, double factor, FourArmsReport.Arm arm) {
    return of(
        penalty,
        factor,
        arm.weightDistance(),
        arm.outputDistance(),
        arm.loss(),
        arm.divergence().orElse(Double.NaN),
        arm.agreement().orElse(Double.NaN));
  }

  List<Cell> of(
      String penalty,
      double factor,
      double weights,
      double outputs,
      double loss,
      double divergence,
      double agreement) {
    // A penalty that rewards may let the weights grow without end.
    Standing standing =
        Double.isFinite(weights) && Double.isFinite(outputs) ? Standing.VALID : Standing.OUTSIDE;
    return List.of(
        cell(WEIGHTS, penalty, factor, weights).standing(standing).measure("loss", loss),
        cell(OUTPUTS, penalty, factor, outputs)
            .standing(standing)
            .measure("divergence", divergence)
            .measure("agreement", agreement));
  }

  private Cell cell(String quantity, String penalty, double factor, double value) {
    return Cell.of(quantity, value)
        .at("cause", cause)
        .at("penalty", penalty)
        .at("factor", factor)
        .at("seed", seed);
  }

  /** An estimated coefficient, of a group of parameters. */
  Cell coefficient(String penalty, String group, double value) {
    return Cell.of("lambda", value)
        .at("cause", cause)
        .at("penalty", penalty)
        .at("group", group)
        .at("seed", seed);
  }
}
