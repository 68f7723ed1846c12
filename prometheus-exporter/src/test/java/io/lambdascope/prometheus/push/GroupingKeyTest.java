package io.lambdascope.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.prometheus.Snapshots;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupingKeyTest {

  @Test
  void path_ofAMonitor_isItsNamesAfterTheJob() {
    assertThat(new GroupingKey("nightly", Map.of("team", "a")).of(Snapshots.IDENTITY).path())
        .isEqualTo("/metrics/job/nightly/team/a/run/run-1/model/mlp/reference/without_dropout");
  }

  /** As the Pushgateway's documentation has it, so that proxies find nothing to decode. */
  @Test
  void path_ofOtherThanLettersAndDigits_isBase64() {
    assertThat(new GroupingKey("a/b", Map.of()).path()).isEqualTo("/metrics/job@base64/YS9i");
    assertThat(new GroupingKey("x", Map.of("y", "")).path()).isEqualTo("/metrics/job/x/y@base64/=");
    assertThat(new GroupingKey("..", Map.of()).path()).isEqualTo("/metrics/job@base64/Li4=");
    assertThat(new GroupingKey("λ", Map.of()).path()).isEqualTo("/metrics/job@base64/zrs=");
  }
}
