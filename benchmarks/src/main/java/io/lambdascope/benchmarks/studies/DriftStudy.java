package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.drift.Drift;
import io.lambdascope.core.drift.DriftDetector;
import io.lambdascope.core.drift.DriftOptions;
import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.drift.DriftStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** False alarms of the drift detector, and how late and how exactly it finds a change. */
final class DriftStudy implements Study {

  private static final long SEED = 20_261_123;

  private static final int STRIDE = 1;

  /** Series that one detector watches at once. */
  private static final int COEFFICIENTS = 20;

  private static final int LONG_SERIES = 400_000;

  private static final int LONG_RUNS = 5;

  private static final int SHORT_SERIES = 200;

  private static final int SHORT_RUNS = 10_000;

  private static final int CHANGE_RUNS = 4000;

  /** Observations after a change in which it has to be found. */
  private static final int PATIENCE = 2000;

  /** Noise of variance 1 (before the wild observations), one value after another. */
  private interface Noise {
    double next();
  }

  /** Makes noise of its kind. */
  private interface NoiseKind {
    Noise with(SplittableRandom random);
  }

  private record Condition(String name, NoiseKind noise, DriftOptions options) {}

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public Report run(double share) {
    SplittableRandom seeds = new SplittableRandom(SEED);
    Report.Builder report = Report.titled("Drift: false alarms, delay, onset");
    report.text("PROTOCOL");
    falseAlarms(report, share, seeds);
    changes(report, share, seeds);
    return report.build();
  }

  private static void falseAlarms(Report.Builder report, double share, SplittableRandom seeds) {
    DriftOptions usual = DriftOptions.DEFAULT;
    List<Condition> conditions =
        List.of(
            new Condition("Gaussian", random -> random::nextGaussian, usual),
            new Condition("t5", DriftStudy::student5, usual),
            new Condition("1% of 100×", DriftStudy::withOutliers, usual),
            new Condition("AR 0.3", random -> autoregressive(0.3, random), usual),
            new Condition(
                "AR 0.3, threshold × 1.3/0.7",
                random -> autoregressive(0.3, random),
                usual.forAutocorrelation(0.3)));
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : conditions) {
      List<String> row = new ArrayList<>();
      row.add(condition.name());
      long alarms = 0;
      long observations = 0;
      for (int[] size : new int[][] {{LONG_RUNS, LONG_SERIES}, {SHORT_RUNS, SHORT_SERIES}}) {
        int runs = Study.sized(size[0], share);
        int length = size[1] == LONG_SERIES ? Study.sized(size[1], share) : size[1];
        long found = alarms(condition, runs, length, seeds.split());
        long seen = (long) runs * length * COEFFICIENTS;
        row.add("%d in %.1e".formatted(found, (double) seen));
        alarms += found;
        observations += seen;
      }
      row.add(format(1e5 * alarms / observations));
      rows.add(row);
      System.err.println(row);
    }
    report.table(List.of("noise", "long series", "short series", "false alarms in 100,000"), rows);
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
        detector.update((long) k * STRIDE, values, variances);
      }
      alarms += detector.status().stream().mapToLong(DriftStatus::drifts).sum();
    }
    return alarms;
  }

  private static void changes(Report.Builder report, double share, SplittableRandom seeds) {
    List<List<String>> rows = new ArrayList<>();
    for (int stable : new int[] {50, 200, 2000}) {
      for (double step : new double[] {0.3, 0.5, 1, 2, 5}) {
        rows.add(change(step + " SE", stable, k -> step, share, seeds.split()));
      }
      for (double slope : new double[] {0.003, 0.01, 0.03, 0.1}) {
        rows.add(
            change("ramp " + slope, stable, k -> slope * Math.min(k, 300), share, seeds.split()));
      }
    }
    report.table(
        List.of(
            "change",
            "stable before",
            "found",
            "delay mean",
            "median",
            "95%",
            "onset error 5%",
            "median",
            "95%",
            "back to stable, median",
            "95%",
            "drifts"),
        rows);
  }

  private static List<String> change(
      String name, int stable, IntToDoubleFunction level, double share, SplittableRandom random) {
    int runs = Study.sized(CHANGE_RUNS, share);
    double[] variances = {1};
    double[] values = new double[1];
    List<Double> delays = new ArrayList<>();
    List<Double> onsets = new ArrayList<>();
    List<Double> returns = new ArrayList<>();
    double drifts = 0;
    int clean = 0;
    for (int run = 0; run < runs; run++) {
      SplittableRandom noise = random.split();
      DriftDetector detector = new DriftDetector(1);
      boolean found = false;
      boolean returned = false;
      DriftStatus status = detector.status().get(0);
      for (int k = 0; k < stable + PATIENCE; k++) {
        values[0] = noise.nextGaussian() + (k >= stable ? level.applyAsDouble(k - stable + 1) : 0);
        detector.update((long) k * STRIDE, values, variances);
        status = detector.status().get(0);
        if (k == stable - 1 && status.drifts() > 0) {
          break;
        }
        if (k >= stable && !found && status.drifts() > 0) {
          found = true;
          Drift drift = status.latest().orElseThrow();
          delays.add((double) (k - stable + 1));
          onsets.add((double) drift.onset() / STRIDE - stable);
        }
        if (found && !returned && status.phase() == DriftPhase.STABLE) {
          returned = true;
          returns.add((double) (k - stable + 1));
        }
      }
      clean++;
      drifts += status.drifts();
    }
    List<String> row =
        List.of(
            name,
            Integer.toString(stable),
            format((double) delays.size() / clean),
            format(delays.stream().mapToDouble(d -> d).average().orElse(Double.NaN)),
            format(quantile(delays, 0.5)),
            format(quantile(delays, 0.95)),
            format(quantile(onsets, 0.05)),
            format(quantile(onsets, 0.5)),
            format(quantile(onsets, 0.95)),
            format(quantile(returns, 0.5)),
            format(quantile(returns, 0.95)),
            format(drifts / clean));
    System.err.println(row);
    return row;
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

  private static Noise withOutliers(SplittableRandom random) {
    return () -> random.nextGaussian() * (random.nextDouble() < 0.01 ? 100 : 1);
  }

  private static Noise autoregressive(double coefficient, SplittableRandom random) {
    double[] state = {random.nextGaussian()};
    double innovation = Math.sqrt(1 - coefficient * coefficient);
    return () -> state[0] = coefficient * state[0] + innovation * random.nextGaussian();
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
