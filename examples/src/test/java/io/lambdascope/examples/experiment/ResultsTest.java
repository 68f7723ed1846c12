package io.lambdascope.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** The files of results: JSON by its schema, CSV, and the report. */
class ResultsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SCHEMA =
      Path.of("").toAbsolutePath().getParent().resolve("docs/experiments.schema.json");

  private static final List<Cell> CELLS =
      List.of(
          Cell.of("lambda", 0.25)
              .at("case", "a, \"quoted\" <i>case</i> & more")
              .at("seed", 1)
              .at("eta", 0.5)
              .interval(Double.NEGATIVE_INFINITY, 0.5)
              .truth(0.25)
              .measure("share", Double.NaN),
          Cell.of("distance", Double.NaN)
              .at("seed", 2)
              .standing(Standing.NOT_IDENTIFIABLE)
              .measure("other", -0.0));

  private static Results results() {
    SmallExperiment small = new SmallExperiment();
    Settings settings = new Settings(true, 2, null, null);
    return new Results(
        small.name(),
        small.title(),
        small.reproduces(),
        small.protocol(settings),
        List.of("Changed <everything>."),
        RunProvenance.here("command <NAME>", true, 2, "", 1.5),
        CELLS,
        small.findings(CELLS));
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(SCHEMA));
  }

  @Test
  void json_isOfItsSchema() throws IOException {
    JsonNode root = JSON.readTree(ResultsJson.of(results()));
    assertThat(schema().validate(root)).isEmpty();
    assertThat(root.path("version").asInt()).isEqualTo(ResultsJson.VERSION);
    assertThat(root.at("/summary/seeds/holds").asBoolean(true)).isFalse();
    assertThat(root.at("/summary/unknown/holds").isNull()).isTrue();
    assertThat(root.at("/summary/mean_norm").has("holds")).isFalse();
    assertThat(root.at("/cells/0/lower").asText()).isEqualTo("-Infinity");
    assertThat(root.at("/cells/1/estimate").isNull()).isTrue();
  }

  @Test
  void schema_refusesWhatIsNot() throws IOException {
    JsonSchema schema = schema();
    List<Consumer<ObjectNode>> errors =
        List.of(
            root -> root.put("version", 2),
            root -> root.put("more", 1),
            root -> root.remove("verdict"),
            root -> ((ObjectNode) root.at("/cells/0")).put("standing", "good"),
            root -> ((ObjectNode) root.at("/cells/0")).put("estimate", "NaN"),
            root -> ((ObjectNode) root.at("/cells/0/at")).putNull("seed"),
            root -> ((ObjectNode) root.at("/summary/seeds")).remove("at_least"),
            root -> ((ObjectNode) root.at("/provenance")).put("seeds", -1));
    for (Consumer<ObjectNode> error : errors) {
      ObjectNode root = (ObjectNode) JSON.readTree(ResultsJson.of(results()));
      error.accept(root);
      assertThat(schema.validate(root)).isNotEmpty();
    }
  }

  @Test
  void csv_hasARowForEachCell_andAColumnForEachSettingAndMeasure() throws IOException {
    try (CSVParser parser =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .build()
            .parse(new StringReader(ResultsCsv.of(CELLS)))) {
      assertThat(parser.getHeaderNames())
          .containsExactly(
              "quantity",
              "case",
              "seed",
              "eta",
              "estimate",
              "lower",
              "upper",
              "truth",
              "standing",
              "share",
              "other");
      List<CSVRecord> rows = parser.getRecords();
      assertThat(rows.get(0).toList())
          .containsExactly(
              "lambda",
              "a, \"quoted\" <i>case</i> & more",
              "1",
              "0.5",
              "0.25",
              "-Infinity",
              "0.5",
              "0.25",
              "valid",
              "",
              "");
      assertThat(rows.get(1).toList())
          .containsExactly("distance", "", "2", "", "", "", "", "", "not_identifiable", "", "-0.0");
      assertThat(rows).hasSize(2);
    }
  }

  @Test
  void csv_ofNothing_isAHeader() {
    assertThat(ResultsCsv.of(List.of()))
        .isEqualTo("quantity,estimate,lower,upper,truth,standing\r\n");
  }

  @Test
  void report_escapesAllValues_andNeedsNoOtherFile() throws IOException {
    String html = Report.of(results(), new SmallExperiment().figure(List.of()).svg());
    assertThat(html)
        .contains("A &lt;small&gt; experiment &amp; its &quot;title&quot;")
        .contains("a, &quot;quoted&quot; &lt;i&gt;case&lt;/i&gt; &amp; more")
        .contains(
            "command &lt;NAME&gt;", "Changed &lt;everything&gt;.", "what is not &lt;known&gt;")
        .contains("Trains &lt;b&gt;a little&lt;/b&gt;.")
        .contains(">does not hold<", ">unknown<", "−∞ to 0.5000")
        .doesNotContain("<i>", "<small>", "<b>", "<script", "<link", "@import")
        .doesNotContainPattern("(?i)\\b(src|href)\\s*=\\s*[\"']?(?!#)")
        .doesNotContainPattern("url\\((?!#)");
  }

  @Test
  void report_ofManyRows_saysThatItShowsAPart() throws IOException {
    List<Cell> many =
        IntStream.range(0, 250).mapToObj(i -> Cell.of("lambda", i).at("seed", i)).toList();
    Results results = results();
    Results more =
        new Results(
            results.experiment(),
            results.title(),
            results.reproduces(),
            results.protocol(),
            results.changes(),
            results.provenance(),
            many,
            results.findings());
    assertThat(Report.of(more, "<svg></svg>")).contains("200 of 250 rows");
  }

  @Test
  void finding_outcome_isWordsOfTheNumbers() {
    assertThat(Finding.of("n", Double.NaN, "m").outcome()).isEmpty();
    assertThat(Finding.atMost("n", 1, 1, "m").outcome()).isEqualTo("holds");
    assertThat(Finding.atMost("n", 1.1, 1, "m").outcome()).isEqualTo("does not hold");
    assertThat(Finding.between("n", Double.NaN, 0, 1, "m").outcome()).isEqualTo("unknown");
    assertThat(Finding.between("n", Double.NaN, 0, 1, "m").holds()).isFalse();
  }
}
