package io.lambdascope.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class DropoutRidgeTest {

  private static final double[][] X = {{1.5, -0.3, 2}, {0.2, 0.7, -1}};
  private static final double[] BETA = {0.4, -1.1, 0.6};

  /** The mean over all 2^6 masks, each with its probability. */
  private static double overMasks(double rate, DoubleUnaryOperator loss, int i) {
    double mean = 0;
    for (int mask = 0; mask < 8; mask++) {
      double probability = 1;
      double output = 0;
      for (int j = 0; j < 3; j++) {
        boolean kept = (mask >> j & 1) == 1;
        probability *= kept ? 1 - rate : rate;
        output += kept ? X[i][j] * BETA[j] / (1 - rate) : 0;
      }
      mean += probability * loss.applyAsDouble(output);
    }
    return mean;
  }

  private static double output(int i) {
    return X[i][0] * BETA[0] + X[i][1] * BETA[1] + X[i][2] * BETA[2];
  }

  private static double penalty(double[] diagonal) {
    double sum = 0;
    for (int j = 0; j < 3; j++) {
      sum += diagonal[j] * BETA[j] * BETA[j];
    }
    return sum;
  }

  @Test
  void leastSquares_allMasks_isTheExactMeanOfWhatTheyAdd() {
    double[] y = {0.3, -2};
    for (double rate : new double[] {0, 0.2, 0.5, 0.9}) {
      double added = 0;
      for (int i = 0; i < 2; i++) {
        double target = y[i];
        double bare = Math.pow(y[i] - output(i), 2);
        added += (overMasks(rate, z -> (target - z) * (target - z), i) - bare) / 2;
      }
      assertThat(penalty(DropoutRidge.leastSquares(X, rate, 0.5)))
          .isCloseTo(added, within(1e-12 * Math.max(1, added)));
    }
  }

  /** The expansion's error is of the third and fourth moments of the noise, O(δ²) and beyond. */
  @Test
  void generalizedLinear_logisticAtASmallRate_isTheMeanOfWhatTheMasksAdd() {
    double[] curvature = new double[2];
    double rate = 1e-4;
    double added = 0;
    double[][] small = new double[2][3];
    for (int i = 0; i < 2; i++) {
      double pi = 1 / (1 + Math.exp(-output(i) * 0.1));
      curvature[i] = pi * (1 - pi);
      for (int j = 0; j < 3; j++) {
        small[i][j] = X[i][j] * 0.1;
      }
      // A tenth of the features: A(z) = log(1 + e^z) is nearly quadratic over the noise's range.
      added +=
          overMasks(rate, z -> Math.log1p(Math.exp(0.1 * z)), i)
              - Math.log1p(Math.exp(0.1 * output(i)));
    }
    double predicted = penalty(DropoutRidge.generalizedLinear(small, curvature, rate));
    // The noise of one feature is up to 0.12; A''''/A'' · 0.12²/12 is below 0.01.
    assertThat(predicted).isCloseTo(added, within(0.01 * added));
  }

  @Test
  void arguments_outOfRange_areRefused() {
    double[] two = {1, 1};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DropoutRidge.leastSquares(X, 1, 1))
        .withMessageContaining("[0, 1)");
    assertThatIllegalArgumentException().isThrownBy(() -> DropoutRidge.leastSquares(X, -0.1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DropoutRidge.generalizedLinear(X, new double[1], 0.1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DropoutRidge.leastSquares(new double[0][], 0.1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DropoutRidge.generalizedLinear(new double[][] {{1}, {1, 2}}, two, 0.1))
        .withMessageContaining("row 1");
  }
}
