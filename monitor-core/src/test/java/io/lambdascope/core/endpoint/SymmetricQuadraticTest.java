package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Identifiability;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class SymmetricQuadraticTest {

  private static final SymmetricQuadratic FAMILY = new SymmetricQuadratic();

  private static double[] symmetric(long seed, int p) {
    Random random = new Random(seed);
    double[] matrix = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i * p + j] = random.nextGaussian();
        matrix[j * p + i] = matrix[i * p + j];
      }
    }
    return matrix;
  }

  /** All columns written out, weights included; fewer, as many and more endpoints than needed. */
  @Property(seed = "31", tries = 60, edgeCases = EdgeCasesMode.NONE)
  void fit_anyPool_isThePseudoInverseOfAllColumns(
      @ForAll @IntRange(min = 1, max = 5) int p,
      @ForAll @IntRange(min = 1, max = 8) int m,
      @ForAll long seed) {
    EndpointPool pool = Pools.stationary(seed, m, p, FAMILY, symmetric(seed, p), 0.1);
    List<Endpoint> multiplied =
        pool.endpoints().stream()
            .map(
                e -> {
                  double root = Math.sqrt(e.weight());
                  return new Endpoint(
                      Arrays.stream(e.parameters()).map(x -> x * root).toArray(),
                      Arrays.stream(e.lossGradient()).map(x -> x * root).toArray());
                })
            .toList();
    SymmetricEstimate estimate = FAMILY.fit(pool);
    double[] expected = PseudoInverse.symmetric(multiplied, Math.sqrt(2));
    // ε times the square of a condition number that is rarely above 1e3, by the check's own way.
    assertThat(Frobenius.distance(estimate.matrix(), expected))
        .isLessThan(1e-9 * Frobenius.norm(expected));
    assertThat(Agreement.of(pool, FAMILY, estimate.matrix()).residualRatio())
        .isCloseTo(estimate.agreement().residualRatio(), within(1e-12));
    for (int i = 0; i < p * p; i++) {
      assertThat(estimate.matrix()[i]).isEqualTo(estimate.matrix()[i % p * p + i / p]);
    }
  }

  /** The Gram matrix of the columns of these entries; errors and inflation from its inverse. */
  private static RealMatrix checkErrors(EndpointPool pool, int[][] entries) {
    int p = pool.parameters();
    int m = pool.size();
    Array2DRowRealMatrix design = new Array2DRowRealMatrix(p * m, entries.length);
    double residual = 0;
    SymmetricEstimate estimate = FAMILY.fit(pool);
    for (int k = 0; k < m; k++) {
      Endpoint e = pool.endpoints().get(k);
      double root = Math.sqrt(e.weight());
      double[] gradient = FAMILY.gradient(e, estimate.matrix());
      for (int i = 0; i < p; i++) {
        residual += e.weight() * Math.pow(gradient[i] + e.lossGradient()[i], 2);
      }
      for (int c = 0; c < entries.length; c++) {
        int a = entries[c][0];
        int b = entries[c][1];
        design.addToEntry(k * p + a, c, 2 * root * e.parameters()[b]);
        if (a != b) {
          design.addToEntry(k * p + b, c, 2 * root * e.parameters()[a]);
        }
      }
    }
    RealMatrix gram = design.transposeMultiply(design);
    RealMatrix inverse = MatrixUtils.inverse(gram);
    for (int c = 0; c < entries.length; c++) {
      PenaltyCoefficient coefficient = estimate.coefficient(entries[c][1], entries[c][0]);
      double variance = residual / (p * m - entries.length) * inverse.getEntry(c, c);
      assertThat(coefficient.standardError()).isCloseTo(Math.sqrt(variance), within(1e-12));
      assertThat(coefficient.varianceInflation())
          .isCloseTo(inverse.getEntry(c, c) * gram.getEntry(c, c), within(1e-11));
      assertThat(coefficient.identifiability()).isEqualTo(Identifiability.IDENTIFIED);
      assertThat(coefficient.value())
          .isEqualTo(estimate.matrix()[entries[c][0] * p + entries[c][1]]);
    }
    return gram;
  }

  @Test
  void coefficient_overdetermined_hasTheErrorOfTheGram() {
    int p = 3;
    EndpointPool pool = Pools.stationary(3, 7, p, FAMILY, symmetric(3, p), 0.1);
    int[][] entries = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
    RealMatrix gram = checkErrors(pool, entries);
    SymmetricEstimate estimate = FAMILY.fit(pool);
    // In the coordinates (Λ_ii, √2·Λ_ij).
    RealMatrix orthonormal = gram.copy();
    for (int c = 0; c < entries.length; c++) {
      for (int d = 0; d < entries.length; d++) {
        double both = (c % 5 == 0 || c == 3 ? 1 : 0.5) * (d % 5 == 0 || d == 3 ? 1 : 0.5);
        orthonormal.multiplyEntry(c, d, Math.sqrt(both));
      }
    }
    double[] s = new EigenDecompositionSymmetric(orthonormal).getEigenvalues();
    assertThat(estimate.conditionNumber())
        .isCloseTo(s[0] / s[s.length - 1], within(1e-10 * estimate.conditionNumber()));
  }

  /** One dead parameter: only its own diagonal entry is unknown. */
  @Test
  void coefficient_deadParameter_leavesTheOthersIdentified() {
    int p = 3;
    double[] truth = symmetric(4, p);
    EndpointPool alive = Pools.stationary(4, 6, p, FAMILY, truth, 0);
    EndpointPool pool =
        new EndpointPool(
            alive.endpoints().stream()
                .map(
                    e -> {
                      double[] theta = e.parameters();
                      theta[1] = 0;
                      double[] gradient =
                          FAMILY.gradient(new Endpoint(theta, new double[p]), truth);
                      return new Endpoint(theta, Arrays.stream(gradient).map(g -> -g).toArray());
                    })
                .toList());
    SymmetricEstimate estimate = FAMILY.fit(pool);
    double[] expected = truth.clone();
    expected[4] = 0;
    assertThat(estimate.matrix()).containsExactly(expected, within(1e-13));
    assertThat(estimate.rank()).isEqualTo(5);
    assertThat(estimate.coefficient(1, 1).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(estimate.coefficient(1, 1).standardError()).isInfinite();
    for (int[] entry : new int[][] {{0, 0}, {0, 1}, {1, 2}, {2, 0}}) {
      assertThat(estimate.coefficient(entry[0], entry[1]).isIdentified()).isTrue();
      assertThat(estimate.coefficient(entry[0], entry[1]).standardError()).isLessThan(1e-13);
    }
    checkErrors(withNoise(pool), new int[][] {{0, 0}, {0, 1}, {0, 2}, {1, 2}, {2, 2}});
  }

  private static EndpointPool withNoise(EndpointPool pool) {
    Random random = new Random(8);
    return new EndpointPool(
        pool.endpoints().stream()
            .map(
                e ->
                    new Endpoint(
                        e.parameters(),
                        Arrays.stream(e.lossGradient())
                            .map(g -> g + random.nextGaussian())
                            .toArray(),
                        e.weight()))
            .toList());
  }

  @Test
  void fit_zeroPool_isZeroAndNotIdentified() {
    SymmetricEstimate estimate =
        FAMILY.fit(EndpointPool.of(new Endpoint(new double[2], new double[] {1, 0})));
    assertThat(estimate.matrix()).containsOnly(0);
    assertThat(estimate.rank()).isZero();
    assertThat(estimate.conditionNumber()).isInfinite();
    assertThat(estimate.agreement()).isEqualTo(new Agreement(1, 0));
    assertThat(estimate.distanceFromStationarity()).isInfinite();
    assertThat(estimate.coefficient(0, 1).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(estimate.size()).isEqualTo(2);
  }

  @Test
  void fit_extremeScales_isTheSameInOtherUnits() {
    EndpointPool pool = Pools.stationary(5, 4, 3, FAMILY, symmetric(5, 3), 0.1);
    double[] expected = FAMILY.fit(pool).matrix();
    double unit = Math.scalb(1.0, 990);
    double[] large = FAMILY.fit(Pools.scaled(pool, unit, unit)).matrix();
    double[] small = FAMILY.fit(Pools.scaled(pool, 1 / unit, 1 / unit)).matrix();
    assertThat(large).containsExactly(expected);
    assertThat(small).containsExactly(expected);
    SymmetricEstimate beyond = FAMILY.fit(Pools.scaled(pool, 1 / unit, unit));
    assertThat(beyond.coefficient(0, 0).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThatIllegalStateException()
        .isThrownBy(beyond::nearestPositiveSemidefinite)
        .withMessageContaining("other units");
  }

  @Test
  void nearestPositiveSemidefinite_indefinite_dropsTheNegativePart() {
    double[] truth = {1, 2, 2, 1}; // eigenvalues 3 and −1
    EndpointPool pool = Pools.stationary(6, 3, 2, FAMILY, truth, 0);
    assertThat(FAMILY.fit(pool).nearestPositiveSemidefinite())
        .containsExactly(new double[] {1.5, 1.5, 1.5, 1.5}, within(1e-13));
  }

  /** No positive semi-definite matrix is nearer: the projection's obtuse angle. */
  @Property(seed = "32", tries = 50, edgeCases = EdgeCasesMode.NONE)
  void nearestPositiveSemidefinite_any_isTheProjection(@ForAll long seed) {
    int p = 4;
    EndpointPool pool = Pools.stationary(seed, 6, p, FAMILY, symmetric(seed, p), 0.1);
    SymmetricEstimate estimate = FAMILY.fit(pool);
    double[] projected = estimate.nearestPositiveSemidefinite();
    Random random = new Random(seed);
    for (int trial = 0; trial < 20; trial++) {
      double[] factor = random.doubles(p, -2, 2).toArray();
      double product = 0;
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          double other = factor[i] * factor[j];
          product +=
              (estimate.matrix()[i * p + j] - projected[i * p + j])
                  * (other - projected[i * p + j]);
        }
      }
      assertThat(product).isLessThan(1e-11);
    }
  }

  @Test
  void gradient_wrongSize_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FAMILY.gradient(new Endpoint(new double[2], new double[2]), new double[3]))
        .withMessageContaining("2 × 2");
  }
}
