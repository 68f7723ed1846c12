package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GramSolverTest {

  private static GramSolver factored(int size, double... gram) {
    GramSolver solver = new GramSolver(size);
    solver.factor(gram);
    return solver;
  }

  private static double[] solve(GramSolver solver, double... rhs) {
    double[] solution = new double[rhs.length];
    solver.solve(rhs, solution);
    return solution;
  }

  private static double[] inverse(GramSolver solver, int size) {
    double[] inverse = new double[size * size];
    solver.inverse(inverse);
    return inverse;
  }

  /** Entries of the inverse are below 1; 1e-13 is condition number × size × rounding, tenfold. */
  @Property(seed = "21", tries = 200)
  void solveAndInverse_wellConditioned_equalNaiveInverseAndSpectralSolution(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    Random random = new Random(seed);
    double[] gram = NormalizedGramTest.wellConditionedGram(random, size);
    double[] rhs = random.doubles(size, -1, 1).toArray();
    double[] given = rhs.clone();
    GramSolver solver = factored(size, gram);
    double[] expected = NormalizedGramTest.naiveInverse(gram, size);
    assertThat(solver.rank()).isEqualTo(size);
    assertThat(inverse(solver, size)).containsExactly(expected, within(1e-13));
    double[] solution = solve(solver, rhs);
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += expected[i * size + j] * rhs[j];
      }
      assertThat(solution[i]).isCloseTo(sum, within(1e-12));
    }
    assertThat(solution).containsExactly(new NormalizedGram(gram, size).solve(rhs), within(1e-12));
    assertThat(rhs).containsExactly(given);
    solver.solve(rhs, rhs);
    assertThat(rhs).containsExactly(solution);
  }

  /**
   * Correlation c = 1 − δ: A(1, 1)ᵀ = (2 − δ)(1, 1)ᵀ and A(1, −1)ᵀ = δ(1, −1)ᵀ. Cholesky's pivot is
   * 2δ − δ², so that the sweep crosses the bound of 1e-10 at δ = 5e-11. Both ways lose ε/δ.
   */
  @ParameterizedTest
  @ValueSource(
      doubles = {0.5, 1e-3, 1e-6, 1e-9, 1e-10, 5.1e-11, 4.9e-11, 1e-11, 1e-12, 1e-13, 1e-14})
  void solve_nearlyCollinear_closedFormOnBothSidesOfTheSwitch(double delta) {
    double c = 1 - delta;
    double exact = 1 - c; // what rounding made of δ
    GramSolver solver = factored(2, 1, c, c, 1);
    assertThat(solver.rank()).isEqualTo(2);
    double lost = 1e-14 + 8 * Math.ulp(1.0) / exact;
    double[] ones = solve(solver, 1 + c, 1 + c);
    assertThat(ones).containsExactly(new double[] {1, 1}, within(lost));
    // What is lost is lost in the direction (1, −1).
    assertThat(ones[0] + ones[1]).isCloseTo(2, within(1e-14 + 1e-3 * lost));
    assertThat(solve(solver, exact, -exact)).containsExactly(new double[] {1, -1}, within(lost));
    double[] inverse = inverse(solver, 2);
    double size = 1 / (exact * (2 - exact));
    assertThat(inverse)
        .containsExactly(new double[] {size, -c * size, -c * size, size}, within(2 * lost * size));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-16, 0})
  void solve_collinearToRounding_minimumNorm(double delta) {
    double c = 1 - delta;
    GramSolver solver = factored(2, 1, c, c, 1);
    assertThat(solver.rank()).isEqualTo(1);
    assertThat(solve(solver, 3, 3)).containsExactly(new double[] {1.5, 1.5}, within(1e-14));
    // A direction that is absent has no part in it.
    assertThat(solve(solver, 1, -1)).containsExactly(new double[] {0, 0}, within(1e-14));
    assertThat(inverse(solver, 2))
        .containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-14));
  }

  @Test
  void solve_sumOfOthersAmongThree_consistentSystemSolved() {
    // Φ = (e1, e2, e1 + e2); the pivot of the third column is rounding, of either sign.
    double[] gram = {1, 0, 1, 0, 1, 1, 1, 1, 2};
    GramSolver solver = factored(3, gram);
    assertThat(solver.rank()).isEqualTo(2);
    double[] x = solve(solver, 2, 5, 7);
    assertThat(x[0] + x[2]).isCloseTo(2, within(1e-14));
    assertThat(x[1] + x[2]).isCloseTo(5, within(1e-14));
    assertThat(x).containsExactly(new NormalizedGram(gram, 3).solve(new double[] {2, 5, 7}));
  }

  @Test
  void solve_zeroColumn_absentAndOthersUnaffected() {
    GramSolver solver = factored(3, 4, 0, 1, 0, 0, 0, 1, 0, 1);
    assertThat(solver.rank()).isEqualTo(2);
    // What stands for a column that is zero has no say.
    assertThat(solve(solver, 5, 123, 2)).containsExactly(new double[] {1, 0, 1}, within(1e-15));
    // [4 1; 1 1]⁻¹ = [1 −1; −1 4]/3.
    double third = 1.0 / 3;
    assertThat(inverse(solver, 3))
        .containsExactly(
            new double[] {third, 0, -third, 0, 0, 0, -third, 0, 4 * third}, within(1e-15));
  }

  @Test
  void solve_allZeroOrNotYetFactored_zero() {
    GramSolver zero = factored(2, 0, 0, 0, 0);
    GramSolver fresh = new GramSolver(2);
    for (GramSolver solver : new GramSolver[] {zero, fresh}) {
      assertThat(solver.rank()).isZero();
      assertThat(solve(solver, 1, 2)).containsExactly(0, 0);
      assertThat(inverse(solver, 2)).containsOnly(0);
    }
  }

  /** Powers of two scale exactly; norms of 2^−500 and 2^500 put 300 decades between entries. */
  @Property(seed = "22", tries = 100)
  void solve_columnsScaled_solutionScaledExactly(
      @ForAll long seed,
      @ForAll @IntRange(min = -500, max = 500) int x,
      @ForAll @IntRange(min = -500, max = 500) int y) {
    double[] gram = NormalizedGramTest.wellConditionedGram(new Random(seed), 2);
    double[] plain = solve(factored(2, gram), 3, -2);
    double[] scaled =
        solve(
            factored(
                2,
                Math.scalb(gram[0], 2 * x),
                Math.scalb(gram[1], x + y),
                Math.scalb(gram[2], x + y),
                Math.scalb(gram[3], 2 * y)),
            Math.scalb(3.0, x),
            Math.scalb(-2.0, y));
    assertThat(scaled).containsExactly(Math.scalb(plain[0], -x), Math.scalb(plain[1], -y));
  }

  @Test
  void factor_roundingAsymmetry_meanOfBothHalves() {
    assertThat(solve(factored(2, 2, 0.75, 0.25, 2), 1, 3))
        .containsExactly(solve(factored(2, 2, 0.5, 0.5, 2), 1, 3));
  }

  @Test
  void factor_oneAfterTheOther_nothingOfTheLastOneLeft() {
    GramSolver solver = factored(2, 1, 1, 1, 1);
    solver.factor(new double[] {2, 0, 0, 4});
    assertThat(solver.rank()).isEqualTo(2);
    assertThat(solve(solver, 2, 4)).containsExactly(new double[] {1, 1}, within(1e-15));
    solver.factor(new double[] {0, 0, 0, 4});
    assertThat(solver.rank()).isEqualTo(1);
    assertThat(solve(solver, 2, 4)).containsExactly(new double[] {0, 1}, within(1e-15));
    double[] gram = {2, 1, 1, 2};
    solver.factor(gram);
    assertThat(gram).containsExactly(2, 1, 1, 2);
  }
}
