package io.lambdascope.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SubsetInverseTest {

  private static double[] correlation(Random random, int size) {
    double[][] columns = new double[size][];
    for (int j = 0; j < size; j++) {
      double[] column = random.doubles(20L * size, -1, 1).toArray();
      double norm = Math.sqrt(dot(column, column));
      columns[j] = java.util.Arrays.stream(column).map(x -> x / norm).toArray();
    }
    double[] correlation = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        correlation[i * size + j] = i == j ? 1 : dot(columns[i], columns[j]);
      }
    }
    return correlation;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The eigenvalue decomposition is another way to the inverse; condition numbers are below 10. */
  @Property(seed = "1", tries = 300)
  void inverse_anySubsetInAnyOrder_isThatOfTheSubmatrix(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
    Random random = new Random(seed);
    double[] full = correlation(random, size);
    SubsetInverse subset = new SubsetInverse(full, size);
    boolean[] members = new boolean[size];
    for (int k = 0; k < random.nextInt(size + 1); k++) {
      int column = random.nextInt(size);
      assertThat(subset.include(column)).isEqualTo(!members[column]);
      members[column] = true;
    }
    // The columns left out as zero columns: their rows of the pseudo-inverse are zero.
    double[] masked = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        masked[i * size + j] = members[i] && members[j] ? full[i * size + j] : 0;
      }
    }
    double[] inverse = new double[size * size];
    java.util.Arrays.fill(inverse, 99);
    subset.inverse(inverse);
    assertThat(inverse).containsExactly(new NormalizedGram(masked, size).inverse(), within(1e-13));
  }

  @Test
  void include_dependentOrZeroColumn_refusedAndNothingChanged() {
    // Columns 0 and 1 are the same, 2 is zero, 3 apart.
    double[] correlation = {1, 1, 0, 0.5, 1, 1, 0, 0.5, 0, 0, 0, 0, 0.5, 0.5, 0, 1};
    SubsetInverse subset = new SubsetInverse(correlation, 4);
    assertThat(subset.include(0)).isTrue();
    assertThat(subset.include(1)).isFalse();
    assertThat(subset.include(2)).isFalse();
    assertThat(subset.include(3)).isTrue();
    double[] inverse = new double[16];
    subset.inverse(inverse);
    double a = 1 / 0.75;
    assertThat(inverse)
        .containsExactly(
            new double[] {a, 0, 0, -a / 2, 0, 0, 0, 0, 0, 0, 0, 0, -a / 2, 0, 0, a}, within(1e-15));
  }

  @Test
  void copyFrom_otherGrowsOn_copyUnchanged() {
    double[] correlation = {1, 0.5, 0.5, 1};
    SubsetInverse original = new SubsetInverse(correlation, 2);
    SubsetInverse copy = new SubsetInverse(correlation, 2);
    original.include(0);
    copy.include(1);
    copy.copyFrom(original);
    original.include(1);
    double[] inverse = new double[4];
    copy.inverse(inverse);
    assertThat(inverse).containsExactly(1, 0, 0, 0);
    assertThat(copy.include(1)).isTrue();
  }
}
