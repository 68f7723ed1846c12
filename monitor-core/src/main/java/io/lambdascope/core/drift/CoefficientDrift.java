package io.lambdascope.core.drift;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The detector of one coefficient.
 *
 * <p>Every observation is scored against the baseline before it, winsorized, and only then joins
 * the baseline and the two means. While stable, the scores u feed a two-sided CUSUM, S⁺ ← max(0, S⁺
 * + u − k) and S⁻ alike with −u; fast against slow mean is watched beside it, for changes that are
 * small against the error of one observation and last.
 *
 * <p>When either crosses its threshold everything starts over with the observations that follow:
 * those before are of the old level in part, and those since the onset were picked by the alarm. A
 * stretch that moves within itself is thrown away and a new one begun; a calm one ends the drift
 * and is the new baseline.
 */
final class CoefficientDrift {

  /** The resolution is the mean over about so many of the last observations. */
  private static final int RESOLUTION_MEMORY = 50;

  private final DriftOptions options;
  private final WarmUp warmUp = new WarmUp();
  private final Baseline baseline = new Baseline();
  private final FastSlow means;
  private final Excursion cusumUp = new Excursion();
  private final Excursion cusumDown = new Excursion();
  private final Excursion contrastUp = new Excursion();
  private final Excursion contrastDown = new Excursion();

  private long observations;
  private double meanResolution;
  private boolean drifting;
  private long drifts;
  // Of the last drift; without meaning when there was none.
  private double declaredScore;
  private long onset;
  private long detected;
  private boolean upwards;
  private double levelBefore;
  private double levelAfter;

  CoefficientDrift(DriftOptions options) {
    this.options = options;
    this.means = new FastSlow(options.fastHalfLife(), options.slowHalfLife());
  }

  void update(long iteration, double value, double relativeVariance, double resolution) {
    observations++;
    meanResolution +=
        (resolution - meanResolution) / Math.min(observations, (long) RESOLUTION_MEMORY);
    if (!warmUp.isOver()) {
      warmUp.add(iteration, value, relativeVariance);
      if (warmUp.isOver()) {
        for (int i = 0; i < WarmUp.LENGTH; i++) {
          take(warmUp.iteration(i), warmUp.value(i), warmUp.weight(i));
        }
      }
      return;
    }
    // Of a change both sides count: what was zero to rounding may be so no more, and the reverse.
    baseline.floor(warmUp.normalizedError(Math.max(resolution, meanResolution)));
    double before = baseline.mean();
    double weight = warmUp.weight(relativeVariance);
    double kept = warmUp.normalized(value);
    double score = baseline.score(kept, weight);
    if (Math.abs(score) > options.winsorBound()) {
      score = Math.copySign(options.winsorBound(), score);
      kept = baseline.at(score, weight);
    }
    take(iteration, kept, weight);
    double z = means.isComparable() ? means.score(baseline) : 0;
    if (drifting) {
      settle(z);
    } else {
      cusumUp.set(cusumUp.level() + score - options.reference(), iteration, before, kept, weight);
      cusumDown.set(
          cusumDown.level() - score - options.reference(), iteration, before, kept, weight);
      contrastUp.set(z, iteration, before, kept, weight);
      contrastDown.set(-z, iteration, before, kept, weight);
      declareIfDrifting(iteration);
    }
  }

  private void take(long iteration, double value, double weight) {
    baseline.add(value, weight);
    means.add(iteration, value, weight);
  }

  private void settle(double z) {
    levelAfter = level(baseline.mean());
    if (Math.abs(z) >= options.calmBound()) {
      startAfresh();
    } else if (baseline.observations() >= options.calmObservations()) {
      drifting = false;
    }
  }

  private void declareIfDrifting(long iteration) {
    double up = Math.max(cusumScore(cusumUp), contrastScore(contrastUp));
    double down = Math.max(cusumScore(cusumDown), contrastScore(contrastDown));
    if (Math.max(up, down) < DriftStatus.THRESHOLD) {
      return;
    }
    upwards = up >= down;
    Excursion cusum = upwards ? cusumUp : cusumDown;
    Excursion evidence =
        cusumScore(cusum) >= DriftStatus.THRESHOLD ? cusum : upwards ? contrastUp : contrastDown;
    declaredScore = Math.max(up, down);
    onset = evidence.onset();
    detected = iteration;
    levelBefore = level(evidence.before());
    levelAfter = level(evidence.after());
    drifts++;
    drifting = true;
    startAfresh();
  }

  /** In the coefficient's units, and such that differences are finite. */
  private double level(double normalized) {
    double bound = Double.MAX_VALUE / 2;
    return Math.max(-bound, Math.min(normalized * warmUp.unit(), bound));
  }

  private void startAfresh() {
    warmUp.reset();
    baseline.reset();
    means.reset();
    cusumUp.reset();
    cusumDown.reset();
    contrastUp.reset();
    contrastDown.reset();
  }

  private double cusumScore(Excursion cusum) {
    return cusum.level() / options.threshold();
  }

  private double contrastScore(Excursion contrast) {
    return contrast.level() / options.contrastBound();
  }

  DriftStatus status() {
    boolean warm = warmUp.isOver();
    DriftPhase phase =
        drifting ? DriftPhase.DRIFTING : warm ? DriftPhase.STABLE : DriftPhase.WARMING_UP;
    return new DriftStatus(
        phase,
        score(phase),
        warm && means.isComparable()
            ? OptionalDouble.of(means.score(baseline))
            : OptionalDouble.empty(),
        drifts,
        drifts > 0
            ? Optional.of(
                new Drift(
                    onset,
                    detected,
                    upwards ? DriftDirection.UP : DriftDirection.DOWN,
                    levelAfter - levelBefore))
            : Optional.empty());
  }

  private OptionalDouble score(DriftPhase phase) {
    return switch (phase) {
      case WARMING_UP -> OptionalDouble.empty();
      case DRIFTING -> OptionalDouble.of(declaredScore);
      case STABLE ->
          OptionalDouble.of(
              Math.max(
                  Math.max(cusumScore(cusumUp), cusumScore(cusumDown)),
                  Math.max(contrastScore(contrastUp), contrastScore(contrastDown))));
    };
  }

  void write(Memory memory) {
    warmUp.write(memory);
    baseline.write(memory);
    means.write(memory);
    cusumUp.write(memory);
    cusumDown.write(memory);
    contrastUp.write(memory);
    contrastDown.write(memory);
    memory.write(observations);
    memory.write(meanResolution);
    memory.write(drifting ? 1 : 0);
    memory.write(drifts);
    memory.write(declaredScore);
    memory.write(onset);
    memory.write(detected);
    memory.write(upwards ? 1 : 0);
    memory.write(levelBefore);
    memory.write(levelAfter);
  }

  void read(Memory memory) {
    warmUp.read(memory);
    baseline.read(memory);
    means.read(memory);
    cusumUp.read(memory);
    cusumDown.read(memory);
    contrastUp.read(memory);
    contrastDown.read(memory);
    observations = memory.readLong(DriftDetector.LARGEST_ITERATION);
    meanResolution = memory.read();
    drifting = memory.readLong(1) == 1;
    drifts = memory.readLong(DriftDetector.LARGEST_ITERATION);
    declaredScore = memory.read();
    onset = memory.readLong(DriftDetector.LARGEST_ITERATION);
    detected = memory.readLong(DriftDetector.LARGEST_ITERATION);
    upwards = memory.readLong(1) == 1;
    levelBefore = memory.read();
    levelAfter = memory.read();
    memory.end();
  }
}
