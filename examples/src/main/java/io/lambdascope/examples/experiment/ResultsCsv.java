package io.lambdascope.examples.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code results.csv}: a row for each cell, a column for each setting and measure that any cell
 * has. Empty where a cell has none, or it is unknown (NaN).
 */
final class ResultsCsv {

  private ResultsCsv() {}

  static String of(List<Cell> cells) {
    Set<String> settings = new LinkedHashSet<>();
    Set<String> measures = new LinkedHashSet<>();
    for (Cell cell : cells) {
      settings.addAll(cell.at().keySet());
      measures.addAll(cell.measures().keySet());
    }
    List<String> header = new ArrayList<>(List.of("quantity"));
    header.addAll(settings);
    header.addAll(List.of("estimate", "lower", "upper", "truth", "standing"));
    header.addAll(measures);
    StringBuilder text = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord(header);
      for (Cell cell : cells) {
        csv.print(cell.quantity());
        for (String name : settings) {
          csv.print(cell.at().getOrDefault(name, ""));
        }
        csv.print(number(cell.estimate()));
        csv.print(number(cell.lower()));
        csv.print(number(cell.upper()));
        csv.print(number(cell.truth()));
        csv.print(CellJson.text(cell.standing()));
        for (String name : measures) {
          csv.print(number(cell.measure(name)));
        }
        csv.println();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
