package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

class NonNegativeLeastSquaresTest {

  /** The least residual over all 2^r sets of free columns whose solution is not negative. */
  private static double bruteForce(double[][] a, double[] b) {
    int r = a[0].length;
    double least = norm(b);
    for (int set = 1; set < 1 << r; set++) {
      int chosen = set;
      int[] free = IntStream.range(0, r).filter(j -> (chosen >> j & 1) == 1).toArray();
      double[][] sub = new double[a.length][free.length];
      for (int i = 0; i < a.length; i++) {
        for (int k = 0; k < free.length; k++) {
          sub[i][k] = a[i][free[k]];
        }
      }
      double[] x =
          new SingularValueDecomposition(new Array2DRowRealMatrix(sub))
              .getSolver()
              .solve(new ArrayRealVector(b))
              .toArray();
      if (Arrays.stream(x).allMatch(value -> value >= 0)) {
        least = Math.min(least, norm(residual(sub, b, x)));
      }
    }
    return least;
  }

  private static double[] residual(double[][] a, double[] b, double[] x) {
    double[] residual = b.clone();
    for (int i = 0; i < b.length; i++) {
      for (int j = 0; j < x.length; j++) {
        residual[i] -= a[i][j] * x[j];
      }
    }
    return residual;
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(value -> value * value).sum());
  }

  /** Columns of unit norm, of which some nearly agree. */
  private static double[][] columns(Random random, int rows, int r, double likeness) {
    double[][] a = new double[rows][r];
    double[] shared = random.doubles(rows, -1, 1).toArray();
    for (int j = 0; j < r; j++) {
      double squares = 0;
      for (int i = 0; i < rows; i++) {
        a[i][j] = likeness * shared[i] + random.nextGaussian();
        squares += a[i][j] * a[i][j];
      }
      for (int i = 0; i < rows; i++) {
        a[i][j] /= Math.sqrt(squares);
      }
    }
    return a;
  }

  @Property(seed = "11", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void solve_anyProblem_isTheBestOfAllActiveSets(
      @ForAll @IntRange(min = 1, max = 6) int r,
      @ForAll @IntRange(min = 1, max = 8) int rows,
      @ForAll @IntRange(min = 0, max = 10) int likeness,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[][] a = columns(random, rows, r, likeness);
    double[] b = random.doubles(rows, -1, 1).toArray();
    double[] x = NonNegativeLeastSquares.solve(new DMatrixRMaj(a), b);
    double[] residual = residual(a, b, x);
    assertThat(Arrays.stream(x)).allMatch(value -> value >= 0);
    // Residuals are of size 1; a dual of 1e-13 on a likeness of 10 (condition 1e4) costs 1e-9 of x
    // and, squared, nothing of the residual.
    assertThat(norm(residual)).isCloseTo(bruteForce(a, b), within(1e-10));
    // Karush, Kuhn and Tucker.
    for (int j = 0; j < r; j++) {
      double gradient = 0;
      for (int i = 0; i < rows; i++) {
        gradient += a[i][j] * residual[i];
      }
      assertThat(gradient).isLessThan(1e-10);
      assertThat(x[j] == 0 || Math.abs(gradient) < 1e-10).isTrue();
    }
  }

  /** Too many sets to try: the conditions of Karush, Kuhn and Tucker are enough. */
  @Property(seed = "12", tries = 50, edgeCases = EdgeCasesMode.NONE)
  void solve_manyColumns_satisfiesTheConditions(
      @ForAll @IntRange(min = 0, max = 10) int likeness, @ForAll long seed) {
    Random random = new Random(seed);
    double[][] a = columns(random, 30, 25, likeness);
    double[] b = random.doubles(30, -1, 2).toArray();
    double[] x = NonNegativeLeastSquares.solve(new DMatrixRMaj(a), b);
    double[] residual = residual(a, b, x);
    for (int j = 0; j < x.length; j++) {
      double gradient = 0;
      for (int i = 0; i < b.length; i++) {
        gradient += a[i][j] * residual[i];
      }
      assertThat(x[j]).isNotNegative();
      assertThat(gradient).isLessThan(1e-10);
      assertThat(x[j] == 0 || Math.abs(gradient) < 1e-10).isTrue();
    }
  }

  /** Columns 0 and 1 are the same, and 2 their negative. */
  @Test
  void solve_dependentColumns_ends() {
    double[][] a = {{0.6, 0.6, -0.6}, {0.8, 0.8, -0.8}};
    double[] x = NonNegativeLeastSquares.solve(new DMatrixRMaj(a), new double[] {6, 8});
    assertThat(x[0] + x[1] - x[2]).isCloseTo(10, within(1e-13));
    assertThat(Arrays.stream(x)).allMatch(value -> value >= 0);
    assertThat(NonNegativeLeastSquares.solve(new DMatrixRMaj(a), new double[2])).containsOnly(0);
    assertThat(NonNegativeLeastSquares.solve(new DMatrixRMaj(2, 3), new double[] {1, 1}))
        .containsOnly(0);
  }

  /** A set that must give a column back: found by hand, both columns pull, one pulls too far. */
  @Test
  void solve_columnThatEnteredFirst_isReleasedAgain() {
    double c = Math.sqrt(0.5);
    double[][] a = {{c, 1, 0}, {c, 0, 1}};
    // The diagonal is nearest to (1, 0.6) and enters first; with e₁ in, the optimum needs e₂ not.
    double[] x = NonNegativeLeastSquares.solve(new DMatrixRMaj(a), new double[] {1, -0.1});
    assertThat(x).containsExactly(0, 1, 0);
  }
}
