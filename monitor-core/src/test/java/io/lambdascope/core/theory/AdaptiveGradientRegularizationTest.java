package io.lambdascope.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdaptiveGradientRegularizationTest {

  /** L = ½(x² + 3y²) + xy²/2 + x⁴/4: curved, with a Hessian that is not diagonal. */
  private static double[] gradient(double[] at) {
    double x = at[0];
    double y = at[1];
    return new double[] {x + y * y / 2 + x * x * x, 3 * y + x * y};
  }

  /** ∇‖∇L‖_{1,ε} = H(g/√(g² + ε)). */
  private static double[] oneNormGradient(double[] at, double epsilon) {
    double[] g = gradient(at);
    double first = g[0] / Math.sqrt(g[0] * g[0] + epsilon);
    double second = g[1] / Math.sqrt(g[1] * g[1] + epsilon);
    double[][] h = {{1 + 3 * at[0] * at[0], at[1]}, {at[1], 3 + at[0]}};
    return new double[] {h[0][0] * first + h[0][1] * second, h[1][0] * first + h[1][1] * second};
  }

  /** dθ/dt of the preconditioned flow, bare. */
  private static double[] slope(double[] at, double epsilon) {
    double[] g = gradient(at);
    return new double[] {
      -g[0] / Math.sqrt(g[0] * g[0] + epsilon), -g[1] / Math.sqrt(g[1] * g[1] + epsilon)
    };
  }

  private static double[] moved(double[] from, double time, double[] slope) {
    return new double[] {from[0] + time * slope[0], from[1] + time * slope[1]};
  }

  /** By RK4, whose error in one step of 1e-4 is far below rounding. */
  private static double[] flow(double[] from, double time, double epsilon) {
    double[] k1 = slope(from, epsilon);
    double[] k2 = slope(moved(from, time / 2, k1), epsilon);
    double[] k3 = slope(moved(from, time / 2, k2), epsilon);
    double[] k4 = slope(moved(from, time, k3), epsilon);
    return new double[] {
      from[0] + time / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]),
      from[1] + time / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
    };
  }

  /**
   * 300 steps forget the start to 0.9³⁰⁰ = 2e-14; then one step against the bare flow over its time
   * is −(h/√(g² + ε))·c·∂‖∇L‖_{1,ε}.
   */
  @Test
  void coefficient_simulatedAdam_isWhatTheStepHasBeyondTheFlow() {
    double beta1 = 0.75;
    double beta2 = 0.9;
    for (double epsilon : new double[] {1e-6, 1, 100}) {
      double h = 1e-5;
      double[] theta = {1.1, -0.7};
      double[] m = new double[2];
      double[] v = new double[2];
      for (int t = 1; t <= 300; t++) {
        double[] before = theta.clone();
        double[] g = gradient(theta);
        for (int i = 0; i < 2; i++) {
          m[i] = beta1 * m[i] + (1 - beta1) * g[i];
          v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
          theta[i] -=
              h
                  * (m[i] / (1 - Math.pow(beta1, t)))
                  / Math.sqrt(v[i] / (1 - Math.pow(beta2, t)) + epsilon);
        }
        if (t < 300) {
          continue;
        }
        double[] bare = flow(before, h, epsilon);
        double[] norm = oneNormGradient(before, epsilon);
        for (int i = 0; i < 2; i++) {
          double c =
              new AdaptiveGradientRegularization(h, beta1, beta2).coefficient(g[i] * g[i], epsilon);
          double expected = -h * c * norm[i] / Math.sqrt(g[i] * g[i] + epsilon);
          // The next order in h: 1e-5 times mean squared ages of up to 200 and curvatures of up to
          // 5, 1e-2 at most. Leaving out any of the three parts changes it by more than a tenth at
          // one of the epsilons.
          assertThat(theta[i] - bare[i])
              .as("entry %d at epsilon %s", i, epsilon)
              .isCloseTo(expected, within(0.01 * Math.abs(expected)));
        }
      }
    }
  }

  @Test
  void limits_usualDecays_haveOppositeSigns() {
    AdaptiveGradientRegularization adam = new AdaptiveGradientRegularization(1e-3, 0.9, 0.999);
    // (1e-3/2)·(19 − 1999) and (1e-3/2)·19; the decays are good to 1e-16 over 1 − β₂ = 1e-3.
    assertThat(adam.smallEpsilon()).isCloseTo(-0.99, within(1e-12));
    assertThat(adam.largeEpsilon()).isCloseTo(9.5e-3, within(1e-15));
    assertThat(new AdaptiveGradientRegularization(1e-3, 0, 0.9).smallEpsilon())
        .isCloseTo(-9e-3, within(1e-15));
    // Without memories it is half a step of the preconditioned flow, all of it by ε.
    AdaptiveGradientRegularization none = new AdaptiveGradientRegularization(0.2, 0, 0);
    assertThat(none.smallEpsilon()).isZero();
    assertThat(none.largeEpsilon()).isEqualTo(0.1);
  }

  @Test
  void construction_outOfRange_isRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AdaptiveGradientRegularization(bad, 0.9, 0.999))
          .withMessageContaining(String.valueOf(bad));
    }
    for (double bad : new double[] {1, -0.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AdaptiveGradientRegularization(1e-3, bad, 0.999))
          .withMessageContaining("[0, 1)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AdaptiveGradientRegularization(1e-3, 0.9, bad));
    }
  }
}
