package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SingularValuesTest {

  private static double[] random(int rows, int columns) {
    Random random = new Random(4);
    double[] matrix = new double[rows * columns];
    Arrays.setAll(matrix, i -> random.nextGaussian());
    return matrix;
  }

  private static double[] falling(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] falling = new double[sorted.length];
    Arrays.setAll(falling, i -> sorted[sorted.length - 1 - i]);
    return falling;
  }

  /** [[3, 0], [4, 5]] has singular values √45 and √5. */
  @Test
  void values_knownMatrix_areTheKnownOnes() {
    double[] values = new SingularValues(new double[] {3, 0, 4, 5}, 2, 2).values();
    // A few ε of the largest.
    assertThat(falling(values)[0]).isCloseTo(Math.sqrt(45), within(1e-14));
    assertThat(falling(values)[1]).isCloseTo(Math.sqrt(5), within(1e-14));
  }

  @Test
  void withValues_itsOwn_givesTheMatrixBack() {
    for (int[] shape : new int[][] {{1, 1}, {7, 3}, {3, 7}, {5, 5}, {1, 6}, {6, 1}}) {
      double[] matrix = random(shape[0], shape[1]);
      SingularValues svd = new SingularValues(matrix, shape[0], shape[1]);
      assertThat(svd.values()).hasSize(Math.min(shape[0], shape[1]));
      // Products of matrices of up to 7 with entries up to 3.
      assertThat(svd.withValues(svd.values())).containsExactly(matrix, within(1e-13));
      double squares = Arrays.stream(svd.values()).map(s -> s * s).sum();
      assertThat(squares)
          .isCloseTo(Arrays.stream(matrix).map(x -> x * x).sum(), within(1e-13 * squares));
    }
  }

  /** With all values 1 it is the polar factor: UVᵀ has orthonormal columns. */
  @Test
  void withValues_ones_isOrthonormal() {
    double[] factor = new SingularValues(random(7, 3), 7, 3).withValues(new double[] {1, 1, 1});
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int k = 0; k < 7; k++) {
          product += factor[k * 3 + i] * factor[k * 3 + j];
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-14));
      }
    }
  }

  /** From the Gram matrix a value of 1e-12 of the largest would be lost in √ε = 1e-8. */
  @Test
  void values_nearZero_areGoodToRoundingOfTheLargest() {
    double[] values = falling(new SingularValues(new double[] {1, 1, 1, 1 + 4e-12}, 2, 2).values());
    // Their product is the determinant, their squares sum to 4.
    assertThat(values[1]).isCloseTo(2e-12, within(1e-15));
    assertThat(falling(new SingularValues(new double[] {1, 2, 2, 4}, 2, 2).values())[1])
        .isCloseTo(0, within(1e-15));
  }

  @Test
  void values_ofAnyScale_scaleAlong() {
    double[] unit = new SingularValues(random(4, 3), 4, 3).values();
    for (double scale : new double[] {0x1p-900, 0x1p900}) {
      double[] matrix = Arrays.stream(random(4, 3)).map(x -> x * scale).toArray();
      double[] expected = Arrays.stream(unit).map(x -> x * scale).toArray();
      assertThat(new SingularValues(matrix, 4, 3).values()).containsExactly(expected);
    }
    assertThat(new SingularValues(new double[6], 2, 3).values()).containsOnly(0);
  }

  @Test
  void construction_unusable_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SingularValues(new double[5], 2, 3))
        .withMessageContaining("2 rows and 3 columns")
        .withMessageContaining("there are 5");
    assertThatIllegalArgumentException().isThrownBy(() -> new SingularValues(new double[0], 0, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SingularValues(new double[] {Double.NaN}, 1, 1))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SingularValues(new double[6], 2, 3).withValues(new double[3]))
        .withMessageContaining("2 singular values, there are 3");
  }
}
