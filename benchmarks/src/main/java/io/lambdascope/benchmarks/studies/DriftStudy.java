package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.drift.DriftDetector;
import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.drift.DriftStatus;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** False alarms of the drift detector, and how late and how exactly it finds a change. */
final class DriftStudy implements Study {

  private static final long SEED = 20_261_123;

  /** Iterations from one observation to the next where they are few: a fast half-life is four. */
  private static final int SPARSE = 50;

  /** Series that one detector watches at once. */
  private static final int COEFFICIENTS = 20;

  /** Runs of long series, and their length, which the share shortens too. */
  private static final int LONG_RUNS = 5;

  private static final int LONG_SERIES = 400_000;

  /** Runs of short series, and their length. */
  private static final int SHORT_RUNS = 10_000;

  private static final int SHORT_SERIES = 200;

  private static final int CHANGE_RUNS = 4000;

  /** Observations after a change in which it has to be found. */
  private static final int PATIENCE = 2000;

  /** The length of a ramp in observations. */
  private static final int RAMP = 300;

  /** Noise of variance 1 (before the wild observations), one value after another. */
  private interface Noise {
    double next();
  }

  /** Makes noise of its kind. */
  private interface NoiseKind {
    Noise with(SplittableRandom random);
  }

  /**
   * What false alarms are counted under.
   *
   * @param stride iterations from one observation to the next
   */
  private record Condition(String name, NoiseKind noise, int stride, DriftOptions options) {}

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public Report run(double share) {
    SplittableRandom seeds = new SplittableRandom(SEED);
    Report.Builder report =
        Report.titled("Drift: false alarms, delay of detection, error of the onset")
            .text(
                """
                `DriftDetector` with its default options on simulated series of one value and one
                iteration each: a level plus noise of standard deviation 1, the standard error (SE)
                of one observation. Level and noise are unknown to the detector. Seed %d.
                """
                    .formatted(SEED));
    falseAlarms(report, share, seeds);
    changes(report, share, seeds);
    return report.build();
  }

  private static void falseAlarms(Report.Builder report, double share, SplittableRandom seeds) {
    DriftOptions usual = DriftOptions.DEFAULT;
    NoiseKind gaussian = random -> random::nextGaussian;
    NoiseKind autoregressive = random -> autoregressive(0.3, random);
    List<Condition> conditions =
        List.of(
            new Condition("Gaussian", gaussian, 1, usual),
            new Condition("Gaussian, every " + SPARSE + " iterations", gaussian, SPARSE, usual),
            new Condition("Student's t, 5 degrees of freedom", DriftStudy::student5, 1, usual),
            new Condition("Gaussian, 1% of it 100 times as large", DriftStudy::wild, 1, usual),
            new Condition(
                "the same, winsorized at 5 SE instead of 3",
                DriftStudy::wild,
                1,
                DriftOptions.builder().winsorBound(5).build()),
            new Condition("AR(1) of 0.3", autoregressive, 1, usual),
            new Condition(
                "AR(1) of 0.3, options `forAutocorrelation(0.3)`",
                autoregressive,
                1,
                usual.forAutocorrelation(0.3)));
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : conditions) {
      int length = Study.sized(LONG_SERIES, share);
      int longRuns = Study.sized(LONG_RUNS, share);
      int shortRuns = Study.sized(SHORT_RUNS, share);
      rows.add(
          List.of(
              condition.name(),
              rate(alarms(condition, longRuns, length, seeds.split()), longRuns, length),
              rate(
                  alarms(condition, shortRuns, SHORT_SERIES, seeds.split()),
                  shortRuns,
                  SHORT_SERIES)));
    }
    report
        .text(
            """
            ## False alarms

            Drifts declared where the level never changes, in 100,000 observations, with the
            interval of 95%% (Poisson, normal approximation) and the counts. Long series have %d
            observations; short ones have %d, so that most of what they see is a young baseline.
            **Bound: at most 1 in 100,000 with independent Gaussian noise.** Siegmund's
            approximation for the CUSUM alone gives 0.52, the union bound for the means 0.06.
            """
                .formatted(Study.sized(LONG_SERIES, share), SHORT_SERIES))
        .table(List.of("noise", "long series", "short series"), rows)
        .text(
            """
            Heavy tails and wild observations are held by the winsorizing. Correlation from one
            observation to the next is not: where it is expected, the options must say so, and the
            delay grows with the threshold.
            """);
  }

  private static String rate(long alarms, int runs, int length) {
    double observations = (double) runs * length * COEFFICIENTS;
    double unit = 1e5 / observations;
    double error = 1.96 * Math.sqrt((double) Math.max(alarms, 1));
    return "%s ± %s (%d in %.0e)"
        .formatted(format(unit * alarms), format(unit * error), alarms, observations);
  }

  private static long alarms(Condition condition, int runs, int length, SplittableRandom random) {
    long alarms = 0;
    double[] values = new double[COEFFICIENTS];
    double[] variances = new double[COEFFICIENTS];
    Arrays.fill(variances, 1);
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(COEFFICIENTS, condition.options());
      Noise[] noises = new Noise[COEFFICIENTS];
      Arrays.setAll(noises, j -> condition.noise().with(random.split()));
      for (int k = 0; k < length; k++) {
        for (int j = 0; j < COEFFICIENTS; j++) {
          values[j] = noises[j].next();
        }
        detector.update((long) k * condition.stride(), values, variances);
      }
      alarms += detector.status().stream().mapToLong(DriftStatus::drifts).sum();
    }
    return alarms;
  }

  private static void changes(Report.Builder report, double share, SplittableRandom seeds) {
    List<List<String>> rows = new ArrayList<>();
    for (int stable : new int[] {50, 200, 2000}) {
      for (double step : new double[] {0.3, 0.5, 1, 2, 5}) {
        // Below three errors of the baseline's mean there is nothing to find.
        if (step * Math.sqrt(stable) > 3) {
          rows.add(change("step " + step, stable, k -> step, share, seeds.split()));
        }
      }
      for (double slope : new double[] {0.01, 0.03, 0.1}) {
        IntToDoubleFunction ramp = k -> slope * Math.min(k, RAMP);
        rows.add(change("ramp " + slope, stable, ramp, share, seeds.split()));
      }
    }
    report
        .text(
            """
            ## Changes

            %d runs each, without those that had a false alarm before the change; Gaussian noise.
            Steps are in SE; ramps in SE an observation, over %d observations. Everything else is
            in observations. *Found*: the share in which a drift was declared within %d
            observations. *Delay*: from the first changed observation to the one that declares,
            both counted. *Onset*: the estimated less the true first changed observation. *Stable
            again*: from the first changed observation to the end of the first drift declared.
            *Drifts*: how many were declared in all; 1 is right.
            """
                .formatted(Study.sized(CHANGE_RUNS, share), RAMP, PATIENCE))
        .table(
            List.of(
                "change",
                "stable before",
                "found",
                "delay: mean",
                "median",
                "95%",
                "onset: 5%",
                "median",
                "95%",
                "stable again: median",
                "95%",
                "drifts"),
            rows)
        .text(
            """
            What falls short:

            - A step of 1 SE after only 50 observations is missed in part, and smaller ones mostly:
              the baseline takes them in before the evidence suffices.
            - The onset of a ramp is estimated where the ramp begins to show, not where it begins;
              that of a step of half an SE and less, found by the two means, scatters by hundreds of
              observations: the estimate is the last change of sign of a slow statistic.
            - A drift that is over shows as one for %1$d observations more, in which no other is
              looked for.
            - A ramp whose slope does not show within the %1$d observations of a calm stretch is
              declared over before it is, and declared again.
            """
                .formatted(DriftOptions.DEFAULT_CALM_OBSERVATIONS));
  }

  private static List<String> change(
      String name, int stable, IntToDoubleFunction level, double share, SplittableRandom random) {
    int runs = Study.sized(CHANGE_RUNS, share);
    double[] variances = {1};
    double[] values = new double[1];
    double clean = 0;
    List<Double> delays = new ArrayList<>();
    List<Double> onsets = new ArrayList<>();
    List<Double> returns = new ArrayList<>();
    double drifts = 0;
    for (int run = 0; run < runs; run++) {
      SplittableRandom noise = random.split();
      DriftDetector detector = new DriftDetector(1);
      for (int k = 0; k < stable; k++) {
        values[0] = noise.nextGaussian();
        detector.update(k, values, variances);
      }
      DriftStatus status = detector.status().get(0);
      if (status.drifts() > 0) {
        continue;
      }
      clean++;
      boolean found = false;
      boolean returned = false;
      for (int k = 1; k <= PATIENCE; k++) {
        values[0] = level.applyAsDouble(k) + noise.nextGaussian();
        detector.update(stable + k - 1, values, variances);
        status = detector.status().get(0);
        if (!found && status.drifts() > 0) {
          found = true;
          delays.add((double) k);
          onsets.add((double) status.latest().orElseThrow().onset() - stable);
        }
        if (found && !returned && status.phase() == DriftPhase.STABLE) {
          returned = true;
          returns.add((double) k);
        }
      }
      drifts += status.drifts();
    }
    return List.of(
        name,
        Integer.toString(stable),
        format(delays.size() / clean),
        format(delays.stream().mapToDouble(d -> d).average().orElse(Double.NaN)),
        format(quantile(delays, 0.5)),
        format(quantile(delays, 0.95)),
        format(quantile(onsets, 0.05)),
        format(quantile(onsets, 0.5)),
        format(quantile(onsets, 0.95)),
        format(quantile(returns, 0.5)),
        format(quantile(returns, 0.95)),
        format(drifts / clean));
  }

  private static double quantile(List<Double> values, double level) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (level * (sorted.size() - 1)));
  }

  /** Student's t with 5 degrees of freedom over its standard deviation. */
  private static Noise student5(SplittableRandom random) {
    return () -> {
      double chi = 0;
      for (int i = 0; i < 5; i++) {
        double g = random.nextGaussian();
        chi += g * g;
      }
      return random.nextGaussian() * Math.sqrt(3 / chi);
    };
  }

  private static Noise wild(SplittableRandom random) {
    return () -> random.nextGaussian() * (random.nextDouble() < 0.01 ? 100 : 1);
  }

  private static Noise autoregressive(double coefficient, SplittableRandom random) {
    double[] state = {random.nextGaussian()};
    double innovation = Math.sqrt(1 - coefficient * coefficient);
    return () -> state[0] = coefficient * state[0] + innovation * random.nextGaussian();
  }

  /** Three digits; what was never found has no figure. */
  private static String format(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return Math.abs(value) < 100
        ? Double.toString(new BigDecimal(value).round(new MathContext(3)).doubleValue())
            .replaceFirst("\\.0$", "")
        : Long.toString(Math.round(value));
  }
}
