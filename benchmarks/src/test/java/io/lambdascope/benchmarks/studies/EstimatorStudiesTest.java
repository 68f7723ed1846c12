package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The studies of the online estimators at a share of their size: the figures that must not slip.
 */
class EstimatorStudiesTest {

  private static List<String> row(Report report, String first, String second) {
    return report.tables().get(0).rows().stream()
        .filter(row -> row.get(0).equals(first) && row.get(1).equals(second))
        .findFirst()
        .orElseThrow();
  }

  /** 60 runs of three coefficients: a binomial error of 0.016 at 0.95; four of these. */
  @Test
  void run_coverage_nominalWhereClaimedAndNotWherePlain() {
    Report report = new CoverageStudy().run(0.03);
    for (String truth : List.of("i.i.d. errors", "ρ = 10", "ρ = 100")) {
      for (String estimator : List.of("cumulative", "forgetting", "window")) {
        assertThat(number(row(report, truth, estimator), 2)).isBetween(0.886, 1.0);
      }
    }
    assertThat(number(row(report, "ρ = 100", "cumulative"), 3)).isLessThan(0.35);
    assertThat(number(row(report, "ρ = 100", "cumulative"), 4)).isBetween(80.0, 120.0);
    assertThat(number(row(report, "AR 0.5", "cumulative"), 2)).isLessThan(0.88);
    assertThat(number(row(report, "AR 0.5", "cumulative, clusters of 10"), 2)).isGreaterThan(0.85);
    String moving = "Λ moves by 0.1 SE a step";
    assertThat(number(row(report, moving, "forgetting"), 2)).isLessThan(0.5);
    assertThat(number(row(report, moving, "forgetting, moving Λ"), 2)).isGreaterThan(0.86);
    assertThat(number(row(report, moving, "Kalman"), 2)).isGreaterThan(0.84);
  }

  /** Two runs of 950 observations each: the ratios are good to some 15%. */
  @Test
  void run_tracking_kalmanNearTheBestHalfLife() {
    Report report = new TrackingStudy().run(0.01);
    assertThat(report.tables().get(0).rows())
        .filteredOn(row -> !row.get(0).equals("none"))
        .hasSize(6)
        .allSatisfy(row -> assertThat(number(row, 6)).isLessThan(1.4));
  }

  /** A wild observation: 7 to 13 times the best standard error without weights, about 1 with. */
  @Test
  void run_weighting_wildObservationHeldBack() {
    Report report = new WeightingStudy().run(0.1);
    List<String> wild = row(report, "one of 100 times the size, the 180th", "forgetting");
    assertThat(number(wild, 2)).isGreaterThan(8);
    assertThat(number(wild, 3)).isLessThan(1.2);
    assertThat(number(wild, 4)).isLessThan(1.2);
    List<String> first = row(report, "one of 100 times the size, the very first", "cumulative");
    assertThat(number(first, 2)).isGreaterThan(4);
    assertThat(number(first, 4)).isLessThan(1.2);
  }

  /** The number that a cell begins with. */
  private static double number(List<String> row, int column) {
    return Double.parseDouble(row.get(column).replaceFirst(" .*", ""));
  }
}
