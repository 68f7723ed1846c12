package io.lambdascope.prometheus.page;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.Attribution.Link;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.Readings;
import java.util.ArrayList;
import java.util.List;

/**
 * The quantities of one monitor's history, in their order: {@link #ITERATION} first, four for each
 * term, one for each cause. Immutable.
 *
 * <p>They are read as the meters read theirs, so that the page and a scrape tell the same.
 */
final class Columns {

  /** Index of the training iteration, which increases along a history. */
  static final int ITERATION = 0;

  private final List<Column> all;

  private Columns(List<Column> all) {
    this.all = List.copyOf(all);
  }

  /** Those of a monitor with these terms. */
  static Columns of(List<Term> terms) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.of("iteration", "iterations", s -> s.progress().iteration()));
    columns.add(Column.of("epoch", "epochs", s -> s.progress().epoch()));
    columns.add(Column.of("loss", "1", s -> s.progress().loss()));
    columns.add(Column.of("sampled_iteration", "iterations", Readings.ofSample(Sample::iteration)));
    columns.add(
        Column.of("sampled_at", "ms since 1970", Readings.ofSample(s -> s.at().toEpochMilli())));
    columns.add(Column.of("r_squared", "1", Readings.ofEstimate(e -> e.fit().rSquared())));
    columns.add(
        Column.of("eta_curvature", "1", Readings.ofQuality(q -> Readings.orNaN(q.etaCurvature()))));
    columns.add(
        Column.of(
            "deviation_norm", "norm of a gradient", Readings.ofSample(Sample::deviationNorm)));
    columns.add(Column.of("overhead", "ratio", s -> s.workload().overheadRatio()));
    for (Term term : terms) {
      String unit = "loss per unit of the regularizer";
      columns.add(
          Column.of("estimate", term, unit, Readings.ofIdentified(term, Coefficient::value)));
      columns.add(Column.of("lower", term, unit, Readings.ofIdentified(term, Coefficient::lower)));
      columns.add(Column.of("upper", term, unit, Readings.ofIdentified(term, Coefficient::upper)));
      columns.add(Column.of("configured", term, unit, Readings.ofConfigured(term)));
    }
    for (Cause cause : Cause.values()) {
      columns.add(Column.of("share", cause, "ratio", Readings.ofLink(cause, Link::share)));
    }
    return new Columns(columns);
  }

  /** In order. */
  List<Column> all() {
    return all;
  }

  /** What a snapshot says for each. */
  double[] read(MonitorSnapshot snapshot) {
    return all.stream().mapToDouble(column -> column.reading().applyAsDouble(snapshot)).toArray();
  }
}
