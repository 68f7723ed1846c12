package io.lambdascope.examples.experiment.elasticnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.dl4j.retrain.EstimatedPenalty;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.Test;

/** What is said of a penalty, against penalties that are known. */
class ElasticNetTest {

  private static final double BETA = 1e-3;
  private static final double RIDGE = 0.3;
  private static final double LASSO = 0.2;
  private static final int SIZE = 400;

  @Test
  void stationarity_exactIterate_givesThePenaltyBackWithoutDoubt() {
    StationarityEstimate estimate =
        StationarityEstimate.of(List.of(iterate(theta(1), new double[SIZE])), BETA);

    assertThat(estimate.fit().lambda()[0]).isCloseTo(RIDGE, within(1e-12));
    assertThat(estimate.fit().lambda()[1]).isCloseTo(LASSO, within(1e-12));
    // The residual is rounding, 1e-16 of ‖g‖ = 10.
    assertThat(estimate.doubt()[0]).isLessThan(1e-12);
    assertThat(estimate.doubt()[1]).isLessThan(1e-12);
  }

  @Test
  void stationarity_departureNoLargerInsideTheSpan_isOffByNoMoreThanItsReach() {
    for (int seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      double[] departure = random.doubles(SIZE, -0.3, 0.3).toArray();
      StationarityEstimate estimate =
          StationarityEstimate.of(List.of(iterate(theta(seed), departure)), BETA);

      // Of 400 dimensions 2 are inside: the part there is smaller with all but certainty.
      assertThat(Math.abs(estimate.fit().lambda()[0] - RIDGE)).isLessThan(estimate.doubt()[0]);
      assertThat(Math.abs(estimate.fit().lambda()[1] - LASSO)).isLessThan(estimate.doubt()[1]);
    }
  }

  @Test
  void stationarity_reachOfOneOrthogonalColumnPair_isTheClosedForm() {
    // θ = ±1 in halves and a departure orthogonal to both columns, which are then parallel in sign
    // but for the sizes 1 and 2: A = [[4Σθ², 2Σ|θ|], [2Σ|θ|, p]].
    double[] theta = {1, -1, 2, -2};
    double[] departure = {0.1, 0.1, -0.1, -0.1};
    StationarityEstimate estimate =
        StationarityEstimate.of(List.of(iterate(theta, departure)), BETA);

    double determinant = 40.0 * 4 - 12.0 * 12;
    assertThat(estimate.fit().lambda()[0]).isCloseTo(RIDGE, within(1e-12));
    assertThat(estimate.doubt()[0]).isCloseTo(0.2 * Math.sqrt(4 / determinant), within(1e-12));
    assertThat(estimate.doubt()[1]).isCloseTo(0.2 * Math.sqrt(40 / determinant), within(1e-12));
  }

  @Test
  void stationarity_deadWeightsThatShake_areMendedByTheMean() {
    // Nine tenths of the weights shake about 0 within β without a gradient of their own there, as
    // Adam's steps make them: at one iterate their h′ is noise in a column.
    List<Endpoint> iterates = new ArrayList<>();
    for (int k = 0; k < 75; k++) {
      Random random = new Random(100 + k);
      double[] theta = theta(1);
      double[] g = iterate(theta, new double[SIZE]).lossGradient();
      for (int i = SIZE / 10; i < SIZE; i++) {
        theta[i] = 0.9 * BETA * (2 * random.nextDouble() - 1);
        g[i] = 0;
      }
      iterates.add(new Endpoint(theta, g));
    }
    StationarityEstimate one = StationarityEstimate.of(iterates.subList(74, 75), BETA);
    StationarityEstimate mean = StationarityEstimate.of(iterates, BETA);

    assertThat(one.fit().lambda()[1]).isLessThan(0.5 * LASSO);
    assertThat(one.doubt()[1]).isGreaterThan(0.5 * one.fit().lambda()[1]);
    assertThat(mean.fit().lambda()[1]).isCloseTo(LASSO, within(0.1 * LASSO));
    // What one iterate cannot tell of itself its distance from the mean tells.
    assertThat(one.against(mean).doubt()[1])
        .isGreaterThanOrEqualTo(mean.fit().lambda()[1] - one.fit().lambda()[1]);
    assertThat(one.against(one).doubt()).isEqualTo(one.doubt());
    // Of the forty that are alive, one or two may be within β by chance.
    assertThat(mean.zoneShare()).isBetween(0.9, 0.905);
  }

  @Test
  void standing_ofDoubt_isByItsShareOfTheEstimate() {
    assertThat(RecoveredCells.standing(-1, 0.4, Identifiability.IDENTIFIED))
        .isEqualTo(Standing.VALID);
    assertThat(RecoveredCells.standing(1, 0.6, Identifiability.IDENTIFIED))
        .isEqualTo(Standing.WEAK);
    assertThat(RecoveredCells.standing(1, 0.1, Identifiability.WEAK)).isEqualTo(Standing.WEAK);
    assertThat(RecoveredCells.standing(1, 1, Identifiability.IDENTIFIED))
        .isEqualTo(Standing.NOT_IDENTIFIABLE);
    assertThat(RecoveredCells.standing(1, Double.NaN, Identifiability.IDENTIFIED))
        .isEqualTo(Standing.NOT_IDENTIFIABLE);
    assertThat(RecoveredCells.standing(1, 0.1, Identifiability.NOT_IDENTIFIED))
        .isEqualTo(Standing.NOT_IDENTIFIABLE);
  }

  @Test
  void run_ofFewSteps_givesTheSettingsBackByItsStepsAndNotByItsEnd() {
    List<Cell> cells = cells();
    Cells trajectory = Cells.of(cells).at("estimate", RecoveredCells.TRAJECTORY);
    assertThat(trajectory.size()).isEqualTo(2);
    // float32 steps: a relative rounding of 1e-7 of gradients some hundred times the penalty's.
    assertThat(trajectory.list())
        .allSatisfy(cell -> assertThat(cell.relativeError()).isLessThan(1e-3))
        .allSatisfy(cell -> assertThat(cell.isValid()).isTrue());

    // 96 steps are far from stationarity, where one iterate cannot tell.
    Cells endpoint = Cells.of(cells).at("estimate", RecoveredCells.ENDPOINT);
    assertThat(endpoint.list()).hasSize(2).allSatisfy(cell -> assertThat(cell.isValid()).isFalse());
    assertThat(cells()).isEqualTo(cells);
  }

  private static List<Cell> cells() {
    return RecoveredCells.of(new EstimatedPenalty(RIDGE, LASSO, BETA), 640, 8, 6, 3, share -> {});
  }

  @Test
  void unscoredPenalty_inAConfiguration_survivesItsJson() {
    MultiLayerConfiguration configuration = PenalizedTraining.network(8, 1);
    MultiLayerConfiguration penalized =
        PenalizedTraining.penalized(configuration, new EstimatedPenalty(RIDGE, LASSO, BETA));

    assertThat(MultiLayerConfiguration.fromJson(penalized.toJson()).toJson())
        .isEqualTo(penalized.toJson())
        .contains("UnscoredPenalty");
  }

  @Test
  void findings_ofNoOrSomeCells_haveNoNumberInPlaceOfAnError() {
    Findings none = RecoveryFindings.of(List.of());
    assertThat(none.missed()).isNotEmpty();
    assertThat(none.verdict()).isEmpty();
    assertThat(none.summary()).extracting(Finding::value).allMatch(value -> value.isNaN());
    assertThat(RecoveryFigure.of(List.of()).panels()).hasSize(6);
  }

  @Test
  void findings_ofAWrongValue_countItUnlessItIsSaidToBeWeak() {
    Cell wrong =
        Cell.of(RecoveredCells.RIDGE, 3)
            .at("estimate", RecoveredCells.PLATEAU)
            .at("lambda1", 1.0)
            .at("lambda2", 1.0)
            .at("seed", 1)
            .truth(1);
    assertThat(unnoticed(wrong)).isEqualTo(1);
    assertThat(unnoticed(wrong.standing(Standing.WEAK))).isZero();
    Cell negative = Cell.of(RecoveredCells.RIDGE, -1).truth(1);
    assertThat(RecoveryFindings.isFarOff(negative)).isTrue();
    assertThat(RecoveryFindings.isFarOff(Cell.of(RecoveredCells.RIDGE, 1.9).truth(1))).isFalse();
  }

  private static double unnoticed(Cell cell) {
    return RecoveryFindings.of(List.of(cell)).summary().stream()
        .filter(finding -> finding.name().equals("plateau_unnoticed"))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** Half of the weights small, though beyond β. */
  private static double[] theta(long seed) {
    Random random = new Random(seed);
    double[] theta = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      theta[i] = random.nextGaussian() * (i % 2 == 0 ? 1 : 0.05);
    }
    return theta;
  }

  /** With −∇L = 2λ₂θ + λ₁h′(θ) + departure. */
  private static Endpoint iterate(double[] theta, double[] departure) {
    double[] gradient = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      double slope = Math.max(-1, Math.min(1, theta[i] / BETA));
      gradient[i] = -(2 * RIDGE * theta[i] + LASSO * slope + departure[i]);
    }
    return new Endpoint(theta, gradient);
  }
}
