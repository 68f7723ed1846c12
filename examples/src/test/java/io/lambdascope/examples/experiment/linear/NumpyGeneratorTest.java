package io.lambdascope.examples.experiment.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against NumPy 2.4.6. */
class NumpyGeneratorTest {

  @Test
  void nextBits_seed56_areThoseOfPcg64() {
    NumpyGenerator generator = new NumpyGenerator(56);
    // numpy.random.PCG64(56).random_raw(3)
    assertThat(Long.toUnsignedString(generator.nextBits())).isEqualTo("13394661408931059514");
    assertThat(Long.toUnsignedString(generator.nextBits())).isEqualTo("311801892812924639");
    assertThat(Long.toUnsignedString(generator.nextBits())).isEqualTo("18092586284360889033");
  }

  /** The last number shows that all before it took as many random bits as NumPy's. */
  @Test
  void nextNormal_aMillion_areNumpys() {
    NumpyGenerator generator = new NumpyGenerator(56);
    double[] values = new double[1_000_000];
    double absolute = 0;
    double largest = 0;
    int tail = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = generator.nextNormal();
      absolute += Math.abs(values[i]);
      largest = Math.max(largest, values[i]);
      tail += Math.abs(values[i]) > 3.654152885361009 ? 1 : 0;
    }
    // numpy.random.default_rng(56).standard_normal(1000000)
    assertThat(values[0]).isCloseTo(-0.8499407173512074, within(1e-12));
    assertThat(values[1]).isCloseTo(0.32194084810654905, within(1e-12));
    assertThat(values[2]).isCloseTo(1.7890428597827681, within(1e-12));
    assertThat(values[9999]).isCloseTo(1.0493082384195835, within(1e-12));
    assertThat(values[999_999]).isCloseTo(-0.12938650055781395, within(1e-12));
    assertThat(largest).isCloseTo(4.703951176414638, within(1e-12));
    assertThat(absolute).isCloseTo(798003.0770516305, within(1e-6));
    assertThat(tail).isEqualTo(263);
  }
}
