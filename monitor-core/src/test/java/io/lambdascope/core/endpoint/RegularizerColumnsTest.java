package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Identifiability;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;

class RegularizerColumnsTest {

  private static final List<Function<Endpoint, double[]>> TERMS =
      List.of(
          elementwise(theta -> 2 * theta),
          elementwise(theta -> 1e-5 * Math.tanh(10 * theta)),
          elementwise(theta -> 1e4 * theta * theta * theta));

  private static Function<Endpoint, double[]> elementwise(DoubleUnaryOperator gradient) {
    return e -> Arrays.stream(e.parameters()).map(gradient).toArray();
  }

  private static RegularizerColumns family(int r) {
    return new RegularizerColumns(TERMS.subList(0, r));
  }

  /** Everything stacked, by another library, with the textbook's sandwich. */
  @Property(seed = "21", tries = 50, edgeCases = EdgeCasesMode.NONE)
  void fit_anyPool_isLeastSquaresOfAllEquations(
      @ForAll @IntRange(min = 1, max = 3) int r,
      @ForAll @IntRange(min = 1, max = 7) int m,
      @ForAll long seed) {
    int p = 6;
    double[] truth = Arrays.copyOf(new double[] {0.3, 2e4, 1e-5}, r);
    EndpointPool pool = Pools.stationary(seed, m, p, family(r), truth, 0.2);
    Array2DRowRealMatrix phi = new Array2DRowRealMatrix(m * p, r);
    RealVector b = new ArrayRealVector(m * p);
    for (int k = 0; k < m; k++) {
      Endpoint e = pool.endpoints().get(k);
      double root = Math.sqrt(e.weight());
      for (int i = 0; i < p; i++) {
        b.setEntry(k * p + i, -root * e.lossGradient()[i]);
        for (int j = 0; j < r; j++) {
          phi.setEntry(k * p + i, j, root * TERMS.get(j).apply(e)[i]);
        }
      }
    }
    double[] expected = new QRDecomposition(phi).getSolver().solve(b).toArray();
    RealVector residual = b.subtract(phi.operate(new ArrayRealVector(expected)));
    RealMatrix inverse = MatrixUtils.inverse(phi.transposeMultiply(phi));
    RealMatrix meat = new Array2DRowRealMatrix(r, r);
    for (int k = 0; k < m; k++) {
      RealVector score =
          phi.getSubMatrix(k * p, k * p + p - 1, 0, r - 1)
              .preMultiply(residual.getSubVector(k * p, p));
      meat = meat.add(score.outerProduct(score));
    }
    RealMatrix covariance =
        m > r
            ? inverse.multiply(meat).multiply(inverse).scalarMultiply((double) m / (m - 1))
            : inverse.scalarMultiply(residual.dotProduct(residual) / (m * p - r));

    PenaltyEstimate estimate = family(r).fit(pool);
    for (int j = 0; j < r; j++) {
      PenaltyCoefficient coefficient = estimate.coefficients().get(j);
      double error = Math.sqrt(covariance.getEntry(j, j));
      // The columns are up to 1e9 apart in size, which only the check feels: 1e-7 of an error.
      assertThat(coefficient.value()).isCloseTo(expected[j], within(1e-7 * error));
      assertThat(coefficient.standardError()).isCloseTo(error, within(1e-6 * error));
      double gramEntry = phi.transposeMultiply(phi).getEntry(j, j);
      assertThat(coefficient.varianceInflation())
          .isCloseTo(inverse.getEntry(j, j) * gramEntry, within(1e-5));
    }
    assertThat(estimate.rank()).isEqualTo(r);
    assertThat(estimate.agreement().residualRatio())
        .isCloseTo(residual.getNorm() / b.getNorm(), within(1e-12));
    assertThat(Agreement.of(pool, family(r), estimate.lambda()).residualRatio())
        .isCloseTo(estimate.agreement().residualRatio(), within(1e-9));
  }

  @Test
  void fit_collinearColumns_shareTheMinimumNormAndAreNotIdentified() {
    Function<Endpoint, double[]> ridge = TERMS.get(0);
    RegularizerColumns family =
        new RegularizerColumns(
            List.of(ridge, elementwise(theta -> 6 * theta), e -> new double[e.size()]));
    EndpointPool pool =
        Pools.stationary(5, 5, 4, new RegularizerColumns(List.of(ridge)), new double[] {1}, 0);
    PenaltyEstimate estimate = family.fit(pool);
    // Halves of the gradient each, as both columns have norm 1; the second is three times as long.
    assertThat(estimate.lambda()).containsExactly(new double[] {0.5, 1.0 / 6, 0}, within(1e-14));
    assertThat(estimate.coefficients())
        .allMatch(c -> c.identifiability() == Identifiability.NOT_IDENTIFIED)
        .allMatch(c -> c.standardError() == Double.POSITIVE_INFINITY);
    assertThat(estimate.rank()).isEqualTo(1);
    assertThat(estimate.conditionNumber()).isInfinite();
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-14);
  }

  @Test
  void fit_moreColumnsThanEquations_isDefined() {
    EndpointPool pool = EndpointPool.of(new Endpoint(new double[] {1}, new double[] {-3}));
    PenaltyEstimate estimate = family(3).fit(pool);
    assertThat(estimate.rank()).isEqualTo(1);
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-14);
    assertThat(estimate.coefficients())
        .allMatch(c -> c.identifiability() == Identifiability.NOT_IDENTIFIED);
    assertThat(family(3).fitNonNegative(pool).agreement().residualRatio()).isLessThan(1e-14);
  }

  @Test
  void fit_nearlyCollinear_keepsTheDigitsThatTheGramWouldSquareAway() {
    Random random = new Random(9);
    double[] bump = random.doubles(20, -1e-7, 1e-7).toArray();
    RegularizerColumns family =
        new RegularizerColumns(
            List.of(
                TERMS.get(0),
                e -> {
                  double[] column = TERMS.get(0).apply(e);
                  Arrays.setAll(column, i -> column[i] + bump[i]);
                  return column;
                }));
    EndpointPool pool = Pools.stationary(6, 1, 20, family, new double[] {2, -1}, 0);
    PenaltyEstimate estimate = family.fit(pool);
    // ε·cond = 1e-16·1e7; by way of the Gram matrix it would be ε·cond², larger than 1e-2.
    assertThat(estimate.lambda()).containsExactly(new double[] {2, -1}, within(1e-7));
    assertThat(estimate.coefficients().get(0).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
  }

  @Test
  void fitNonNegative_nothingHelps_isZero() {
    EndpointPool pool = Pools.stationary(7, 3, 4, family(2), new double[] {-1, -2e4}, 0);
    PenaltyEstimate estimate = family(2).fitNonNegative(pool);
    assertThat(estimate.lambda()).containsExactly(0, 0);
    assertThat(estimate.agreement().residualRatio()).isEqualTo(1);
    assertThat(estimate.rank()).isEqualTo(2);
    assertThat(family(2).fitNonNegative(Pools.stationary(7, 3, 4, family(2), new double[2], 0)))
        .satisfies(zero -> assertThat(zero.agreement()).isEqualTo(new Agreement(0, 1)));
  }

  @Test
  void fit_extremeScales_isDefined() {
    EndpointPool pool = Pools.stationary(8, 3, 4, family(1), new double[] {2}, 0.1);
    double expected = family(1).fit(pool).lambda()[0];
    // Powers of two: the same digits.
    double up = Math.scalb(1.0, 900);
    EndpointPool scaled = Pools.scaled(pool, up, 1 / up);
    assertThat(family(1).fit(scaled).lambda()[0]).isEqualTo(Math.scalb(expected, -1800));
    EndpointPool unweighted =
        new EndpointPool(
            pool.endpoints().stream()
                .map(e -> new Endpoint(e.parameters(), e.lossGradient(), 0))
                .toList());
    assertThat(family(2).fit(unweighted).rank()).isZero();
  }

  @Test
  void arguments_bad_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RegularizerColumns(List.of()));
    EndpointPool pool = EndpointPool.of(new Endpoint(new double[2], new double[2]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegularizerColumns(List.of(e -> new double[3])).fit(pool))
        .withMessageContaining("3 entries for 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RegularizerColumns(List.of(e -> new double[] {1, Double.NaN})).fit(pool))
        .withMessageContaining("not finite");
  }
}
