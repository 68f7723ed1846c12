package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.dl4j.ImplicitBiasListener;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.examples.digits.Digits;
import io.lambdascope.examples.digits.DropoutNetwork;
import io.lambdascope.prometheus.http.MetricsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What the README shows is what is built and run. */
class ReadmeTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  /** The five lines, between the marks below as in the README. */
  private static MonitorSnapshot attach(
      MultiLayerNetwork network, DataSetIterator data, int epochs) {
    MonitorSnapshot[] last = new MonitorSnapshot[1];
    // README
    try (ImplicitBiasListener listener =
            ImplicitBiasListener.builder().reference(Reference.withoutDropout()).attach(network);
        MetricsServer server = MetricsServer.builder().monitor(listener).start()) {
      network.fit(data, epochs);
      // README
      assertThat(server.port()).isEqualTo(MetricsServer.DEFAULT_PORT);
      last[0] = listener.snapshot();
    }
    return last[0];
  }

  @Test
  void fiveLines_asShown_observeTraining() {
    MonitorSnapshot last =
        attach(DropoutNetwork.create(0.5, 1), DropoutNetwork.batches(Digits.load()), 1);
    assertThat(last.progress().iterations()).isEqualTo(29);
    assertThat(last.failures().values()).containsOnly(0L);
  }

  @Test
  void fiveLines_asRun_areShown() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java", ReadmeTest.class.getName().replace('.', '/') + ".java"));
    Matcher marked =
        Pattern.compile("// README\\n(.*?) *// README", Pattern.DOTALL).matcher(source);
    assertThat(marked.find()).isTrue();
    assertThat(withoutIndentation(readme())).contains(withoutIndentation(marked.group(1)));
  }

  private static String withoutIndentation(String text) {
    return text.lines().map(String::strip).reduce("", (a, b) -> a + b + "\n").strip();
  }

  @Test
  void links_toFilesOfTheTree_exist() throws IOException {
    List<String> targets =
        Pattern.compile("\\]\\(([^)#]+)\\)")
            .matcher(readme())
            .results()
            .map(match -> match.group(1))
            .filter(target -> !target.contains("://"))
            .toList();
    assertThat(targets).hasSizeGreaterThan(8);
    assertThat(targets).allSatisfy(target -> assertThat(ROOT.resolve(target)).exists());
  }

  @Test
  void ci_runs_theTestCommandOfTheReadme() throws IOException {
    assertThat(readme()).contains("\n./mvnw verify\n");
    assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).contains("./mvnw verify");
  }

  @Test
  void defaultPort_asShown_isTheServers() throws IOException {
    assertThat(readme()).contains("127.0.0.1:" + MetricsServer.DEFAULT_PORT);
  }
}
