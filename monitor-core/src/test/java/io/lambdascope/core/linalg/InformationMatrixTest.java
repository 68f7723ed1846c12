package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InformationMatrixTest {

  private static double[] loosened(double[] information, double... growth) {
    double[] loosened = information.clone();
    new InformationMatrix(growth.length).loosen(loosened, growth);
    return loosened;
  }

  /** Condition numbers below 10, entries up to 40: 1e-11 is a thousand times their rounding. */
  @Property(seed = "23", tries = 200)
  void loosen_nonsingular_inverseOfSumOfInverses(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    Random random = new Random(seed);
    double[] information = NormalizedGramTest.wellConditionedGram(random, size);
    double[] growth = random.doubles(size, 0, 2).toArray();
    growth[0] = 0; // Q may be singular.
    double[] covariance = NormalizedGramTest.naiveInverse(information, size);
    for (int j = 0; j < size; j++) {
      covariance[j * size + j] += growth[j];
    }
    assertThat(loosened(information, growth))
        .containsExactly(NormalizedGramTest.naiveInverse(covariance, size), within(1e-11));
  }

  /** Y = vvᵀ: the limit of (Y⁻¹ + Q)⁻¹ is vvᵀ/(1 + vᵀQv) (Sherman and Morrison). */
  @Property(seed = "24", tries = 200)
  void loosen_rankOne_closedForm(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @DoubleRange(min = 0, max = 100) double largest) {
    Random random = new Random(seed);
    double[] v = random.doubles(size, -1, 1).toArray();
    double[] growth = new double[size];
    double divisor = 1;
    for (int j = 0; j < size; j++) {
      growth[j] = random.nextDouble() * largest;
      divisor += growth[j] * v[j] * v[j];
    }
    double[] information = new double[size * size];
    double[] expected = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        information[i * size + j] = v[i] * v[j];
        expected[i * size + j] = v[i] * v[j] / divisor;
      }
    }
    // Entries are below 1, the subtraction's rounding counts against them.
    assertThat(loosened(information, growth)).containsExactly(expected, within(1e-14));
  }

  /** The loosened information of one direction is y/(1 + qy), whatever is unknown beside it. */
  @Test
  void loosen_directionWithoutInformation_staysWithoutIt() {
    assertThat(loosened(new double[] {4, 0, 0, 0}, 0.5, 7))
        .containsExactly(new double[] {4 / 3.0, 0, 0, 0}, within(1e-15));
    assertThat(loosened(new double[4], 1, 1)).containsOnly(0);
  }

  @Test
  void loosen_noGrowth_unchanged() {
    assertThat(loosened(new double[] {4, 1, 1, 3}, 0, 0)).containsExactly(4, 1, 1, 3);
  }

  @Test
  void loosen_notPositive_toldApartFromAnAnswer() {
    assertThatThrownBy(() -> loosened(new double[] {-10}, 1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("positive definite");
  }

  @Property(seed = "25", tries = 100)
  void multiplyAndCongruence_anyMatrices_naiveProducts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    Random random = new Random(seed);
    double[] factor = random.doubles((long) size * size, -1, 1).toArray();
    double[] symmetric = NormalizedGramTest.wellConditionedGram(random, size);
    double[] transposed = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        transposed[j * size + i] = factor[i * size + j];
      }
    }
    InformationMatrix matrices = new InformationMatrix(size);
    double[] product = new double[size * size];
    matrices.multiply(factor, symmetric, product);
    double[] expected = NormalizedGramTest.multiply(factor, symmetric, size);
    assertThat(product).containsExactly(expected, within(1e-12));
    double[] work = new double[size * size];
    matrices.congruence(factor, symmetric, product, work);
    assertThat(product)
        .containsExactly(NormalizedGramTest.multiply(expected, transposed, size), within(1e-12));
  }
}
