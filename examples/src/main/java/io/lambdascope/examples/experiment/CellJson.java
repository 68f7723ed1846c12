package io.lambdascope.examples.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * Cells as JSON and back, the same to the last bit. NaN, which stands for unknown, is {@code null};
 * infinities, which ends of intervals can be, are the strings {@code "Infinity"} and {@code
 * "-Infinity"}, as JSON has no numbers for them.
 */
final class CellJson {

  private CellJson() {}

  static void write(Cell cell, ObjectNode into) {
    into.put("quantity", cell.quantity());
    ObjectNode at = into.putObject("at");
    cell.at().forEach((name, value) -> at.putPOJO(name, value));
    put(into, "estimate", cell.estimate());
    put(into, "lower", cell.lower());
    put(into, "upper", cell.upper());
    put(into, "truth", cell.truth());
    into.put("standing", text(cell.standing()));
    ObjectNode measures = into.putObject("measures");
    cell.measures().forEach((name, value) -> put(measures, name, value));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none, says what is wrong
   */
  static Cell read(JsonNode node) {
    if (!node.path("quantity").isTextual()
        || !node.path("standing").isTextual()
        || !node.path("at").isObject()
        || !node.path("measures").isObject()) {
      throw new IllegalArgumentException("a cell without quantity, standing, at or measures");
    }
    Cell cell =
        Cell.of(node.get("quantity").asText(), number(node.path("estimate")))
            .interval(number(node.path("lower")), number(node.path("upper")))
            .truth(number(node.path("truth")))
            .standing(Standing.valueOf(node.get("standing").asText().toUpperCase(Locale.ROOT)));
    for (Map.Entry<String, JsonNode> entry : node.path("at").properties()) {
      JsonNode value = entry.getValue();
      if (value.isIntegralNumber()) {
        cell = cell.at(entry.getKey(), value.asLong());
      } else if (value.isNumber()) {
        cell = cell.at(entry.getKey(), value.asDouble());
      } else {
        cell = cell.at(entry.getKey(), value.asText());
      }
    }
    for (Map.Entry<String, JsonNode> entry : node.path("measures").properties()) {
      cell = cell.measure(entry.getKey(), number(entry.getValue()));
    }
    return cell;
  }

  static String text(Standing standing) {
    return standing.name().toLowerCase(Locale.ROOT);
  }

  static void put(ObjectNode into, String name, double value) {
    if (Double.isNaN(value)) {
      into.putNull(name);
    } else if (Double.isInfinite(value)) {
      into.put(name, Double.toString(value));
    } else {
      into.put(name, value);
    }
  }

  private static double number(JsonNode node) {
    if (node.isNull()) {
      return Double.NaN;
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asText()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("'%s' in place of a number".formatted(node));
    };
  }
}
