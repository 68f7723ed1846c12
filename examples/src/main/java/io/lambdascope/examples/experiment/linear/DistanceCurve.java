package io.lambdascope.examples.experiment.linear;

import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.SymmetricEstimate;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.experiment.Standing;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How far the matrix estimated from the first m endpoints of a pool is from its target, over m: as
 * cells, and read from them again as mean and 95% band over pools.
 *
 * @param m numbers of endpoints, ascending
 * @param pools the relative distances of all pools, for each m
 */
record DistanceCurve(double[] m, List<double[]> pools) {

  static final String QUANTITY = "matrix_distance";
  static final String ENDPOINTS = "m";

  /** ‖target‖_F: what Λ̂ = 0 would score. */
  static final String BASELINE = "zero_baseline";

  static final String RELATIVE = "relative_distance";

  private static final int UNKNOWNS = LinearModel.PARAMETERS * (LinearModel.PARAMETERS + 1) / 2;

  /** The estimate's distance from the target, as a cell; not determined below m = p. */
  static Cell cell(EndpointPool pool, int m, double[] target, UnaryOperator<Cell> place) {
    SymmetricEstimate estimate = new SymmetricQuadratic().fit(pool.first(m));
    double distance = PenaltyMatrix.distance(estimate.matrix(), target);
    double baseline = PenaltyMatrix.norm(target);
    Cell cell =
        Cell.of(QUANTITY, distance)
            .truth(0)
            .measure(RELATIVE, distance / baseline)
            .measure(BASELINE, baseline)
            .measure("rank", estimate.rank())
            .measure("residual_ratio", estimate.agreement().residualRatio());
    return place
        .apply(cell)
        .at(ENDPOINTS, m)
        .standing(estimate.rank() == UNKNOWNS ? Standing.VALID : Standing.NOT_IDENTIFIABLE);
  }

  /** The curve of the relative distances. */
  static DistanceCurve relative(Cells cells) {
    List<Cells> parts = List.copyOf(cells.quantity(QUANTITY).by(ENDPOINTS).values());
    return new DistanceCurve(
        parts.stream().mapToDouble(part -> part.first().number(ENDPOINTS)).toArray(),
        parts.stream().map(part -> part.values(cell -> cell.measure(RELATIVE))).toList());
  }

  double[] mean() {
    return pools.stream().mapToDouble(pool -> Sample.of(pool).mean()).toArray();
  }

  double[] median() {
    return pools.stream().mapToDouble(pool -> Sample.of(pool).median()).toArray();
  }

  double[] least() {
    return pools.stream().mapToDouble(pool -> Arrays.stream(pool).min().orElse(0)).toArray();
  }

  double[] largest() {
    return pools.stream().mapToDouble(pool -> Arrays.stream(pool).max().orElse(0)).toArray();
  }

  /** Of the mean's band, cut at a floor: a logarithmic axis shows nothing up to zero. */
  double[] lower(double floor) {
    return pools.stream().mapToDouble(pool -> Math.max(floor, Sample.of(pool).lower())).toArray();
  }

  double[] upper() {
    return pools.stream().mapToDouble(pool -> Sample.of(pool).upper()).toArray();
  }
}
