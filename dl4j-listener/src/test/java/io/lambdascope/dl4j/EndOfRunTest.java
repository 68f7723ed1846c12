package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.Status;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.Regularizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J says nothing when training ends: what then happens all the same. */
class EndOfRunTest {

  /** A JVM whose training ends with samples waiting, and whose main method closes nothing. */
  @Test
  void jvm_endingWithoutClose_writesTheLastEstimate(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path written = directory.resolve("iterations.txt");
    Path output = directory.resolve("output.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UnclosedRun.class.getName(),
                written.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.exitValue()).as(() -> read(output)).isZero();
    List<String> iterations = Files.readAllLines(written);
    // All were waiting when the main method ended.
    assertThat(iterations)
        .containsExactlyElementsOf(
            UnclosedRun.expectedIterations().stream().map(String::valueOf).toList());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void close_openListener_leavesNothingInTheHook() {
    var network = Networks.dropout(0, new Sgd(0.1), DataType.FLOAT, 1);
    int before = OpenMonitors.count();
    ImplicitBiasListener listener =
        ImplicitBiasListener.builder()
            .reference(Reference.withoutDropout())
            .regularizers(Regularizers.l2())
            .attach(network);
    assertThat(OpenMonitors.count()).isEqualTo(before + 1);
    listener.close();
    assertThat(OpenMonitors.count()).isEqualTo(before);
    assertThat(listener.snapshot().status()).isEqualTo(Status.CLOSED);
  }
}
