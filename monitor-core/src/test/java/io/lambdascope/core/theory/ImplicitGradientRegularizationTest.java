package io.lambdascope.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.theory.ImplicitGradientRegularization.Terms;
import org.junit.jupiter.api.Test;

class ImplicitGradientRegularizationTest {

  /** The flow of L + c·(L')² on L = ½hθ² is θ' = −h(1 + 2ch)θ: its step must be descent's. */
  @Test
  void perParameter_quadraticLoss_turnsTheFlowIntoTheStep() {
    double h = 0.7;
    for (double eta : new double[] {1e-2, 1e-3}) {
      double coefficient = new ImplicitGradientRegularization(eta).perParameter();
      double flow = Math.exp(-h * (1 + 2 * coefficient * h) * eta);
      // The next order of −log(1 − ηh) is (ηh)³/3; without the penalty the gap is (ηh)²/2.
      assertThat(1 - eta * h).isCloseTo(flow, within(Math.pow(eta * h, 3) / 2));
    }
    assertThat(new ImplicitGradientRegularization(0.02).perParameter()).isEqualTo(0.005);
    assertThat(new ImplicitGradientRegularization(0.02).coefficient(1000)).isEqualTo(5);
  }

  /**
   * Smith et al. on losses ½(a_kθ² − 2b_kθ): the mean over all orders of an epoch of two
   * mini-batches against the flow of the modified loss, over the time mη.
   */
  @Test
  void addedLoss_twoMiniBatches_turnsTheFlowIntoTheMeanEpoch() {
    double[] a = {1.0, 0.4};
    double[] b = {0.3, -0.5};
    double start = 2;
    double eta = 1e-3;
    double mean = 0;
    for (int first = 0; first < 2; first++) {
      double theta = start;
      for (int k : new int[] {first, 1 - first}) {
        theta -= eta * (a[k] * theta - b[k]);
      }
      mean += theta / 2;
    }
    ImplicitGradientRegularization theory = new ImplicitGradientRegularization(eta);
    double modified = start;
    double bare = start;
    int substeps = 10_000;
    for (int i = 0; i < substeps; i++) {
      double time = 2 * eta / substeps;
      modified -= time * (slope(a, b, modified) + addedSlope(theory, a, b, modified));
      bare -= time * slope(a, b, bare);
    }
    // Euler's own error: half a substep's second order, (2η)²/(2·10⁴) ≈ 2e-10; the theory's η³.
    assertThat(modified).isCloseTo(mean, within(1e-8));
    // What the penalty accounts for is a hundred times as much.
    assertThat(Math.abs(bare - mean)).isGreaterThan(5e-7);
  }

  private static double slope(double[] a, double[] b, double theta) {
    return ((a[0] + a[1]) * theta - (b[0] + b[1])) / 2;
  }

  /** The derivative of a quadratic by central difference, exact but for rounding. */
  private static double addedSlope(
      ImplicitGradientRegularization theory, double[] a, double[] b, double theta) {
    double above = theory.addedLoss(terms(a, b, theta + 0.5));
    double below = theory.addedLoss(terms(a, b, theta - 0.5));
    return above - below;
  }

  private static Terms terms(double[] a, double[] b, double theta) {
    double[][] gradients = {{a[0] * theta - b[0]}, {a[1] * theta - b[1]}};
    return ImplicitGradientRegularization.terms(gradients);
  }

  @Test
  void terms_anyBatches_addUpToTheMeanSquaredGradient() {
    double[][] gradients = {{1, -2}, {3, 0.5}, {-1, 4}};
    Terms terms = ImplicitGradientRegularization.terms(gradients);
    double mean = (1 + 4 + 9 + 0.25 + 1 + 16) / 3;
    assertThat(terms.squaredGradient()).isCloseTo(1 + 2.5 * 2.5 / 9, within(1e-14));
    assertThat(terms.squaredGradient() + terms.gradientNoise()).isCloseTo(mean, within(1e-14));
  }

  @Test
  void arguments_outOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ImplicitGradientRegularization(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImplicitGradientRegularization(Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImplicitGradientRegularization.terms(new double[0][]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImplicitGradientRegularization.terms(new double[][] {{1}, {1, 2}}))
        .withMessageContaining("1 and 2");
  }
}
