package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class NormalizedGramTest {

  /** Gauss–Jordan with partial pivoting: the second implementation, without any scaling. */
  static double[] naiveInverse(double[] matrix, int size) {
    double[][] rows = new double[size][2 * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(matrix, i * size, rows[i], 0, size);
      rows[i][size + i] = 1;
    }
    for (int k = 0; k < size; k++) {
      int pivot = k;
      for (int i = k + 1; i < size; i++) {
        pivot = Math.abs(rows[i][k]) > Math.abs(rows[pivot][k]) ? i : pivot;
      }
      double[] swapped = rows[k];
      rows[k] = rows[pivot];
      rows[pivot] = swapped;
      for (int i = 0; i < size; i++) {
        double factor = i == k ? 1 - 1 / rows[k][k] : rows[i][k] / rows[k][k];
        double[] source = rows[k].clone();
        for (int j = 0; j < 2 * size; j++) {
          rows[i][j] -= factor * source[j];
        }
      }
    }
    double[] inverse = new double[size * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(rows[i], size, inverse, i * size, size);
    }
    return inverse;
  }

  static double[] multiply(double[] a, double[] b, int size) {
    double[] product = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          product[i * size + j] += a[i * size + k] * b[k * size + j];
        }
      }
    }
    return product;
  }

  /** ΦᵀΦ of a Gaussian Φ with far more rows than columns: condition number below 10. */
  static double[] wellConditionedGram(Random random, int size) {
    double[] gram = new double[size * size];
    for (int row = 0; row < 40 * size; row++) {
      double[] phi = random.doubles(size, -1, 1).toArray();
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          gram[i * size + j] += phi[i] * phi[j];
        }
      }
    }
    return gram;
  }

  private static double[] correlationOf(double c) {
    return new double[] {1, c, c, 1};
  }

  /** Entries of the inverse are below 1; 1e-13 is condition number × size × rounding, tenfold. */
  @Property(seed = "2")
  void inverse_wellConditioned_equalsNaiveInverse(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    double[] gram = wellConditionedGram(new Random(seed), size);
    NormalizedGram normalized = new NormalizedGram(gram, size);
    double[] expected = naiveInverse(gram, size);
    assertThat(normalized.inverse()).containsExactly(expected, within(1e-13));
    for (int j = 0; j < size; j++) {
      // VIF_j = A_jj (A⁻¹)_jj, another route to (C⁻¹)_jj.
      assertThat(normalized.varianceInflation(j))
          .isCloseTo(gram[j * size + j] * expected[j * size + j], within(1e-11));
    }
  }

  @Property(seed = "3")
  void solveAndSandwich_wellConditioned_equalNaiveProducts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    Random random = new Random(seed);
    double[] gram = wellConditionedGram(random, size);
    double[] meat = wellConditionedGram(random, size);
    NormalizedGram normalized = new NormalizedGram(gram, size);
    double[] inverse = naiveInverse(gram, size);
    double[] x = random.doubles(size, -1, 1).toArray();
    double[] rhs = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        rhs[i] += gram[i * size + j] * x[j];
      }
    }
    assertThat(normalized.solve(rhs)).containsExactly(x, within(1e-12));
    assertThat(normalized.sandwich(meat))
        .containsExactly(multiply(multiply(inverse, meat, size), inverse, size), within(1e-12));
  }

  /** Eigenvalues 1 ± c; an error of ε in the smaller one is ε/(1−|c|) of it, at most 1e-12 here. */
  @Property(seed = "4")
  void conditionNumberAndInflation_twoColumns_closedForm(
      @ForAll @DoubleRange(min = -0.999, max = 0.999) @Scale(3) double c) {
    NormalizedGram normalized = new NormalizedGram(correlationOf(c), 2);
    double condition = (1 + Math.abs(c)) / (1 - Math.abs(c));
    assertThat(normalized.conditionNumber()).isCloseTo(condition, within(1e-12 * condition));
    double inflation = 1 / (1 - c * c);
    assertThat(normalized.varianceInflation(0)).isCloseTo(inflation, within(1e-12 * inflation));
    assertThat(normalized.varianceInflation(1)).isCloseTo(inflation, within(1e-12 * inflation));
  }

  /** Norms 1e-8 and 1e8 put 32 decades between the Gram's entries: far beyond a double's 16. */
  @Test
  void solve_columnsOfVeryDifferentScale_noAccuracyLost() {
    double small = 1e-8;
    double large = 1e8;
    double c = 0.5;
    double[] gram = {small * small, c * small * large, c * small * large, large * large};
    double[] x = {3 / small, -2 / large};
    double[] rhs = {
      gram[0] * x[0] + gram[1] * x[1], // = small · (3 − 2c): no cancellation to hide an error
      gram[2] * x[0] + gram[3] * x[1]
    };
    NormalizedGram normalized = new NormalizedGram(gram, 2);
    double[] solved = normalized.solve(rhs);
    assertThat(solved[0]).isCloseTo(x[0], within(1e-14 * Math.abs(x[0])));
    assertThat(solved[1]).isCloseTo(x[1], within(1e-14 * Math.abs(x[1])));
    assertThat(normalized.conditionNumber()).isCloseTo(3, within(1e-14));
    assertThat(normalized.varianceInflation(0)).isCloseTo(4.0 / 3, within(1e-14));
    double[] inverse = normalized.inverse();
    assertThat(inverse[0]).isCloseTo(4.0 / 3 / gram[0], withinPercentage(1e-11));
    assertThat(inverse[3]).isCloseTo(4.0 / 3 / gram[3], withinPercentage(1e-11));
    assertThat(inverse[1]).isCloseTo(-2.0 / 3 / (small * large), withinPercentage(1e-11));
  }

  /** The four Moore–Penrose conditions reduce to these two for symmetric A with equal norms. */
  @Test
  void inverse_duplicatedColumn_isPseudoInverse() {
    double[] gram = {2, 2, 0, 2, 2, 0, 0, 0, 3};
    NormalizedGram normalized = new NormalizedGram(gram, 3);
    double[] expected = {0.125, 0.125, 0, 0.125, 0.125, 0, 0, 0, 1.0 / 3};
    assertThat(normalized.inverse()).containsExactly(expected, within(1e-15));
    assertThat(multiply(multiply(gram, normalized.inverse(), 3), gram, 3))
        .containsExactly(gram, within(1e-14));
    assertThat(normalized.rank()).isEqualTo(2);
    assertThat(normalized.conditionNumber()).isInfinite();
    assertThat(normalized.varianceInflation(0)).isInfinite();
    assertThat(normalized.varianceInflation(1)).isInfinite();
    assertThat(normalized.varianceInflation(2)).isCloseTo(1, within(1e-15));
  }

  @Test
  void solve_duplicatedColumn_splitsEvenly() {
    double[] gram = {2, 2, 2, 2};
    assertThat(new NormalizedGram(gram, 2).solve(new double[] {6, 6}))
        .containsExactly(new double[] {1.5, 1.5}, within(1e-15));
  }

  @Test
  void sumOfOthers_threeColumns_allInfinite() {
    // Φ = (e1, e2, e1 + e2): no rounding in the Gram, so the null space is resolved.
    double[] gram = {1, 0, 1, 0, 1, 1, 1, 1, 2};
    NormalizedGram normalized = new NormalizedGram(gram, 3);
    assertThat(normalized.conditionNumber()).isInfinite();
    for (int j = 0; j < 3; j++) {
      assertThat(normalized.varianceInflation(j)).isInfinite();
    }
  }

  @Test
  void zeroColumn_amongOthers_onlyItIsAbsent() {
    double[] gram = {4, 0, 1, 0, 0, 0, 1, 0, 1};
    NormalizedGram normalized = new NormalizedGram(gram, 3);
    assertThat(normalized.rank()).isEqualTo(2);
    assertThat(normalized.varianceInflation(1)).isInfinite();
    // c = 1/√(4·1) = 1/2 between the two others.
    assertThat(normalized.varianceInflation(0)).isCloseTo(4.0 / 3, within(1e-15));
    assertThat(normalized.conditionNumber()).isCloseTo(3, within(1e-14));
    double[] x = normalized.solve(new double[] {5, 123, 2});
    assertThat(x[1]).isZero();
    assertThat(x).containsExactly(new double[] {1, 0, 1}, within(1e-15));
  }

  @Test
  void allZero_nothingToSolve_zeroSolutionInfiniteCondition() {
    NormalizedGram normalized = new NormalizedGram(new double[4], 2);
    assertThat(normalized.rank()).isZero();
    assertThat(normalized.conditionNumber()).isInfinite();
    assertThat(normalized.solve(new double[] {1, 1})).containsExactly(0, 0);
    assertThat(normalized.inverse()).containsOnly(0);
  }

  @Test
  void constructor_gramGiven_onlyReadAndNotKept() {
    double[] gram = {2, 1, 1, 2};
    NormalizedGram normalized = new NormalizedGram(gram, 2);
    double[] before = normalized.inverse();
    assertThat(gram).containsExactly(2, 1, 1, 2);
    gram[0] = 99;
    assertThat(normalized.inverse()).containsExactly(before);
  }
}
