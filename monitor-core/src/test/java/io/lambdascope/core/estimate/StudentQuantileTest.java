package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentQuantileTest {

  /** From tables of Student's t, to the nine digits they have. */
  @ParameterizedTest
  @CsvSource({
    "0.95, 1, 12.706204736",
    "0.95, 10, 2.228138852",
    "0.99, 30, 2.749995654",
    "0.95, 60, 2.000297822",
    "0.99, 120, 2.617421145",
    "0.90, 100, 1.660234326",
    "0.95, Infinity, 1.959963985"
  })
  void of_tabulated_asTheTablesSay(double confidence, double degreesOfFreedom, double quantile) {
    assertThat(StudentQuantile.of(confidence, degreesOfFreedom)).isCloseTo(quantile, within(1e-8));
  }

  /** Beyond the change to the expansion, by the distribution function of the library. */
  @Test
  void of_manyDegreesOfFreedom_hasItsProbability() {
    for (double confidence : new double[] {0.5, 0.9, 0.95, 0.99, 0.999}) {
      for (double degreesOfFreedom : new double[] {60, 61.5, 75, 100, 200, 1000, 1e4}) {
        double t = StudentQuantile.of(confidence, degreesOfFreedom);
        double probability = new TDistribution(degreesOfFreedom).cumulativeProbability(t);
        // The density is below 0.4: 1e-8 in t is less than half of that in probability.
        assertThat(probability).isCloseTo(0.5 + confidence / 2, within(1e-8));
      }
    }
  }

  @Test
  void of_fewDegreesOfFreedom_continuousWithMany() {
    assertThat(StudentQuantile.of(0.95, Math.nextDown(60.0)))
        .isCloseTo(StudentQuantile.of(0.95, 60), within(1e-8));
  }
}
