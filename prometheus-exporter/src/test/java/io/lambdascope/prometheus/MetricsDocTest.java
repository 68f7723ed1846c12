package io.lambdascope.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.SeriesCount;
import io.lambdascope.core.snapshot.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of metrics says of every family what is exported, and of none that is not. */
class MetricsDocTest {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  /** A line of a table. */
  private record Family(
      String name, String type, String unit, Set<String> labels, String meaning, String nan) {}

  private static Map<String, Family> documented() throws IOException {
    Map<String, Family> families = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `")) {
        List<String> cells = Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("`([a-z0-9_]+)`").matcher(cells.get(3));
        while (label.find()) {
          labels.add(label.group(1));
        }
        String name = cells.get(0).replace("`", "");
        assertThat(
                families.put(
                    name,
                    new Family(
                        name, cells.get(1), cells.get(2), labels, cells.get(4), cells.get(5))))
            .as("twice: " + name)
            .isNull();
      }
    }
    return families;
  }

  /** The same as it is exported, without what is said of NaN. */
  private static Map<String, Family> exported() {
    var registry = Exposition.registry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    Map<String, Family> families = new TreeMap<>();
    String type = "";
    String help = "";
    for (String line : registry.scrape(Exposition.OPEN_METRICS).lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE")) {
        type = words[3];
      } else if (line.startsWith("# HELP")) {
        help = words[3];
      } else if (!line.startsWith("#")) {
        String series = line.substring(0, line.indexOf('{'));
        String name = type.equals("summary") ? series.replaceAll("_(count|sum)$", "") : series;
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("[{,]([a-z0-9_]+)=\"").matcher(line);
        while (label.find()) {
          labels.add(label.group(1));
        }
        labels.removeAll(Set.of("run", "model", "reference"));
        families.put(
            name, new Family(name, type, units().getOrDefault(name, "–"), labels, help, ""));
      }
    }
    return families;
  }

  /** Base units, which Micrometer's text does not write, by the name in Prometheus. */
  private static Map<String, String> units() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ImplicitBiasMetrics(Snapshots::running).bindTo(registry);
    Map<String, String> units = new TreeMap<>();
    registry
        .getMeters()
        .forEach(
            meter -> {
              String unit = meter.getId().getBaseUnit();
              if (unit != null) {
                String name = meter.getId().getName().replace('.', '_');
                for (String ending : List.of("", "_" + unit, "_total")) {
                  units.put(name + ending, unit);
                }
              }
            });
    return units;
  }

  @Test
  void page_everyFamily_isAsExported() throws IOException {
    Map<String, Family> documented = new TreeMap<>();
    documented()
        .forEach(
            (name, f) ->
                documented.put(
                    name, new Family(name, f.type(), f.unit(), f.labels(), f.meaning(), "")));
    assertThat(documented).containsExactlyEntriesOf(exported());
  }

  @Test
  void page_whenNaN_isSaidOfThoseThatCanBe() throws IOException {
    MonitorSnapshot running = Snapshots.running();
    MonitorSnapshot underABudget =
        new MonitorSnapshot(
            running.identity(),
            running.terms(),
            running.status(),
            running.progress(),
            running.samples(),
            running.latest(),
            running.skips(),
            running.failures(),
            new Workload(0, 0, 0, 0, Double.NaN));
    Set<String> notANumber = new HashSet<>();
    for (MonitorSnapshot snapshot : List.of(Snapshots.empty(), running, underABudget)) {
      Exposition.scrape(() -> snapshot)
          .forEach(
              (series, value) -> {
                if (value.isNaN()) {
                  notANumber.add(series.substring(0, series.indexOf('{')));
                }
              });
    }
    List<String> said = new ArrayList<>();
    documented()
        .forEach(
            (name, family) -> {
              if (!family.nan().equals("never")) {
                said.add(name);
              }
            });
    assertThat(said).containsExactlyInAnyOrderElementsOf(notANumber);
  }

  @Test
  void page_numberOfSeries_isAsTold() throws IOException {
    int eachTerm = SeriesCount.of(2) - SeriesCount.of(1);
    assertThat(Files.readString(PAGE).replace('\n', ' '))
        .contains("%d for each term and %d beside".formatted(eachTerm, SeriesCount.of(0)));
  }
}
