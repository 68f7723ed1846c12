package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShapleyGainsTest {

  /** Unit columns and their products with b, all written out. */
  private record Columns(double[][] columns, double[] b) {

    static Columns random(long seed, int size) {
      Random random = new Random(seed);
      int p = 12 * size;
      double[] shared = random.doubles(p, -1, 1).toArray();
      double[][] columns = new double[size][];
      for (int j = 0; j < size; j++) {
        double[] column = random.doubles(p, -1, 1).toArray();
        Arrays.setAll(column, i -> column[i] + 0.5 * shared[i]);
        double norm = Math.sqrt(dot(column, column));
        columns[j] = Arrays.stream(column).map(x -> x / norm).toArray();
      }
      return new Columns(columns, random.doubles(p, -1, 1).toArray());
    }

    double[] correlation() {
      int size = columns.length;
      double[] correlation = new double[size * size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          correlation[i * size + j] = i == j ? 1 : dot(columns[i], columns[j]);
        }
      }
      return correlation;
    }

    double[] cross() {
      return Arrays.stream(columns).mapToDouble(column -> dot(column, b)).toArray();
    }

    /** The energy of b's projection, by Gram–Schmidt on the columns themselves. */
    double explained(List<Integer> subset) {
      List<double[]> basis = new ArrayList<>();
      double energy = 0;
      for (int j : subset) {
        double[] left = columns[j].clone();
        for (int pass = 0; pass < 2; pass++) {
          for (double[] q : basis) {
            double along = dot(q, left);
            Arrays.setAll(left, i -> left[i] - along * q[i]);
          }
        }
        double norm = Math.sqrt(dot(left, left));
        Arrays.setAll(left, i -> left[i] / norm);
        basis.add(left);
        energy += dot(left, b) * dot(left, b);
      }
      return energy;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double quadratic(double[] matrix, double[] c) {
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      for (int j = 0; j < c.length; j++) {
        sum += c[i] * matrix[i * c.length + j] * c[j];
      }
    }
    return sum;
  }

  private static double gain(ShapleyGains gains, int column, double[] cross) {
    return quadratic(gains.weights(column), cross);
  }

  private static void permutations(List<Integer> prefix, int size, List<List<Integer>> all) {
    if (prefix.size() == size) {
      all.add(List.copyOf(prefix));
    }
    for (int j = 0; j < size; j++) {
      if (!prefix.contains(j)) {
        prefix.add(j);
        permutations(prefix, size, all);
        prefix.remove(prefix.size() - 1);
      }
    }
  }

  /** Condition numbers stay below 100, energies below 60: rounding below 1e-11. */
  @Property(seed = "1", tries = 60)
  void gains_randomColumns_equalTheAverageOverAllOrders(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int size) {
    Columns columns = Columns.random(seed, size);
    List<List<Integer>> orders = new ArrayList<>();
    permutations(new ArrayList<>(), size, orders);
    double[] expected = new double[size];
    for (List<Integer> order : orders) {
      for (int k = 0; k < size; k++) {
        expected[order.get(k)] +=
            (columns.explained(order.subList(0, k + 1)) - columns.explained(order.subList(0, k)))
                / orders.size();
      }
    }
    ShapleyGains gains = new ShapleyGains(columns.correlation(), columns.cross());
    double sum = 0;
    for (int j = 0; j < size; j++) {
      assertThat(gain(gains, j, columns.cross())).isCloseTo(expected[j], within(1e-11));
      sum += gain(gains, j, columns.cross());
    }
    assertThat(sum).isCloseTo(columns.explained(orders.get(0)), within(1e-11));
  }

  @Test
  void gains_orthogonalColumns_areSquaredCosines() {
    for (int size : new int[] {1, 3, 14}) {
      double[] identity = new double[size * size];
      double[] cross = new double[size];
      for (int j = 0; j < size; j++) {
        identity[j * size + j] = 1;
        cross[j] = j + 1;
      }
      ShapleyGains gains = new ShapleyGains(identity, cross);
      for (int j = 0; j < size; j++) {
        assertThat(gain(gains, j, cross)).isCloseTo((j + 1.0) * (j + 1), within(1e-10));
      }
    }
  }

  @Test
  void gains_duplicatedColumns_shareEvenlyAndZeroColumnGetsNothing() {
    // 0 and 1 the same, 2 zero, 3 orthogonal to them.
    double[] correlation = {1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    double[] cross = {2, 2, 0, 3};
    ShapleyGains gains = new ShapleyGains(correlation, cross);
    assertThat(gain(gains, 0, cross)).isCloseTo(2, within(1e-14));
    assertThat(gain(gains, 1, cross)).isCloseTo(2, within(1e-14));
    assertThat(gain(gains, 2, cross)).isZero();
    assertThat(gain(gains, 3, cross)).isCloseTo(9, within(1e-14));
  }

  /**
   * Beyond the exact limit: 14 equicorrelated columns (0.5) with the same product 1 with b gain
   * alike by symmetry, M⁻¹'s sum 14/(1 + 13·0.5) over 14. A gain ranges over [0.13²…, 1]: the first
   * in an order gains 1, the others little, so its standard error over 1,024 orders is about
   * √(13/14²/1024) = 0.008; bound four of these. Their sum is exact to rounding.
   */
  @Test
  void gains_moreColumnsThanTheExactLimit_nearTheTruthAndExactInSum() {
    int size = 14;
    double[] correlation = new double[size * size];
    Arrays.fill(correlation, 0.5);
    double[] cross = new double[size];
    Arrays.fill(cross, 1);
    for (int j = 0; j < size; j++) {
      correlation[j * size + j] = 1;
    }
    ShapleyGains gains = new ShapleyGains(correlation, cross);
    double total = size / (1 + (size - 1) * 0.5);
    double sum = 0;
    for (int j = 0; j < size; j++) {
      sum += gain(gains, j, cross);
      assertThat(gain(gains, j, cross)).isCloseTo(total / size, within(0.033));
    }
    assertThat(sum).isCloseTo(total, within(1e-12));
    assertThat(gain(new ShapleyGains(correlation, cross), 0, cross))
        .isEqualTo(gain(gains, 0, cross));
  }

  @Test
  void gains_twelveColumns_stillExact() {
    Columns columns = Columns.random(7, 12);
    // Columns 0 and 1 made exchangeable: the average direction of b is the same for both.
    double[] correlation = columns.correlation();
    double[] cross = columns.cross();
    for (int k = 2; k < 12; k++) {
      correlation[12 + k] = correlation[k];
      correlation[k * 12 + 1] = correlation[k];
    }
    cross[1] = cross[0];
    ShapleyGains gains = new ShapleyGains(correlation, cross);
    assertThat(gain(gains, 0, cross)).isCloseTo(gain(gains, 1, cross), within(1e-12));
  }

  /**
   * dφ_j = 2(W_j c)·dc − ⟨H_j, dM⟩ against central differences with step 1e-5: truncation 1e-10
   * times third derivatives of at most 1e3, rounding 1e-15·100/1e-5 = 1e-8.
   */
  @Test
  void derivative_crossAndGram_equalCentralDifferences() {
    int size = 4;
    Columns columns = Columns.random(11, size);
    double[] m = columns.correlation();
    double[] c = columns.cross();
    ShapleyGains gains = new ShapleyGains(m, c);
    double h = 1e-5;
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        double[] up = c.clone();
        double[] down = c.clone();
        up[i] += h;
        down[i] -= h;
        double expected =
            (gain(new ShapleyGains(m, up), j, up) - gain(new ShapleyGains(m, down), j, down))
                / (2 * h);
        double derivative = 0;
        for (int k = 0; k < size; k++) {
          derivative += 2 * gains.weights(j)[i * size + k] * c[k];
        }
        assertThat(derivative).isCloseTo(expected, within(1e-6));
        for (int k = 0; k <= i; k++) {
          double[] mUp = m.clone();
          double[] mDown = m.clone();
          mUp[i * size + k] += h;
          mDown[i * size + k] -= h;
          if (i != k) {
            mUp[k * size + i] += h;
            mDown[k * size + i] -= h;
          }
          double difference =
              (gain(new ShapleyGains(mUp, c), j, c) - gain(new ShapleyGains(mDown, c), j, c))
                  / (2 * h);
          assertThat(-(i == k ? 1 : 2) * gains.slopes(j)[i * size + k])
              .isCloseTo(difference, within(1e-6));
        }
      }
    }
  }
}
