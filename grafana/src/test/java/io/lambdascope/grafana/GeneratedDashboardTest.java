package io.lambdascope.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.testing.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON in the repository is what its TypeScript writes, and that is checked by its types. */
class GeneratedDashboardTest {

  @TempDir private Path project;
  @TempDir private Path written;

  @BeforeEach
  void require() {
    Npm.require();
  }

  @Test
  void write_fromTheSource_isWhatIsCommitted() throws IOException {
    Npm npm = Npm.copyTo(project);
    Program.Answer compiled = npm.compile();
    assertThat(compiled.code()).as(compiled.text()).isZero();

    Program.Answer answer = npm.write(written);

    assertThat(answer.code()).as(answer.text()).isZero();
    assertThat(names(written)).isEqualTo(names(Sources.DASHBOARDS)).hasSize(2);
    for (String name : names(Sources.DASHBOARDS)) {
      assertThat(written.resolve(name))
          .as("%s: npm run build in grafana/dashboards writes it", name)
          .hasSameBinaryContentAs(Sources.DASHBOARDS.resolve(name));
    }
  }

  /** A planted error and the compiler's number of it. */
  private record Planted(String file, String right, String wrong, String number) {}

  @Test
  void compile_plantedTypeErrors_areAllFound() throws IOException {
    // In one copy: the compiler takes seconds.
    List<Planted> errors =
        List.of(
            new Planted("rows/lambda.ts", ".maxPerRow(2)", ".maxPerRow('2')", "TS2345"),
            new Planted("panels.ts", "GraphDrawStyle.Bars", "GraphDrawStyle.Bar", "TS2551"),
            new Planted("rows/attribution.ts", "unit: UNIT.share", "unit: 'percents'", "TS2322"),
            new Planted("rows/drift.ts", "'lambdascope_drift_score'", "'drift_score'", "TS2345"),
            new Planted("dashboards.ts", ".readonly()", ".readOnly()", "TS2551"),
            new Planted("rows/cost.ts", "query('waiting',", "query(", "TS2554"));
    Npm npm = Npm.copyTo(project);
    for (Planted error : errors) {
      npm.replace(error.file(), error.right(), error.wrong());
    }

    Program.Answer answer = npm.compile();

    assertThat(answer.code()).isNotZero();
    for (Planted error : errors) {
      assertThat(answer.text().lines())
          .as(error.toString())
          .anyMatch(line -> line.contains("src/" + error.file()) && line.contains(error.number()));
    }
  }

  private static List<String> names(Path directory) throws IOException {
    return Sources.filesIn(directory).stream().map(file -> file.getFileName().toString()).toList();
  }
}
