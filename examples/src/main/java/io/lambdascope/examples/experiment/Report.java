package io.lambdascope.examples.experiment;

import static j2html.TagCreator.body;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.document;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code report.html}: all of a run on one page that needs no other file. */
final class Report {

  /** Rows of a quantity's table; all of them are in results.csv. */
  private static final int MOST_ROWS = 200;

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto;
             padding: 0 1rem; color: #1b1b1b; background: #fff; }
      table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
      th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #ddd;
               font-variant-numeric: tabular-nums; }
      th { vertical-align: bottom; } td.text, th.text { text-align: left; }
      .holds { color: #00664d; } .missed { color: #a33b00; font-weight: bold; }
      .figure svg { width: 100%; min-width: 40rem; height: auto; }
      .figure, .scroll { overflow-x: auto; }
      dt { font-weight: bold; } code { overflow-wrap: anywhere; }
      """;

  private Report() {}

  static String of(Results results, String svg) {
    return document(
        html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title("Lambdascope: " + results.title()),
                    style(rawHtml(STYLE))),
                body(
                    h1(results.title()),
                    p(results.reproduces()),
                    verdict(results.findings()),
                    summary(results.findings()),
                    h2("Figure"),
                    div(rawHtml(svg.substring(svg.indexOf("<svg")))).withClass("figure"),
                    h2("Protocol"),
                    sentences(results.protocol()),
                    changes(results),
                    h2("Made with"),
                    provenance(results.provenance()),
                    h2("Results"),
                    cells(results.cells())))
            .withLang("en"));
  }

  private static DomContent verdict(Findings findings) {
    return div(h2("Verdict"), each(findings.verdict(), sentence -> p(sentence)));
  }

  private static DomContent summary(Findings findings) {
    return div(table(
            thead(tr(th("").withClass("text"), th("value"), th("asked"), th("").withClass("text"))),
            tbody(
                each(
                    findings.summary(),
                    finding ->
                        tr(
                            td(finding.meaning()).withClass("text"),
                            td(number(finding.value())),
                            td(asked(finding)),
                            td(finding.outcome())
                                .withClass(finding.holds() ? "text holds" : "text missed"))))))
        .withClass("scroll");
  }

  private static String asked(Finding finding) {
    boolean least = finding.atLeast() != Double.NEGATIVE_INFINITY;
    boolean most = finding.atMost() != Double.POSITIVE_INFINITY;
    if (least && most) {
      return number(finding.atLeast()) + " to " + number(finding.atMost());
    }
    return least ? "≥ " + number(finding.atLeast()) : most ? "≤ " + number(finding.atMost()) : "";
  }

  private static DomContent sentences(List<String> sentences) {
    return ul(each(sentences, sentence -> li(sentence)));
  }

  private static DomContent changes(Results results) {
    if (results.provenance().isRecorded()) {
      return div();
    }
    return results.changes().isEmpty()
        ? p("This is the paper's protocol.")
        : div(p("It differs from the paper's protocol:"), sentences(results.changes()));
  }

  private static DomContent provenance(RunProvenance made) {
    return dl(
        dt("Command"),
        dd(code(made.command())),
        dt("Seeds"),
        dd(made.isRecorded() ? "those of the recorded runs" : "1 to " + made.seeds()),
        dt("Data"),
        dd(
            made.isRecorded()
                ? "that of the recorded runs"
                : made.data().isEmpty() ? "synthetic" : made.data()),
        dt("Time"),
        dd(
            String.format(
                Locale.ROOT,
                "%.0f s of work in all tasks; finished %s",
                made.taskSeconds(),
                made.finished())),
        dt("Versions"),
        dd(String.join(", ", made.versions())),
        dt("Machine"),
        dd(made.machine()));
  }

  private static DomContent cells(List<Cell> cells) {
    // One table for each quantity with the same settings.
    Map<String, List<Cell>> tables =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.quantity() + cell.at().keySet(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<DomContent> parts = new ArrayList<>();
    tables.values().forEach(some -> parts.add(cellTable(some)));
    return div(each(parts, part -> part));
  }

  private static DomContent cellTable(List<Cell> cells) {
    List<String> settings = List.copyOf(cells.get(0).at().keySet());
    List<String> measures =
        cells.stream().flatMap(cell -> cell.measures().keySet().stream()).distinct().toList();
    List<Cell> shown = cells.subList(0, Math.min(MOST_ROWS, cells.size()));
    return div(
            p(
                cells.get(0).quantity()
                    + (shown.size() == cells.size()
                        ? ""
                        : " (%d of %d rows; all are in results.csv)"
                            .formatted(shown.size(), cells.size()))),
            table(
                thead(
                    tr(
                        each(settings, name -> th(name)),
                        th("estimate"),
                        th("95% interval"),
                        th("truth"),
                        th("standing"),
                        each(measures, name -> th(name)))),
                tbody(
                    each(
                        shown,
                        cell ->
                            tr(
                                each(settings, name -> td(text(cell.at().get(name)))),
                                td(number(cell.estimate())),
                                td(interval(cell)),
                                td(number(cell.truth())),
                                td(CellJson.text(cell.standing())),
                                each(measures, name -> td(number(cell.measure(name)))))))))
        .withClass("scroll");
  }

  private static String text(Object value) {
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  private static String interval(Cell cell) {
    return Double.isNaN(cell.lower()) ? "" : number(cell.lower()) + " to " + number(cell.upper());
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4g", value);
  }
}
