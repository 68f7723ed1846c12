package io.lambdascope.benchmarks.studies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lambdascope.benchmarks.studies.Report.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  @Test
  void markdown_textAndTable_inTheirOrderAfterTitleAndCommand() {
    Report report =
        Report.titled("Coverage")
            .text("  What was measured.\n\n")
            .table(List.of("case", "figure"), List.of(List.of("a", "0.95"), List.of("b", "0.94")))
            .text("What falls short.")
            .build();

    assertThat(report.markdown("study coverage"))
        .isEqualTo(
            """
            # Coverage

            Made by

            ```sh
            study coverage
            ```

            What was measured.

            | case | figure |
            | --- | --- |
            | a | 0.95 |
            | b | 0.94 |

            What falls short.
            """);
  }

  @Test
  void markdown_barInACell_escapedSinceItWouldEndTheCell() {
    Report report = Report.titled("Bars").table(List.of("|θ|"), List.of(List.of("|a|b|"))).build();

    assertThat(report.markdown("x")).contains("| \\|θ\\| |\n").contains("| \\|a\\|b\\| |\n");
  }

  @Test
  void table_rowOfAnotherLength_refusedWithTheRow() {
    assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("only one"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[only one]")
        .hasMessageContaining("[a, b]");
  }

  @Test
  void table_listsChangedAfterwards_unchanged() {
    List<String> row = new ArrayList<>(List.of("1"));
    List<List<String>> rows = new ArrayList<>(List.of(row));
    Table table = new Table(List.of("a"), rows);

    row.set(0, "2");
    rows.clear();

    assertThat(table.rows()).containsExactly(List.of("1"));
  }

  @Test
  void sized_share_isOfTheRunsButAtLeastTwo() {
    assertThat(Study.sized(1000, 1)).isEqualTo(1000);
    assertThat(Study.sized(1000, 0.0126)).isEqualTo(13);
    assertThat(Study.sized(100, 1e-9)).isEqualTo(2);
  }
}
