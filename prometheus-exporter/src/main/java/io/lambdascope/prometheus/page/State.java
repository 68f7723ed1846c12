package io.lambdascope.prometheus.page;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Attribution;
import io.lambdascope.core.snapshot.Attribution.Link;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.MonitorSnapshot.Latest;
import io.lambdascope.core.snapshot.Platform;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.lambdascope.core.snapshot.Workload;
import io.lambdascope.prometheus.BuildInfo;
import io.lambdascope.prometheus.Readings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot for people: the numbers as the meters have them, and words. Numbers are NaN where not
 * known.
 *
 * @param status {@code active}, {@code detached} or {@code closed}
 * @param iteration DL4J's number of the last iteration, −1 before the first
 * @param iterations how many were seen
 * @param samples how many entered the estimate
 * @param stillSeconds how long neither training nor the monitor has moved
 * @param fit of the estimate
 * @param sample the last one
 * @param cost of the monitor
 * @param terms in their order
 * @param causes of the last deviation; none where attribution is off
 * @param skips samples not taken, by reason, where there were any
 * @param failures of the monitor, by stage, where there were any
 * @param warnings gravest first
 * @param software that watches and trains
 */
record State(
    String status,
    long iteration,
    long iterations,
    int epoch,
    double loss,
    long samples,
    long restarts,
    long stillSeconds,
    FitState fit,
    SampleState sample,
    CostState cost,
    List<TermState> terms,
    List<CauseState> causes,
    Map<String, Long> skips,
    Map<String, Long> failures,
    List<Warning> warnings,
    SoftwareState software) {

  /**
   * How well the candidates explain the deviations.
   *
   * @param confidence coverage of the intervals
   * @param conditionWords what an infinite condition number, which JSON has no number for, means
   */
  record FitState(
      double confidence,
      double rSquared,
      double conditionNumber,
      String conditionWords,
      double effectiveEquations,
      double designEffect) {

    static FitState of(MonitorSnapshot snapshot) {
      Optional<LambdaEstimate> estimate = snapshot.estimate();
      double condition = Readings.orNaN(estimate, e -> e.fit().conditionNumber());
      return new FitState(
          Readings.orNaN(estimate, LambdaEstimate::confidence),
          Readings.orNaN(estimate, e -> e.fit().rSquared()),
          condition,
          Double.isInfinite(condition) ? "infinite: the candidates' gradients are dependent" : "",
          Readings.orNaN(estimate, e -> Readings.orNaN(e.fit().effectiveEquations())),
          Readings.orNaN(estimate, e -> Readings.orNaN(e.fit().designEffect())));
    }
  }

  /**
   * The last sample and its reference.
   *
   * @param taken false before the first
   * @param age iterations since
   * @param referenceValid false where the reference is outside its theory's range
   * @param data which examples the reference computes its gradients on, in words
   */
  record SampleState(
      boolean taken,
      double iteration,
      double age,
      double deviationNorm,
      double referenceNorm,
      double unexplainedShare,
      double etaCurvature,
      boolean referenceValid,
      double referenceError,
      double samplingError,
      String data) {

    static SampleState of(MonitorSnapshot snapshot) {
      Optional<Sample> sample = snapshot.latest().map(Latest::sample);
      Optional<ReferenceQuality> quality = sample.map(Sample::quality);
      return new SampleState(
          sample.isPresent(),
          Readings.orNaN(sample, Sample::iteration),
          Readings.orNaN(snapshot.referenceAge()),
          Readings.orNaN(sample, Sample::deviationNorm),
          Readings.orNaN(sample, Sample::referenceNorm),
          Readings.orNaN(snapshot.latest(), latest -> Readings.orNaN(latest.unexplainedShare())),
          Readings.orNaN(quality, q -> Readings.orNaN(q.etaCurvature())),
          quality.map(ReferenceQuality::valid).orElse(true),
          Readings.orNaN(quality, q -> Readings.orNaN(q.error())),
          Readings.orNaN(quality, q -> Readings.orNaN(q.samplingError())),
          snapshot.provenance().data());
    }
  }

  /**
   * What the monitor costs.
   *
   * @param overhead monitor's over training's time
   * @param budget its bound; NaN where there is none
   */
  record CostState(
      double monitorSeconds,
      double trainingSeconds,
      double overhead,
      double budget,
      double stride,
      int queueDepth,
      int queueCapacity) {

    static CostState of(Workload workload) {
      return new CostState(
          workload.monitorSeconds(),
          workload.trainingSeconds(),
          workload.overheadRatio(),
          Readings.orNaN(workload.budget()),
          workload.stride(),
          workload.queueDepth(),
          workload.queueCapacity());
    }
  }

  /**
   * Which software the numbers are of; {@code unknown} where it cannot be told.
   *
   * @param version Lambdascope's
   * @param revision of its source in git, abbreviated
   * @param dl4j DL4J's version
   * @param backend name of ND4J's backend
   */
  record SoftwareState(String version, String revision, String dl4j, String backend) {

    private static final BuildInfo BUILD = BuildInfo.read();

    static SoftwareState of(Platform platform) {
      return new SoftwareState(
          BUILD.version(), BUILD.revision(), platform.dl4j(), platform.backend());
    }
  }

  /** What one cause adds to the last deviation. */
  record CauseState(String cause, double norm, double cosine, double share) {

    static CauseState of(Link link) {
      return new CauseState(
          Readings.label(link.cause()),
          link.norm(),
          Readings.orNaN(link.cosine()),
          Readings.orNaN(link.share()));
    }
  }

  static State of(MonitorSnapshot snapshot, Duration still) {
    List<Link> links =
        snapshot.latest().flatMap(Latest::attribution).map(Attribution::links).orElse(List.of());
    return new State(
        Readings.label(snapshot.status()),
        snapshot.progress().iteration(),
        snapshot.progress().iterations(),
        snapshot.progress().epoch(),
        snapshot.progress().loss(),
        snapshot.samples(),
        snapshot.restarts(),
        still.toSeconds(),
        FitState.of(snapshot),
        SampleState.of(snapshot),
        CostState.of(snapshot.workload()),
        snapshot.terms().stream().map(term -> TermState.of(snapshot, term)).toList(),
        links.stream().map(CauseState::of).toList(),
        positive(snapshot.skips()),
        positive(snapshot.failures()),
        Warnings.of(snapshot, still),
        SoftwareState.of(snapshot.platform()));
  }

  private static <E extends Enum<E>> Map<String, Long> positive(Map<E, Long> counts) {
    Map<String, Long> positive = new TreeMap<>();
    counts.forEach(
        (reason, count) -> {
          if (count > 0) {
            positive.put(Readings.label(reason), count);
          }
        });
    return positive;
  }
}
