package io.lambdascope.benchmarks.jmh;

import io.lambdascope.benchmarks.jmh.UpdateBenchmark.Method;
import io.lambdascope.benchmarks.studies.Report;
import io.lambdascope.benchmarks.studies.Report.Table;
import io.lambdascope.benchmarks.studies.Report.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The page of measurements: by estimator and r, beside the bound and beside each other. */
final class UpdateCost {

  /** Of an update with {@link #BOUND_REGULARIZERS} regularizers. */
  private static final double BOUND_NANOSECONDS = 5_000;

  private static final int BOUND_REGULARIZERS = 8;

  private UpdateCost() {}

  /**
   * The page.
   *
   * @param measurements of {@code update} and {@code updateAndEstimate}, for {@link
   *     Method#CUMULATIVE} at least
   * @param conditions what was measured on, a sentence
   */
  static Report report(List<Measurement> measurements, String conditions) {
    return new Report(
        "What an update costs",
        List.of(
            new Text(
                """
                One observation taken in by an estimator that has seen 1,024 before, and the same with the
                estimate asked for after it. The observations are the statistics of 10,000 equations with r
                random columns, prepared beforehand. Bytes are those allocated for an operation, by the
                collector's count; a 1,024th of a copy of the estimator is in them."""),
            new Text(conditions),
            new Text(
                """
                Times depend on the machine and on what else it does; the columns "× cumulative" compare with
                the cumulative estimator of the same r in the same run. ± is JMH's interval of 99.9%;
                above a fifth of the mean the figure is not settled, and nothing is concluded from it."""),
            new Text(verdict(measurements)),
            table(measurements)));
  }

  private static String verdict(List<Measurement> measurements) {
    List<Measurement> bounded =
        measurements.stream()
            .filter(m -> m.operation().equals("update") && m.regularizers() == BOUND_REGULARIZERS)
            .sorted(Comparator.comparingDouble(Measurement::nanoseconds))
            .toList();
    if (bounded.isEmpty()) {
      return "The bound, for r = %d, was not measured.".formatted(BOUND_REGULARIZERS);
    }
    return ("Bound: an update with r = %d takes less than %,.0f ns. Kept: %s. Broken: %s. Open, since"
            + " the figure is not settled or its interval holds the bound: %s.")
        .formatted(
            BOUND_REGULARIZERS,
            BOUND_NANOSECONDS,
            names(bounded, UpdateCost::isKept),
            names(bounded, UpdateCost::isBroken),
            names(bounded, m -> !isKept(m) && !isBroken(m)));
  }

  private static boolean isKept(Measurement m) {
    return m.isSettled() && m.nanoseconds() + m.error() < BOUND_NANOSECONDS;
  }

  private static boolean isBroken(Measurement m) {
    return m.isSettled() && m.nanoseconds() - m.error() >= BOUND_NANOSECONDS;
  }

  /** With the share of the bound that each takes, where that is settled. */
  private static String names(List<Measurement> bounded, Predicate<Measurement> which) {
    String names =
        bounded.stream()
            .filter(which)
            .map(
                m ->
                    m.isSettled()
                        ? "%s (%.2f of it)"
                            .formatted(name(m.method()), m.nanoseconds() / BOUND_NANOSECONDS)
                        : name(m.method()))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  private static Table table(List<Measurement> measurements) {
    List<List<String>> rows = new ArrayList<>();
    for (Measurement update : measurements) {
      if (update.operation().equals("update")) {
        Measurement estimate =
            of(measurements, "updateAndEstimate", update.method(), update.regularizers());
        List<String> row = new ArrayList<>();
        row.add(name(update.method()));
        row.add(Integer.toString(update.regularizers()));
        row.addAll(cells(measurements, update));
        row.addAll(cells(measurements, estimate));
        rows.add(row);
      }
    }
    return new Table(
        List.of(
            "estimator",
            "r",
            "update, ns",
            "× cumulative",
            "B",
            "update and estimate, ns",
            "× cumulative",
            "B"),
        rows);
  }

  private static List<String> cells(List<Measurement> measurements, Measurement measured) {
    Measurement cumulative =
        of(measurements, measured.operation(), Method.CUMULATIVE, measured.regularizers());
    boolean comparable = measured.isSettled() && cumulative.isSettled();
    return List.of(
        "%,.0f ± %,.0f%s"
            .formatted(
                measured.nanoseconds(),
                measured.error(),
                measured.isSettled() ? "" : ", not settled"),
        comparable ? "%.2f".formatted(measured.nanoseconds() / cumulative.nanoseconds()) : "–",
        "%,.0f".formatted(measured.bytes()));
  }

  private static Measurement of(
      List<Measurement> measurements, String operation, Method method, int regularizers) {
    return measurements.stream()
        .filter(
            m ->
                m.operation().equals(operation)
                    && m.method() == method
                    && m.regularizers() == regularizers)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not measured: %s of %s at r = %d".formatted(operation, method, regularizers)));
  }

  /** As in a text: {@code per observation}. */
  private static String name(Method method) {
    return method.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
