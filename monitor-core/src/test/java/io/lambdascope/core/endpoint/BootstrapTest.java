package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.theory.EarlyStopping;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  /** The mean of a column of numbers, stopped one step of descent short. */
  private static Endpoint mean(int[] rows) {
    double mean = Arrays.stream(rows).mapToDouble(row -> Math.sin(row)).sum() / rows.length;
    return new Endpoint(new double[] {mean / 2}, new double[] {-mean / 2});
  }

  @Test
  void pool_moreReplicates_beginsWithTheFewer() {
    EndpointPool ten = Bootstrap.pool(BootstrapTest::mean, 50, 10, 1);
    assertThat(ten.size()).isEqualTo(11);
    assertThat(Bootstrap.pool(BootstrapTest::mean, 50, 4, 1)).isEqualTo(ten.first(5));
    assertThat(ten.endpoints().get(0)).isEqualTo(mean(IntStream.range(0, 50).toArray()));
    assertThat(ten.endpoints().get(3)).isEqualTo(mean(Bootstrap.resample(50, 1, 3)));
    assertThat(Bootstrap.pool(BootstrapTest::mean, 50, 0, 1).size()).isEqualTo(1);
    assertThat(Bootstrap.pool(BootstrapTest::mean, 1, 1, 1).endpoints())
        .containsExactly(mean(new int[1]), mean(new int[1]));
  }

  @Test
  void resample_neighbouringSeedsAndReplicates_differ() {
    Set<String> seen = new HashSet<>();
    for (long seed = -10; seed < 10; seed++) {
      for (int b = 1; b <= 10; b++) {
        seen.add(Arrays.toString(Bootstrap.resample(20, seed, b)));
      }
    }
    assertThat(seen.size()).isEqualTo(200);
  }

  /** Each row is drawn Binomial(n, 1/n) times: 36.8% of them not at all. */
  @Test
  void resample_large_leavesOutAThirdOfTheRows() {
    int n = 100_000;
    int[] rows = Bootstrap.resample(n, 5, 2);
    assertThat(rows).hasSize(n);
    assertThat(Arrays.stream(rows).min().orElseThrow()).isNotNegative();
    assertThat(Arrays.stream(rows).max().orElseThrow()).isLessThan(n);
    // Standard deviation √(n(e⁻¹ − 2e⁻²))/n ≈ 0.001; five of them.
    assertThat(1 - Arrays.stream(rows).distinct().count() / (double) n)
        .isCloseTo(Math.exp(-1), within(0.005));
  }

  /**
   * Fig. 7: with noise enough the resamples span the matrices and recover better than zero does;
   * with little they do not.
   */
  @Test
  void pool_earlyStoppedRegression_recoversOnlyWithNoise() {
    // The crossing lies between 5 and 10 for nearly every draw; both sides well away from it.
    assertThat(relativeDistance(20)).isLessThan(0.7);
    assertThat(relativeDistance(2)).isGreaterThan(2);
  }

  private static double relativeDistance(double sigma) {
    Random random = new Random(12);
    double[][] x = LeastSquaresDescent.design(random, 1000, 10);
    double[] y = LeastSquaresDescent.response(random, x, sigma);
    EndpointPool pool =
        Bootstrap.pool(rows -> LeastSquaresDescent.on(x, y, rows).endpoint(500), 1000, 99, 1);
    double[] theory =
        new EarlyStopping(
                LeastSquaresDescent.on(x, y).secondMoment(), 10, LeastSquaresDescent.STEP_SIZE)
            .matrix(500);
    return Frobenius.distance(new SymmetricQuadratic().fit(pool).matrix(), theory)
        / Frobenius.norm(theory);
  }

  @Test
  void pool_badNumbers_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.pool(BootstrapTest::mean, 0, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.pool(BootstrapTest::mean, 1, -1, 1));
  }
}
