package io.lambdascope.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientMatchingBoundTest {

  private static final int P = 400;
  private static final int R = 3;
  private static final int RUNS = 2000;
  private static final double SIGMA = 0.5;
  private static final double FAILURE = 0.05;

  @Test
  void value_handComputed_agrees() {
    GradientMatchingBound bound = new GradientMatchingBound(0.5, 4, 0.25, 0.1, 3, 1000, 0.05);
    double root = Math.sqrt((3 * Math.log(5) + Math.log(40)) / 1000);
    assertThat(bound.estimationError())
        .isCloseTo(2 * 0.5 * Math.sqrt(8) / 0.25 * root, within(1e-14));
    assertThat(bound.approximationError()).isCloseTo(0.2, within(1e-15));
    assertThat(bound.value()).isEqualTo(bound.estimationError() + bound.approximationError());
    assertThat(bound.effectiveParameters()).isEqualTo(250);
  }

  @Test
  void value_dependentColumns_isInfinite() {
    assertThat(new GradientMatchingBound(1, 1, 0, 0, 2, 10, 0.1).value()).isInfinite();
    assertThat(new GradientMatchingBound(0, 1, 0, 0, 2, 10, 0.1).value()).isZero();
  }

  /**
   * Errors with Σ = I + (ρ − 1)P_Φ, correlated just in the directions of the candidates. The error
   * may exceed the bound in a share δ of the runs; it never comes near.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, 10, 100})
  void value_simulatedErrors_areBelow(double rho) {
    Random random = new Random(7);
    Array2DRowRealMatrix phi = new Array2DRowRealMatrix(P, R);
    for (int i = 0; i < P; i++) {
      double shared = random.nextGaussian();
      for (int j = 0; j < R; j++) {
        phi.setEntry(i, j, shared + random.nextGaussian());
      }
    }
    QRDecomposition qr = new QRDecomposition(phi);
    RealMatrix basis = qr.getQ().getSubMatrix(0, P - 1, 0, R - 1);
    RealMatrix gram = phi.transposeMultiply(phi);
    // ΦᵀΣΦ with Σ written out.
    RealMatrix sigma = basis.multiplyTransposed(basis).scalarMultiply(rho - 1);
    for (int i = 0; i < P; i++) {
      sigma.addToEntry(i, i, 1);
    }
    double correlation =
        GradientMatchingBound.correlation(
            flat(gram), flat(phi.transposeMultiply(sigma.multiply(phi))), R);
    assertThat(correlation).isCloseTo(rho, within(1e-10 * rho));
    // The bias: half in the span of the candidates, where it does harm.
    RealVector a = new ArrayRealVector(P, 0.02);
    double[] biasCross = phi.preMultiply(a).toArray();
    GradientMatchingBound bound =
        new GradientMatchingBound(
            SIGMA,
            correlation,
            GradientMatchingBound.conditioning(flat(gram), R, P),
            GradientMatchingBound.bias(flat(gram), biasCross, R, P),
            R,
            P,
            FAILURE);
    assertThat(bound.effectiveParameters()).isCloseTo(P / rho, within(1e-6));

    double[] errors = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      double[] white = new double[P];
      Arrays.setAll(white, i -> SIGMA * random.nextGaussian());
      RealVector noise = new ArrayRealVector(white);
      RealVector inside = basis.operate(basis.preMultiply(noise));
      // Σ^(½) = I + (√ρ − 1)P_Φ.
      RealVector xi = noise.add(inside.mapMultiply(Math.sqrt(rho) - 1));
      errors[run] = qr.getSolver().solve(xi.add(a)).getNorm();
    }
    Arrays.sort(errors);
    double quantile = errors[(int) (RUNS * (1 - FAILURE))];
    long above = Arrays.stream(errors).filter(e -> e > bound.value()).count();
    assertThat(above).isZero();
    // How loose: 3.54 to 3.56 times the 95% quantile, at any ρ; by the net's constants, and by κ
    // in place of its root.
    assertThat(bound.value() / quantile).isBetween(3.3, 3.8);
  }

  /** Errors in step with √ρ: what p_eff says. */
  @Test
  void estimationError_moreCorrelation_growsWithItsRoot() {
    GradientMatchingBound one = new GradientMatchingBound(1, 1, 0.5, 0, 2, 100, 0.1);
    GradientMatchingBound hundred = new GradientMatchingBound(1, 100, 0.5, 0, 2, 10_000, 0.1);
    assertThat(hundred.value()).isCloseTo(one.value(), within(1e-12));
  }

  @Test
  void inputs_singularGram_leaveTheNullSpaceOut() {
    double[] gram = {2, 2, 2, 2};
    assertThat(GradientMatchingBound.conditioning(gram, 2, 10)).isCloseTo(0, within(1e-16));
    assertThat(GradientMatchingBound.correlation(gram, new double[] {6, 6, 6, 6}, 2))
        .isCloseTo(3, within(1e-12));
    // G⁺ = G/16 here: α² = cᵀG⁺c/p = 4·2·2/16/10.
    assertThat(GradientMatchingBound.bias(gram, new double[] {1, 1}, 2, 10))
        .isCloseTo(Math.sqrt(0.05), within(1e-12));
    assertThat(GradientMatchingBound.correlation(new double[4], new double[4], 2)).isZero();
    // cᵀG⁻¹c with G = diag(4, 1), c = (2, 3): 1 + 9.
    assertThat(GradientMatchingBound.bias(new double[] {4, 0, 0, 1}, new double[] {2, 3}, 2, 10))
        .isCloseTo(1, within(1e-14));
  }

  @Test
  void arguments_outOfRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(-1, 1, 1, 0, 1, 1, 0.1))
        .withMessageContaining("noise");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, Double.NaN, 0, 1, 1, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, -1, 1, 0, 1, 1, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, 1, -1, 1, 1, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, 1, 0, 0, 1, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, 1, 0, 1, 0, 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, 1, 0, 1, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientMatchingBound(1, 1, 1, 0, 1, 1, 1));
  }

  private static double[] flat(RealMatrix matrix) {
    return Arrays.stream(matrix.getData()).flatMapToDouble(Arrays::stream).toArray();
  }
}
