package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.linalg.StackedLeastSquares.Solution;
import org.junit.jupiter.api.Test;

class StackedLeastSquaresTest {

  /** Columns at an angle with cosine 0.6, of lengths 1 and 10; the third is zero. */
  private static StackedLeastSquares example() {
    StackedLeastSquares equations = new StackedLeastSquares(3);
    equations.add(new double[][] {{1}, {6}, {0}}, new double[] {13});
    equations.add(new double[][] {{0, 0}, {8, 0}, {0, 0}}, new double[] {16, 5});
    return equations;
  }

  @Test
  void solve_knownProblem_isKnown() {
    Solution solution = example().solve();
    assertThat(solution.values()).containsExactly(new double[] {1, 2, 0}, within(1e-14));
    assertThat(solution.rank()).isEqualTo(2);
    // Of the two columns that there are: (1 + 0.6)/(1 − 0.6).
    assertThat(solution.conditionNumber()).isCloseTo(4, within(1e-13));
    assertThat(solution.varianceInflation()[0]).isCloseTo(1 / 0.64, within(1e-13));
    assertThat(solution.varianceInflation()[1]).isCloseTo(1 / 0.64, within(1e-13));
    assertThat(solution.varianceInflation()[2]).isInfinite();
    // The inverse of [1 6; 6 100], determinant 64.
    assertThat(solution.inverseGram())
        .containsExactly(
            new double[] {100.0 / 64, -6.0 / 64, 0, -6.0 / 64, 1.0 / 64, 0, 0, 0, 0},
            within(1e-14));
    assertThat(example().solveNonNegative()).containsExactly(new double[] {1, 2, 0}, within(1e-14));
  }

  @Test
  void solveNonNegative_negativeOptimum_dropsTheColumn() {
    StackedLeastSquares equations = new StackedLeastSquares(2);
    equations.add(new double[][] {{2, 0}, {0, 5}}, new double[] {6, -1});
    assertThat(equations.solveNonNegative()).containsExactly(new double[] {3, 0}, within(1e-14));
  }

  @Test
  void solve_nothingAdded_isZero() {
    StackedLeastSquares equations = new StackedLeastSquares(2);
    equations.add(new double[2][1], new double[1]);
    Solution solution = equations.solve();
    assertThat(solution.values()).containsOnly(0);
    assertThat(solution.rank()).isZero();
    assertThat(solution.conditionNumber()).isInfinite();
    assertThat(equations.solveNonNegative()).containsOnly(0);
  }
}
