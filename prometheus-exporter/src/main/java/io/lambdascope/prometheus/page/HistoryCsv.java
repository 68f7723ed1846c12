package io.lambdascope.prometheus.page;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A recording as comma-separated values (RFC 4180), in UTF-8: a row of headings with units, then a
 * row for each point. Cells of what is not known are empty. Any thread.
 */
public final class HistoryCsv {

  private static final String END_OF_ROW = "\r\n";

  /** What a spreadsheet takes for the beginning of a formula. */
  private static final String FORMULA = "=+-@\t\r";

  private HistoryCsv() {}

  /** The whole history. */
  public static byte[] of(Recording recording) {
    Recording.View view = recording.view(-1);
    StringBuilder csv = new StringBuilder();
    csv.append(
            view.columns().all().stream()
                .map(column -> text(column.heading()))
                .collect(Collectors.joining(",")))
        .append(END_OF_ROW);
    for (Point point : view.points()) {
      double[] values = point.values();
      for (int i = 0; i < values.length; i++) {
        csv.append(i == 0 ? "" : ",").append(number(values[i]));
      }
      csv.append(END_OF_ROW);
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A cell of text that no spreadsheet runs: names of regularizers are whatever users call them.
   */
  static String text(String text) {
    String harmless = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    // 1.0 and 1.0E7 would be read as text by some; 3 and 1.7E-5 are numbers everywhere.
    return SeriesJson.isInteger(value)
        ? String.valueOf((long) value)
        : BigDecimal.valueOf(value).toString();
  }
}
