package io.lambdascope.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.benchmarks.jmh.UpdateBenchmark.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateCostTest {

  private static final Measurement CUMULATIVE =
      new Measurement("update", Method.CUMULATIVE, 8, 2_000, 30, 1.6);
  private static final Measurement CUMULATIVE_ESTIMATE =
      new Measurement("updateAndEstimate", Method.CUMULATIVE, 8, 8_000, 40, 1_234);
  private static final Measurement FORGETTING_ESTIMATE =
      new Measurement("updateAndEstimate", Method.FORGETTING, 8, 12_000, 50, 1_250);

  @Test
  void report_twoEstimators_figuresAndRatiosToCumulativeOfTheSameOperation() {
    assertThat(page(CUMULATIVE, CUMULATIVE_ESTIMATE, forgetting(2_500, 20), FORGETTING_ESTIMATE))
        .contains(
            """
            | cumulative | 8 | 2,000 ± 30 | 1.00 | 2 | 8,000 ± 40 | 1.00 | 1,234 |
            | forgetting | 8 | 2,500 ± 20 | 1.25 | 3 | 12,000 ± 50 | 1.50 | 1,250 |
            """)
        .contains("\nMeasured on a desk.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4500 | 20 | Kept: cumulative (0.40 of it), forgetting (0.90 of it). Broken: none.",
        "5020 | 20 | Kept: cumulative (0.40 of it). Broken: forgetting (1.00 of it).",
        "5010 | 20 | Open, since the figure is not settled or its interval holds the bound: forgetting",
        "4990 | 20 | Open, since the figure is not settled or its interval holds the bound: forgetting",
      })
  void report_boundBesideTheInterval_judgedOnlyWhenOutsideIt(
      double nanoseconds, double error, String verdict) {
    assertThat(
            page(
                CUMULATIVE,
                CUMULATIVE_ESTIMATE,
                forgetting(nanoseconds, error),
                FORGETTING_ESTIMATE))
        .contains(verdict);
  }

  /** As measured while updates were still being compiled; settled they took 5,900 ns. */
  @ParameterizedTest
  @ValueSource(doubles = {25_847, Double.NaN})
  void report_notSettled_saysSoAndConcludesNothing(double error) {
    assertThat(
            page(CUMULATIVE, CUMULATIVE_ESTIMATE, forgetting(38_703, error), FORGETTING_ESTIMATE))
        .contains("Broken: none.")
        .contains("holds the bound: forgetting.")
        .containsPattern("\\| forgetting \\| 8 \\| 38,703 ± [^|]+, not settled \\| – \\|");
  }

  @Test
  void report_otherNumbersOfRegularizersOnly_boundNotJudged() {
    assertThat(
            page(
                new Measurement("update", Method.CUMULATIVE, 2, 9_000, 1, 0),
                new Measurement("updateAndEstimate", Method.CUMULATIVE, 2, 9_000, 1, 0)))
        .contains("The bound, for r = 8, was not measured.");
  }

  @Test
  void report_updateWithoutItsEstimate_refusedWithWhatIsMissing() {
    assertThatThrownBy(() -> page(CUMULATIVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("updateAndEstimate of CUMULATIVE at r = 8");
  }

  private static Measurement forgetting(double nanoseconds, double error) {
    return new Measurement("update", Method.FORGETTING, 8, nanoseconds, error, 2.6);
  }

  private static String page(Measurement... measurements) {
    return UpdateCost.report(List.of(measurements), "Measured on a desk.").markdown("jmh");
  }
}
