package io.lambdascope.examples.experiment.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.theory.EarlyStopping;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetrainTest {

  private static final List<Double> FACTORS = List.of(1.0, 10.0);

  @Test
  void leastSquares_withWhatTheoryKnowsExactly_isRecovered() {
    Cells cells = Cells.of(LeastSquaresCause.run(4, FACTORS));
    for (String exact : List.of(LeastSquaresCause.DIAGONAL, LeastSquaresCause.MATRIX)) {
      assertThat(arm(cells, exact, 1, ArmCells.WEIGHTS)).isLessThan(1e-9);
      assertThat(arm(cells, exact, 1, ArmCells.OUTPUTS)).isLessThan(1e-9);
      assertThat(arm(cells, exact, 10, ArmCells.WEIGHTS)).isGreaterThan(0.1);
    }
    // One ridge coefficient stands for ten that differ by a few per cent.
    assertThat(arm(cells, Candidate.RIDGE, 1, ArmCells.WEIGHTS)).isBetween(1e-4, 0.1);
    // exp(−100·0.01·s), s about 1, is left to go: 0.37/0.63 of what was gone.
    assertThat(arm(cells, ArmCells.NOTHING, 0, ArmCells.WEIGHTS)).isBetween(0.4, 0.8);
  }

  @Test
  void leastSquares_whereItStopped_hasTheGradientOfTheory() {
    LeastSquaresCause cause = new LeastSquaresCause(new Random(7), new Random(8));
    double[] theta = cause.stopped();
    double[] slope = cause.slope(theta);
    int p = LeastSquaresCause.PARAMETERS;
    double[] moment = new double[p * p];
    Random design = new Random(7);
    for (int i = 0; i < LeastSquaresCause.EXAMPLES; i++) {
      double[] row = new double[p];
      for (int j = 0; j < p; j++) {
        row[j] = design.nextGaussian();
      }
      for (int j = 0; j < p; j++) {
        for (int k = 0; k < p; k++) {
          moment[j * p + k] += row[j] * row[k] / LeastSquaresCause.EXAMPLES;
        }
      }
    }
    double[] lambda =
        new EarlyStopping(moment, p, LeastSquaresCause.STEP).matrix(LeastSquaresCause.STOP);
    for (int i = 0; i < p; i++) {
      double penalty = 0;
      for (int j = 0; j < p; j++) {
        penalty += 2 * lambda[i * p + j] * theta[j];
      }
      assertThat(-slope[i]).isCloseTo(penalty, within(1e-10));
    }
  }

  /** The negative control: where there is no dropout there is no penalty, and all arms are one. */
  @Test
  void dropout_ofRateZero_leavesNothingToReplace() {
    Cells cells = Cells.of(DropoutCause.run(0, 1, 1, List.of(1.0), share -> {}));
    assertThat(cells.quantity("lambda").estimates()).hasSize(5).containsOnly(0.0);
    assertThat(cells.quantity(ArmCells.WEIGHTS).estimates()).hasSize(5).containsOnly(0.0);
    assertThat(cells.quantity(ArmCells.OUTPUTS).estimates()).hasSize(5).containsOnly(0.0);
  }

  @Test
  void dropout_twice_isTheSame() {
    List<Cell> once = DropoutCause.run(0.3, 2, 1, List.of(1.0), share -> {});
    assertThat(DropoutCause.run(0.3, 2, 1, List.of(1.0), share -> {})).isEqualTo(once);
    Cells cells = Cells.of(once);
    assertThat(arm(cells, ArmCells.OTHER_DRAWS, 0, ArmCells.WEIGHTS)).isPositive();
    assertThat(cells.at("penalty", Candidate.RIDGE).quantity("lambda").first().estimate())
        .isPositive();
  }

  @Test
  void stopping_stronglyPulledToItsStart_staysThere() {
    Cells cells = Cells.of(StoppingCause.run(1, 1, 2, List.of(1.0, 10.0), share -> {}));
    assertThat(cells.quantity("lambda").at("penalty", Candidate.DISTANCE).first().estimate())
        .isPositive();
    assertThat(arm(cells, Candidate.DISTANCE, 1, ArmCells.WEIGHTS))
        .isLessThan(arm(cells, ArmCells.NOTHING, 0, ArmCells.WEIGHTS));
  }

  @Test
  void findings_ofMadeUpCells_sayWhatTheNumbersSay() {
    assertThat(verdict(0.5)).contains("weights nearer than with nothing (0.500 times as far");
    assertThat(verdict(2)).contains("weights farther than with nothing").contains("in 0 of 3");
  }

  @Test
  void findings_ofSeedsThatGrewWithoutEnd_sayThatTheMeanLeavesThemOut() {
    List<Cell> cells = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      ArmCells arms = new ArmCells(DropoutCause.NAME, seed);
      double penalty = seed == 2 ? Double.POSITIVE_INFINITY : 0.5;
      cells.addAll(arms.of(ArmCells.NOTHING, 0, 1, 1, 0, 0, 0));
      cells.addAll(arms.of(Candidate.RIDGE, 1, penalty, penalty, 0, 0, 0));
    }
    Findings findings = new Retrain().findings(cells);
    assertThat(findings.verdict().get(0))
        .contains("not finite in 1 of 3 seeds")
        .doesNotContain("nearer than with nothing");
    assertThat(findings.summary().get(0).meaning()).contains("without 1 of 3 seeds");
  }

  @Test
  void findings_ofNoCells_areUnknown() {
    Findings none = new Retrain().findings(List.of());
    assertThat(none.summary()).extracting(Finding::value).containsOnly(Double.NaN);
    assertThat(none.verdict()).isEmpty();
    assertThat(new Retrain().figure(List.of()).panels()).hasSize(6);
  }

  private static String verdict(double ratio) {
    List<Cell> cells = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      ArmCells arms = new ArmCells(DropoutCause.NAME, seed);
      double nothing = 1 + 0.1 * seed;
      double penalty = nothing * (ratio + 0.001 * (seed - 2));
      cells.addAll(arms.of(ArmCells.NOTHING, 0, nothing, nothing, 0, 0, 0));
      cells.addAll(arms.of(Candidate.RIDGE, 1, penalty, penalty, 0, 0, 0));
    }
    return String.join("\n", new Retrain().findings(cells).verdict());
  }

  private static double arm(Cells cells, String penalty, double factor, String quantity) {
    return cells.quantity(quantity).at("penalty", penalty).at("factor", factor).first().estimate();
  }
}
