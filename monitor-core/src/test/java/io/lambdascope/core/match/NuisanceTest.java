package io.lambdascope.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Partialling out against an orthogonal projection of the raw columns, written out. */
class NuisanceTest {

  private static final int EQUATIONS = 40;

  /** Columns as rows: r regularizers, the deviation, n nuisance directions. */
  private static double[][] columns(long seed, int count) {
    Random random = new Random(seed);
    double[][] columns = new double[count][EQUATIONS];
    for (double[] column : columns) {
      for (int i = 0; i < EQUATIONS; i++) {
        column[i] = random.nextGaussian();
      }
    }
    return columns;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[] products(double[][] columns) {
    double[] products = new double[columns.length * columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        products[i * columns.length + j] = dot(columns[i], columns[j]);
      }
    }
    return products;
  }

  /** Gram and Schmidt: makes the last n columns orthonormal, and takes them out of the others. */
  private static void project(double[][] columns, int nuisance) {
    int kept = columns.length - nuisance;
    for (int k = kept; k < columns.length; k++) {
      double norm = Math.sqrt(dot(columns[k], columns[k]));
      for (int i = 0; i < EQUATIONS; i++) {
        columns[k][i] /= norm;
      }
      for (int j = 0; j < columns.length; j++) {
        if (j < kept || j > k) {
          double share = dot(columns[j], columns[k]);
          for (int i = 0; i < EQUATIONS; i++) {
            columns[j][i] -= share * columns[k][i];
          }
        }
      }
    }
  }

  @Property
  void ofProducts_equalsProductsOfTheProjectedColumns(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int r,
      @ForAll @IntRange(max = 3) int n) {
    double[][] columns = columns(seed, r + 1 + n);
    GradientMatch match = GradientMatch.ofProducts(7, EQUATIONS, products(columns), r);
    project(columns, n);
    // 40 terms of size 1, some ten operations on each: 1e-14, with room for unlucky columns.
    assertThat(match.iteration()).isEqualTo(7);
    assertThat(match.equations()).isEqualTo(EQUATIONS - n);
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        assertThat(match.gram(i, j)).isCloseTo(dot(columns[i], columns[j]), within(1e-10));
      }
      assertThat(match.cross(i)).isCloseTo(dot(columns[i], columns[r]), within(1e-10));
    }
    assertThat(match.energy()).isCloseTo(dot(columns[r], columns[r]), within(1e-10));
  }

  @Test
  void ofProducts_columnInTheNuisanceDirections_isZero() {
    double[][] columns = columns(1, 4);
    for (int i = 0; i < EQUATIONS; i++) {
      columns[0][i] = 3 * columns[3][i]; // the first regularizer is the nuisance direction
    }
    GradientMatch match = GradientMatch.ofProducts(0, EQUATIONS, products(columns), 2);
    assertThat(match.gram(0, 0)).isZero();
    assertThat(match.gram(0, 1)).isZero();
    assertThat(match.gram(1, 0)).isZero();
    assertThat(match.cross(0)).isZero();
    assertThat(match.gram(1, 1)).isPositive();
  }

  @Test
  void ofProducts_nuisanceOfZero_changesNothing() {
    double[][] columns = columns(2, 3);
    columns[2] = new double[EQUATIONS];
    GradientMatch match = GradientMatch.ofProducts(0, EQUATIONS, products(columns), 1);
    assertThat(match.gram(0, 0)).isEqualTo(dot(columns[0], columns[0]));
    assertThat(match.cross(0)).isEqualTo(dot(columns[0], columns[1]));
  }

  @Test
  void ofProducts_deviationInTheNuisanceDirections_hasNoEnergyBelowZero() {
    double[][] columns = columns(3, 3);
    columns[1] = columns[2].clone();
    GradientMatch match = GradientMatch.ofProducts(0, EQUATIONS, products(columns), 1);
    assertThat(match.energy()).isBetween(0.0, 1e-13);
  }

  @Test
  void ofProducts_sizesThatDoNotAgree_areRefused() {
    for (int entries : new int[] {1, 5, 8}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GradientMatch.ofProducts(0, 10, new double[entries], 1))
          .withMessageContaining(String.valueOf(entries));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GradientMatch.ofProducts(0, 10, new double[4], 0));
  }
}
