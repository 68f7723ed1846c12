package io.lambdascope.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String text(Cell cell) {
    ObjectNode node = JSON.createObjectNode();
    CellJson.write(cell, node);
    return node.toString();
  }

  private static Cell read(String text) throws JsonProcessingException {
    return CellJson.read(JSON.readTree(text));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        5,
        0.1,
        -1.0 / 3,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        1e22,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void roundTrip_anyNumber_isTheSameToTheLastBit(double value) throws JsonProcessingException {
    Cell cell =
        Cell.of("q", value)
            .interval(value, value)
            .truth(value)
            .standing(Standing.NOT_IDENTIFIABLE)
            .measure("m", value);
    Cell back = read(text(cell));
    // Records compare doubles by their bits: -0.0 is not 0, and NaN is NaN.
    assertThat(back).isEqualTo(cell);
    assertThat(Double.doubleToRawLongBits(back.estimate()))
        .isEqualTo(Double.doubleToRawLongBits(value));
  }

  @Test
  void roundTrip_settings_keepTypeAndOrder() throws JsonProcessingException {
    Cell cell =
        Cell.of("q", 1)
            .at("z", "text")
            .at("whole", Long.MAX_VALUE)
            .at("number", 5.0)
            .at("a", -0.0)
            .at("η", "\"quoted\"\n");
    Cell back = read(text(cell));
    assertThat(back).isEqualTo(cell);
    assertThat(back.at().keySet()).containsExactly("z", "whole", "number", "a", "η");
    assertThat(back.at().get("number")).isEqualTo(5.0);
    assertThat(back.at().get("whole")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void setting_notFinite_isRefused() {
    assertThatThrownBy(() -> Cell.of("q", 1).at("eta", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("eta")
        .hasMessageContaining("NaN");
  }

  @Test
  void read_damaged_isRefused() {
    String good = text(Cell.of("q", 1));
    assertThatThrownBy(() -> read(good.replace("\"estimate\":1.0", "\"estimate\":\"1\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in place of a number");
    assertThatThrownBy(() -> read(good.replace("\"estimate\":1.0,", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(good.replace("valid", "good")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GOOD");
    assertThatThrownBy(() -> read(good.replace("\"measures\":{}", "\"measures\":[]")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
