package io.lambdascope.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.testing.PrometheusProcess;
import io.lambdascope.prometheus.testing.PushgatewayProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart pushes its last numbers, and ends well where nobody takes them. */
class PushIT {

  @TempDir Path directory;

  @Test
  void quickstart_push_leavesTheLastNumbersAtTheGateway() throws Exception {
    PushgatewayProcess.require();
    try (PushgatewayProcess gateway = PushgatewayProcess.start(directory);
        Quickstart quickstart = quickstart(gateway.url().toString())) {
      assertThat(quickstart.exitCode()).isZero();
      assertThat(gateway.metrics())
          .containsPattern("lambdascope_samples_total\\{[^}]*job=\"lambdascope\"[^}]*\\} 29")
          .containsPattern("lambdascope_lambda_estimate\\{[^}]*regularizer=\"l2\"[^}]*\\} \\S+")
          .containsPattern("lambdascope_run_info\\{backend=\"nd4j-native\",dl4j=\"\\d[^}]*\\} 1");
    }
  }

  @Test
  void quickstart_pushToNobody_endsWellAndSaysSo() throws Exception {
    String nobody = "http://127.0.0.1:" + PrometheusProcess.freePort();
    try (Quickstart quickstart = quickstart(nobody)) {
      assertThat(quickstart.output())
          .contains("Could not push to " + nobody)
          .contains("29 samples")
          .doesNotContain("\tat ");
      assertThat(quickstart.exitCode()).isZero();
    }
  }

  private Quickstart quickstart(String gateway) throws Exception {
    return Quickstart.run(
        directory, "quickstart", "--exit", "--epochs", "1", "--port", "0", "--push", gateway);
  }
}
