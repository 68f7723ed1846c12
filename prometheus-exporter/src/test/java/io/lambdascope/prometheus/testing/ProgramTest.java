package io.lambdascope.prometheus.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A missing program is never passed over in silence. */
class ProgramTest {

  @Test
  void require_missing_skipsAtHomeAndFailsInCi() {
    assertThatThrownBy(() -> Program.require("it", "get it", false, false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("it is not installed (get it)");
    assertThatThrownBy(() -> Program.require("it", "get it", false, true))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("CI must not skip");
  }

  @Test
  void require_present_goesOn() {
    assertThatCode(() -> Program.require("java", "install a JDK")).doesNotThrowAnyException();
  }
}
