package io.lambdascope.prometheus.page;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.Readings;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One quantity of a history.
 *
 * @param quantity what it is, for example {@code estimate}
 * @param term whose it is; empty where it is the monitor's
 * @param cause whose share it is; empty for all else
 * @param unit for people, {@code 1} for a plain number
 * @param reading NaN where it is not known
 */
record Column(
    String quantity,
    Optional<Term> term,
    Optional<Cause> cause,
    String unit,
    ToDoubleFunction<MonitorSnapshot> reading) {

  static Column of(String quantity, String unit, ToDoubleFunction<MonitorSnapshot> reading) {
    return new Column(quantity, Optional.empty(), Optional.empty(), unit, reading);
  }

  static Column of(
      String quantity, Term term, String unit, ToDoubleFunction<MonitorSnapshot> reading) {
    return new Column(quantity, Optional.of(term), Optional.empty(), unit, reading);
  }

  static Column of(
      String quantity, Cause cause, String unit, ToDoubleFunction<MonitorSnapshot> reading) {
    return new Column(quantity, Optional.empty(), Optional.of(cause), unit, reading);
  }

  /** What a table has at its head, for example {@code l2/all estimate (1)}. */
  String heading() {
    String of = term.map(Words::of).orElseGet(() -> cause.map(Readings::label).orElse(""));
    return "%s%s%s (%s)".formatted(of, of.isEmpty() ? "" : " ", quantity, unit);
  }
}
