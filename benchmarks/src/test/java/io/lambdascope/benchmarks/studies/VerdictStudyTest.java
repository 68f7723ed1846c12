package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictStudyTest {

  @Test
  void run_smallShare_everyRowAndTheSameAgain() {
    Report report = new VerdictStudy().run(0.004);
    List<Report.Table> tables = report.tables();
    assertThat(tables).hasSize(2);
    assertThat(tables.get(0).rows()).hasSize(42);
    assertThat(tables.get(1).rows()).hasSize(6);
    // Without noise a share of 90% is always supported, one of 0.1% never.
    assertThat(tables.get(0).rows())
        .filteredOn(row -> row.get(1).equals("0") && row.get(2).equals("90.0%"))
        .allSatisfy(row -> assertThat(row.get(3)).isEqualTo("100.0%"));
    assertThat(tables.get(0).rows())
        .filteredOn(row -> row.get(1).equals("0") && row.get(2).equals("0.1%"))
        .allSatisfy(row -> assertThat(row.get(5)).isEqualTo("100.0%"));
    assertThat(new VerdictStudy().run(0.004)).isEqualTo(report);
  }
}
