package io.lambdascope.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.Snapshots;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The download as a spreadsheet reads it. */
class HistoryCsvTest {

  private static List<String> rows(ScriptedRun run) {
    Recording recording = new Recording(run, () -> 0);
    recording.look();
    return new String(HistoryCsv.of(recording), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void csv_hasUnitsAndExactNumbersAndEmptyCells() {
    ScriptedRun run =
        new ScriptedRun(Snapshots.IDENTITY, List.of(Term.of("l2"))).to(3).identified(false);

    List<String> rows = rows(run);

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0))
        .startsWith("iteration (iterations),epoch (epochs),loss (1),")
        .contains(",overhead (ratio),l2 estimate (loss per unit of the regularizer),")
        .endsWith(",update_rule share (ratio)");
    String loss = String.valueOf(run.snapshot().progress().loss());
    assertThat(rows.get(1)).startsWith("3,0," + loss + ",3,1700000003000,0.8125,");
    assertThat(rows.get(1)).endsWith(",,,,,,,");
    assertThat(rows.get(1).split(",", -1)).hasSameSizeAs(rows.get(0).split(",", -1));
  }

  @Test
  void csv_hasTheConfiguredPenaltyWhereItIsKnown() {
    List<String> rows = rows(new ScriptedRun().to(3).configured(0.03125));

    List<String> headings = List.of(rows.get(0).split(",", -1));
    String[] cells = rows.get(1).split(",", -1);
    String unit = " configured (loss per unit of the regularizer)";
    assertThat(cells[headings.indexOf("l2" + unit)]).isEqualTo("0.03125");
    assertThat(cells[headings.indexOf("l1/layer_0" + unit)]).isEmpty();
  }

  @Test
  void csv_nameThatLooksLikeAFormula_isText() {
    ScriptedRun run =
        new ScriptedRun(Snapshots.IDENTITY, List.of(Term.of("=1+1"), Term.of("a,\"b\""))).to(0);
    assertThat(rows(run).get(0)).contains(",'=1+1 estimate (", ",\"a,\"\"b\"\" estimate (");
  }

  @ParameterizedTest
  @CsvSource({"=x, '''=x'", "+x, '''+x'", "-x, '''-x'", "@x, '''@x'", "x, x"})
  void text_guardsFormulas(String given, String cell) {
    assertThat(HistoryCsv.text(given)).isEqualTo(cell);
  }
}
