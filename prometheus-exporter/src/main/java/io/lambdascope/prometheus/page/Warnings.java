package io.lambdascope.prometheus.page;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.LimitingReason;
import io.lambdascope.core.verdict.Verdict;
import io.lambdascope.prometheus.Readings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that speaks against trusting a snapshot, gravest first. Stateless. */
final class Warnings {

  /** Without an iteration for this long, training stands still, or waits for its data. */
  static final Duration STILL = Duration.ofSeconds(60);

  /** A sample is late when this many times the stride has gone by. */
  static final int LATE_STRIDES = 10;

  /** At least so many iterations; a monitor that works behind training is some behind. */
  static final int LATE_ITERATIONS = 100;

  /** ηh from which on gradient descent leaves the valley instead of following it. */
  private static final double EDGE_OF_STABILITY = 2;

  private final MonitorSnapshot snapshot;
  private final List<Warning> found = new ArrayList<>();

  private Warnings(MonitorSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * Of a snapshot.
   *
   * @param still how long neither training nor the monitor has moved
   */
  static List<Warning> of(MonitorSnapshot snapshot, Duration still) {
    Warnings warnings = new Warnings(snapshot);
    warnings.monitor();
    warnings.age(still);
    warnings.loss();
    snapshot.latest().ifPresent(warnings::latest);
    return List.copyOf(warnings.found);
  }

  private void add(String title, String text) {
    found.add(new Warning(title, text));
  }

  private void monitor() {
    if (snapshot.status() == Status.DETACHED) {
      add(
          "The monitor gave up",
          "It failed too often and has left training alone since. What is shown is as old as its"
              + " last sample; the log of the process says what failed.");
    }
    long failures = snapshot.failures().values().stream().mapToLong(Long::longValue).sum();
    if (failures > 0) {
      String stages =
          snapshot.failures().entrySet().stream()
              .filter(stage -> stage.getValue() > 0)
              .sorted(Map.Entry.comparingByKey())
              .map(stage -> "%s %d".formatted(Readings.label(stage.getKey()), stage.getValue()))
              .collect(Collectors.joining(", "));
      add(
          "The monitor has failed at some samples",
          "%d failures (%s). Training is not affected; the estimate is of the other samples."
              .formatted(failures, stages));
    }
  }

  private void age(Duration still) {
    if (snapshot.status() != Status.ACTIVE) {
      return;
    }
    if (still.compareTo(STILL) >= 0 && snapshot.progress().iterations() > 0) {
      add(
          "Training stands still",
          ("No iteration for %d seconds: it has ended without closing the monitor, or it waits for"
                  + " something.")
              .formatted(still.toSeconds()));
    }
    setBack();
    double stride = snapshot.workload().stride();
    double late = Math.max(LATE_ITERATIONS, stride > 0 ? LATE_STRIDES * stride : 0);
    long age = snapshot.referenceAge().orElse(snapshot.progress().iterations());
    if (age > late) {
      add(
          "No observation for long",
          ("%d iterations since the last sample, where one in %.0f was to be sampled. The skipped"
                  + " samples below say why.")
              .formatted(age, stride > 0 ? Math.max(1, stride) : 1));
    }
  }

  private void setBack() {
    if (snapshot.skips().getOrDefault(SkipReason.EARLIER_ITERATION, 0L) == 0) {
      // A sample that is published before its iteration is no sign of it.
      return;
    }
    long sampled = snapshot.latest().map(latest -> latest.sample().iteration()).orElse(-1L);
    long iteration = snapshot.progress().iteration();
    if (iteration < sampled) {
      add(
          "Training was set back",
          ("It is at iteration %d; the last sample is of iteration %d, of the course that was given"
                  + " up. The estimates stand still until training is past it.")
              .formatted(iteration, sampled));
    }
  }

  private void loss() {
    double loss = snapshot.progress().loss();
    if (snapshot.progress().iterations() > 0 && !Double.isFinite(loss)) {
      add("The loss is not finite", "It is %s: training has diverged.".formatted(loss));
    }
  }

  private void latest(Latest latest) {
    reference(latest.sample().quality());
    for (int j = 0; j < snapshot.terms().size(); j++) {
      String name = Words.of(snapshot.terms().get(j));
      if (j < latest.estimate().coefficients().size()) {
        coefficient(name, latest.estimate().coefficient(j));
      }
      if (j < latest.drifts().size() && latest.drifts().get(j).phase() == DriftPhase.DRIFTING) {
        drift(name, latest.drifts().get(j).latest());
      }
    }
    verdicts();
  }

  private void reference(ReferenceQuality quality) {
    double etaCurvature = quality.etaCurvature().orElse(0);
    if (etaCurvature > EDGE_OF_STABILITY) {
      add(
          "Training is beyond the edge of stability",
          "ηh is "
              + digits(etaCurvature)
              + ", above 2: a step overshoots along the gradient. Estimates against a gradient flow"
              + " mean little here; a smaller learning rate ends it.");
    }
    if (!quality.valid()) {
      add(
          "The reference is outside its range",
          "The theory of the reference does not hold for the last sample, so its coefficients are"
              + " not to be trusted. A smaller step, or a reference without that theory, helps.");
    }
  }

  private void coefficient(String name, Coefficient coefficient) {
    switch (coefficient.identifiability()) {
      case IDENTIFIED -> {}
      case WEAK ->
          add(
              "λ of %s is weakly identified".formatted(name),
              "Its value moves much with small errors. It is identified %s."
                  .formatted(Words.identifiability(coefficient)));
      case NOT_IDENTIFIED ->
          add(
              "λ of %s is not identified".formatted(name),
              "It has no value, as it is %s. Fewer candidates, or longer observation, may help."
                  .formatted(Words.identifiability(coefficient)));
    }
  }

  private void drift(String name, Optional<Drift> latest) {
    String since =
        latest
            .map(
                drift ->
                    "It has gone %s since iteration %d, by about %s"
                        .formatted(
                            Readings.label(drift.direction()),
                            drift.onset(),
                            digits(Math.abs(drift.change()))))
            .orElse("It has changed");
    add(
        "λ of %s is drifting".formatted(name),
        since + ", and is not known to have settled: the estimate mixes old and new.");
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** Candidates of the same reason together: often it is all of them. */
  private void verdicts() {
    Map<LimitingReason, List<String>> rejected = new EnumMap<>(LimitingReason.class);
    for (Term term : snapshot.terms()) {
      Readings.verdict(snapshot, term)
          .filter(candidate -> candidate.verdict() == Verdict.NOT_SUPPORTED)
          .ifPresent(
              candidate ->
                  rejected
                      .computeIfAbsent(candidate.reason(), unused -> new ArrayList<>())
                      .add(Words.of(term)));
    }
    rejected.forEach(
        (reason, names) ->
            add(
                "%s %s not supported as an explanation"
                    .formatted(String.join(", ", names), names.size() == 1 ? "is" : "are"),
                "Do not read λ as that of a regularizer: %s.".formatted(Words.of(reason))));
  }
}
