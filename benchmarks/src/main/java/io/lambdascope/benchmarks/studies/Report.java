package io.lambdascope.benchmarks.studies;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a study found, as it is written down.
 *
 * @param title of the page
 * @param parts paragraphs and tables in their order
 */
public record Report(String title, List<Part> parts) {

  /** A piece of the page. */
  public sealed interface Part permits Text, Table {}

  /** A paragraph of Markdown. */
  public record Text(String markdown) implements Part {}

  /**
   * A table.
   *
   * @param header the names of the columns
   * @param rows as many cells each as the header has
   */
  public record Table(List<String> header, List<List<String>> rows) implements Part {

    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException when a row has another number of cells than the header
     */
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException("%s does not fit %s".formatted(row, header));
        }
      }
    }
  }

  /** Copies. */
  public Report {
    parts = List.copyOf(parts);
  }

  /** The tables among the parts, in their order. */
  public List<Table> tables() {
    return parts.stream().filter(Table.class::isInstance).map(Table.class::cast).toList();
  }

  /** The page in Markdown, with the command that makes it. */
  public String markdown(String command) {
    StringBuilder page = new StringBuilder("# " + title + "\n\nMade by\n\n```sh\n");
    page.append(command).append("\n```\n");
    for (Part part : parts) {
      page.append('\n');
      if (part instanceof Text text) {
        page.append(text.markdown().strip()).append('\n');
      } else if (part instanceof Table table) {
        page.append(row(table.header()));
        page.append(row(table.header().stream().map(name -> "---").toList()));
        table.rows().forEach(row -> page.append(row(row)));
      }
    }
    return page.toString();
  }

  private static String row(List<String> cells) {
    // A bar, as in |θ|, would end the cell.
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Starts a report. */
  static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the parts. */
  static final class Builder {
    private final String title;
    private final List<Part> parts = new ArrayList<>();

    private Builder(String title) {
      this.title = title;
    }

    /** Adds a paragraph. */
    Builder text(String markdown) {
      parts.add(new Text(markdown));
      return this;
    }

    /** Adds a table. */
    Builder table(List<String> header, List<List<String>> rows) {
      parts.add(new Table(header, rows));
      return this;
    }

    /** The report. */
    Report build() {
      return new Report(title, parts);
    }
  }
}
