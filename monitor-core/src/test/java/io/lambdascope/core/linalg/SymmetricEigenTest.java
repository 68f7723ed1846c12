package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricEigenTest {

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1, 1e300})
  void map_identity_givesTheMatrixBackAtAnyScale(double scale) {
    Random random = new Random(3);
    int p = 6;
    double[] matrix = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i * p + j] = scale * random.nextGaussian();
        matrix[j * p + i] = matrix[i * p + j];
      }
    }
    double[] back = new SymmetricEigen(matrix, p).map(s -> s);
    for (int i = 0; i < p * p; i++) {
      assertThat(back[i]).isCloseTo(matrix[i], within(1e-14 * scale * p));
      assertThat(back[i]).isEqualTo(back[i % p * p + i / p]);
    }
  }

  @Test
  void eigenvalues_knownMatrix_areKnown() {
    SymmetricEigen eigen = new SymmetricEigen(new double[] {2, 1, 1, 2}, 2);
    assertThat(Arrays.stream(eigen.eigenvalues()).sorted().toArray())
        .containsExactly(new double[] {1, 3}, within(1e-14));
    double[] coordinates = eigen.coordinates(new double[] {1, 1});
    int three = eigen.eigenvalues()[0] > 2 ? 0 : 1;
    assertThat(Math.abs(coordinates[three])).isCloseTo(Math.sqrt(2), within(1e-14));
    assertThat(coordinates[1 - three]).isCloseTo(0, within(1e-14));
  }

  @Test
  void constructor_oneSided_takesTheSymmetricPart() {
    assertThat(new SymmetricEigen(new double[] {1, 4, 0, 1}, 2).map(s -> s))
        .containsExactly(new double[] {1, 2, 2, 1}, within(1e-14));
    assertThat(new SymmetricEigen(new double[] {-3}, 1).eigenvalues()).containsExactly(-3);
    assertThat(new SymmetricEigen(new double[4], 2).eigenvalues()).containsOnly(0);
  }

  @Test
  void constructor_badMatrix_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SymmetricEigen(new double[3], 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new SymmetricEigen(new double[0], 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SymmetricEigen(new double[] {Double.NaN}, 1))
        .withMessageContaining("finite");
  }
}
