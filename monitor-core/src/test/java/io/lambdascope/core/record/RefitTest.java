package io.lambdascope.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CovarianceKind;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.Fit;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.Term;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefitTest {

  private static final List<Term> GROUPED =
      List.of(new Term("l2", "a"), new Term("l1", "a"), new Term("l2", "b"));

  @TempDir private Path directory;

  private static List<RawObservation> raw() {
    Random random = new Random(3);
    List<RawObservation> run = new ArrayList<>();
    for (int k = 0; k < 12; k++) {
      run.add(RawObservation.gaussian(random, k, 30, new double[] {0.5, -2, 0.5}, 0.2));
    }
    return run;
  }

  private static List<ReplicatedMatch> matches(List<RawObservation> raw) {
    return raw.stream().map(o -> ReplicatedMatch.single(o.toMatch())).toList();
  }

  @Test
  void course_sameEstimator_asDuringTheRunBitForBit() throws IOException {
    Path file = directory.resolve("run.log");
    List<LambdaEstimate> live = new ArrayList<>();
    try (ObservationLogWriter writer =
        ObservationLogWriter.open(file, Observations.HEADER, 1 << 20)) {
      Monitor monitor =
          Monitor.builder(Observations.IDENTITY, Observations.TERMS, new ForgettingEstimator(20))
              .recorder(writer)
              .subscriber(s -> live.add(s.estimate().orElseThrow()))
              .build();
      for (Observation o : Observations.run(50)) {
        monitor.observe(new Observation(o.match(), 1, 1, o.quality(), List.of(), o.attribution()));
      }
    }
    ObservationLog log = ObservationLog.read(file);
    List<LambdaEstimate> again =
        Refit.course(
            Refit.observations(log, TermSelection.all(log.header().terms())),
            new ForgettingEstimator(20));
    assertThat(again).hasSize(50).isEqualTo(live);
  }

  /** Against columns summed before the products are taken. */
  @Test
  void mergeGroups_asColumnsSummed() {
    TermSelection merged = TermSelection.all(GROUPED).mergeGroups();
    assertThat(merged.terms()).containsExactly(Term.of("l2"), Term.of("l1"));
    List<RawObservation> summed =
        raw().stream()
            .map(
                o -> {
                  double[][] design = new double[o.equations()][2];
                  for (int i = 0; i < design.length; i++) {
                    design[i][0] = o.design()[i][0] + o.design()[i][2];
                    design[i][1] = o.design()[i][1];
                  }
                  return new RawObservation(o.iteration(), design, o.deviation());
                })
            .toList();
    LambdaEstimate expected = last(matches(summed));
    LambdaEstimate actual = last(matches(raw()).stream().map(merged::apply).toList());
    for (int j = 0; j < 2; j++) {
      // Sums of some hundred products in another order: 1e-13 of them, and a condition near 1.
      assertThat(actual.coefficient(j).value())
          .isCloseTo(expected.coefficient(j).value(), within(1e-11));
      assertThat(actual.coefficient(j).standardError())
          .isCloseTo(expected.coefficient(j).standardError(), within(1e-10));
    }
    assertThat(actual.coefficient(0).value()).isCloseTo(0.5, within(0.1));
  }

  private static LambdaEstimate last(List<ReplicatedMatch> observations) {
    List<LambdaEstimate> course = Refit.course(observations, new CumulativeEstimator());
    return course.get(course.size() - 1);
  }

  @Test
  void only_asWithoutTheColumn() {
    TermSelection l2 = TermSelection.all(GROUPED).only(List.of("l2"));
    assertThat(l2.terms()).containsExactly(GROUPED.get(0), GROUPED.get(2));
    List<ReplicatedMatch> without =
        matches(raw().stream().map(o -> o.selectColumns(0, 2)).toList());
    assertThat(matches(raw()).stream().map(l2::apply).toList()).isEqualTo(without);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TermSelection.all(GROUPED).only(List.of("l2", "path_norm")))
        .withMessageContainingAll("path_norm", "[l2, l1]");
  }

  @Test
  void pooled_asRowsStacked() {
    List<RawObservation> raw = raw();
    List<ReplicatedMatch> pooled = Refit.pooled(matches(raw), 5);
    assertThat(pooled).hasSize(2);
    RawObservation stacked = raw.get(0);
    for (int k = 1; k < 5; k++) {
      stacked = stacked.stack(raw.get(k));
    }
    assertThat(pooled.get(0).iteration()).isEqualTo(4);
    assertThat(pooled.get(0).equations()).isEqualTo(150);
    // Sums of 150 products of normal numbers, in another order.
    assertThat(pooled.get(0).gram()).containsExactly(stacked.toMatch().gram(), within(1e-11));
    assertThat(pooled.get(0).crosses()).containsExactly(stacked.toMatch().cross(), within(1e-11));
    assertThatIllegalArgumentException().isThrownBy(() -> Refit.pooled(matches(raw), 0));
  }

  private static LambdaEstimate estimate(Coefficient... coefficients) {
    int r = coefficients.length;
    return new LambdaEstimate(
        9,
        List.of(coefficients),
        new double[r * r],
        CovarianceKind.CLUSTER_ROBUST,
        0.95,
        new Fit(0.5, 0.7, 1, 1, 30, 9, 9, OptionalDouble.empty()));
  }

  private static Coefficient coefficient(double value, double error, Identifiability known) {
    return new Coefficient(value, error, error, value - 2 * error, value + 2 * error, 1, known);
  }

  @Test
  void comparison_ofRuns_differenceErrorAndZ() {
    Identifiability yes = Identifiability.IDENTIFIED;
    List<RunComparison> comparison =
        RunComparison.of(
            Observations.TERMS,
            estimate(coefficient(1, 3, yes), coefficient(1, 1, Identifiability.NOT_IDENTIFIED)),
            List.of(Term.of("l1"), Term.of("other"), Term.of("l2")),
            estimate(coefficient(5, 1, yes), coefficient(6, 1, yes), coefficient(11, 4, yes)));
    assertThat(comparison).hasSize(2);
    assertThat(comparison.get(0).term()).isEqualTo(Term.of("l2"));
    assertThat(comparison.get(0).difference()).hasValue(10);
    assertThat(comparison.get(0).standardError()).hasValue(5);
    assertThat(comparison.get(0).z()).hasValue(2);
    assertThat(comparison.get(1).difference()).isEmpty();
    assertThat(comparison.get(1).z()).isEmpty();
    assertThat(comparison.get(1).lower()).isEmpty();
    assertThat(comparison.get(1).upper()).isEmpty();
  }

  @Test
  void comparison_ofSkewIntervals_recoversEachRunsDoubt() {
    Identifiability yes = Identifiability.IDENTIFIED;
    Coefficient first = new Coefficient(1, 1, 1, 1 - 5, 1 + 4, 1, yes);
    Coefficient second = new Coefficient(3, 1, 1, 3 - 3, 3 + 12, 1, yes);
    RunComparison comparison =
        RunComparison.of(
                List.of(Term.of("l2")), estimate(first), List.of(Term.of("l2")), estimate(second))
            .get(0);
    // 2 − √(3² + 4²) and 2 + √(12² + 5²).
    assertThat(comparison.lower()).hasValue(-3);
    assertThat(comparison.upper()).hasValue(15);
  }

  @Test
  void comparison_ofCourses_takesTheLastEstimateBefore() {
    List<Term> terms = List.of(Term.of("l2"));
    List<CourseComparison> course =
        CourseComparison.of(
            terms,
            List.of(at(0, 1), at(5, 2), at(10, 3), at(15, 4)),
            terms,
            List.of(at(3, 10), at(5, 20), at(9, 30), at(10, 40), at(14, 50)));
    // At 0 the second run has not begun, at 15 it has ended.
    assertThat(course).extracting(CourseComparison::iteration).containsExactly(5L, 10L);
    assertThat(course).extracting(CourseComparison::lag).containsExactly(0L, 0L);
    assertThat(course.get(1).terms().get(0).difference()).hasValue(37);
    List<CourseComparison> other =
        CourseComparison.of(terms, List.of(at(8, 1)), terms, List.of(at(3, 10), at(9, 30)));
    assertThat(other.get(0).lag()).isEqualTo(5);
    assertThat(other.get(0).terms().get(0).difference()).hasValue(9);
    assertThat(CourseComparison.of(terms, List.of(at(8, 1)), terms, List.of())).isEmpty();
  }

  private static LambdaEstimate at(long iteration, double value) {
    LambdaEstimate estimate = estimate(coefficient(value, 1, Identifiability.IDENTIFIED));
    return new LambdaEstimate(
        iteration,
        estimate.coefficients(),
        estimate.covariance(),
        estimate.covarianceKind(),
        estimate.confidence(),
        estimate.fit());
  }
}
