package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DriftStudyTest {

  @Test
  void run_smallShare_fullTablesAndTheSameAgain() {
    Report report = new DriftStudy().run(0.002);
    List<Report.Table> tables = report.tables();
    assertThat(tables).hasSize(2);
    assertThat(tables.get(0).rows()).hasSize(7);
    // Steps of 0.5, 1, 2, 5 after 50; of 0.3 too after 200 and 2000; three ramps after each.
    assertThat(tables.get(1).rows()).hasSize(4 + 5 + 5 + 9);
    // Steps of five standard errors are found always, after about five observations.
    assertThat(tables.get(1).rows())
        .filteredOn(row -> row.get(0).equals("step 5.0"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.get(2)).isEqualTo("1"))
        .allSatisfy(row -> assertThat(Double.parseDouble(row.get(3))).isBetween(4.0, 6.0));
    assertThat(new DriftStudy().run(0.002)).isEqualTo(report);
  }
}
