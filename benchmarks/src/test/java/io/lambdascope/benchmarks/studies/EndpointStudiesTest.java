package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointStudiesTest {

  private static double first(String cell) {
    return Double.parseDouble(cell.replaceFirst(" .*", ""));
  }

  @Test
  void run_earlyStopping_meetsItsBounds() {
    Report report = new EarlyStoppingStudy().run(0.1);
    List<Report.Table> tables = report.tables();
    assertThat(tables).hasSize(3);
    List<String> atTen = tables.get(0).rows().get(5);
    assertThat(atTen.get(0)).isEqualTo("10");
    assertThat(first(atTen.get(1))).isLessThan(1e-8);
    assertThat(tables.get(2).rows()).hasSize(12);
    assertThat(tables.get(2).rows())
        .allSatisfy(row -> assertThat(first(row.get(2))).isLessThan(1e-6));
    assertThat(report.markdown("command")).doesNotContain("NaN");
    assertThat(new EarlyStoppingStudy().run(0.1)).isEqualTo(report);
  }

  @Test
  void run_bootstrap_crossesTheZeroBaseline() {
    Report report = new BootstrapStudy().run(0.1);
    List<Report.Table> tables = report.tables();
    List<List<String>> sweep = tables.get(1).rows();
    assertThat(first(sweep.get(0).get(2))).isGreaterThan(2);
    assertThat(first(sweep.get(sweep.size() - 1).get(2))).isLessThan(0.7);
    assertThat(report.markdown("command")).doesNotContain("NaN");
  }
}
