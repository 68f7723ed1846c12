package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.endpoint.Bootstrap;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.Frobenius;
import io.lambdascope.core.endpoint.LeastSquaresDescent;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.core.theory.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The matrix of early stopping from bootstrap replicates of one dataset, Fig. 7 of the paper. */
final class BootstrapStudy implements Study {

  private static final int N = 1000;
  private static final int P = 10;
  private static final int STOP = 500;
  private static final int POOLS = 10;
  private static final int DATASETS = 20;
  private static final int[] SIZES = {1, 5, 10, 20, 50, 100};
  private static final double[] SIGMAS = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20};

  @Override
  public String name() {
    return "bootstrap";
  }

  /** X, θ and ε of one draw; σ scales ε alone. */
  private record Dataset(double[][] x, double[] y, double[] theory) {

    static Dataset draw(long seed, double sigma) {
      Random random = new Random(seed);
      double[][] x = LeastSquaresDescent.design(random, N, P);
      double[] y = LeastSquaresDescent.response(random, x, sigma);
      double[] moment = LeastSquaresDescent.on(x, y).secondMoment();
      return new Dataset(
          x, y, new EarlyStopping(moment, P, LeastSquaresDescent.STEP_SIZE).matrix(STOP));
    }

    EndpointPool pool(int replicates, long seed) {
      return Bootstrap.pool(
          rows -> LeastSquaresDescent.on(x, y, rows).endpoint(STOP), N, replicates, seed);
    }

    /** ‖Λ̂_m − Λ^(t)‖_F/‖Λ^(t)‖_F. */
    double relativeDistance(EndpointPool pool) {
      double[] estimate = new SymmetricQuadratic().fit(pool).matrix();
      return Frobenius.distance(estimate, theory) / Frobenius.norm(theory);
    }
  }

  @Override
  public Report run(double share) {
    int pools = Study.sized(POOLS, share);
    int datasets = Study.sized(DATASETS, share);
    Report.Builder report = Report.titled("Bootstrap-augmented estimation");
    report.text(
        """
        Algorithm 1 of [the paper](https://arxiv.org/abs/2605.05436): endpoints of one dataset and of
        resamples of its rows, pooled for the full symmetric matrix that early stopping amounts to.
        Protocol: App. F and H.3. n = 1000, p = 10, θ ~ N(0, 3²), ε ~ N(0, σ²), 500 steps of θ ← θ +
        0.01·Xᵀ(y − Xθ)/n on each resample; m counts the endpoint of the dataset itself. Distances
        are ‖Λ̂_m − Λ^(500)‖_F with Λ^(500) of the dataset. The pools are of one dataset each; to
        see what depends on the dataset, there are %d of them.
        """
            .formatted(datasets));
    distances(report, pools, datasets);
    crossing(report, pools, datasets);
    return report.build();
  }

  /** Fig. 7E. */
  private static void distances(Report.Builder report, int pools, int datasets) {
    double[][] one = new double[SIZES.length][pools];
    double[][] all = new double[SIZES.length][datasets];
    double baseline = 0;
    for (int d = 0; d < datasets; d++) {
      Dataset dataset = Dataset.draw(5000 + d, 10);
      if (d == 0) {
        baseline = Frobenius.norm(dataset.theory());
      }
      for (int b = 0; b < pools; b++) {
        EndpointPool pool = dataset.pool(SIZES[SIZES.length - 1] - 1, b);
        for (int c = 0; c < SIZES.length; c++) {
          double distance = dataset.relativeDistance(pool.first(SIZES[c]));
          all[c][d] += distance / pools;
          if (d == 0) {
            one[c][b] = distance;
          }
        }
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < SIZES.length; c++) {
      double zero = baseline;
      double[] absolute = Arrays.stream(one[c]).map(x -> x * zero).toArray();
      rows.add(
          List.of(
              String.valueOf(SIZES[c]),
              "%s ± %s".formatted(Figures.figure(Figures.mean(absolute)), interval(absolute)),
              Figures.figure(Figures.mean(one[c])),
              Figures.range(all[c])));
    }
    report
        .text(
            """
            ## Distance to theory at σ = 10 (Fig. 7E)

            The zero baseline, the distance of Λ̂ = 0, is ‖Λ^(500)‖_F = %s for the first dataset.
            First dataset: mean over %d pools ± half the 95%% interval of that mean. All datasets:
            mean over pools relative to the dataset's own baseline, mean [least, largest] over
            datasets. At m = p = 10 the system is just determined and its inconsistency (each
            resample has a matrix of its own) is amplified most; with more endpoints the distance
            falls, and at 100 Λ̂ is nearer to theory than zero is for nearly every dataset.
            """
                .formatted(Figures.figure(baseline), pools))
        .table(List.of("m", "distance", "over baseline", "over baseline, all datasets"), rows);
  }

  /** Half the width of the interval of a mean, by the normal quantile. */
  private static String interval(double[] values) {
    double mean = Figures.mean(values);
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return Figures.figure(1.96 * Math.sqrt(squares / (values.length - 1) / values.length));
  }

  /** Fig. 7F. */
  private static void crossing(Report.Builder report, int pools, int datasets) {
    double[][] relative = new double[SIGMAS.length][datasets];
    for (int s = 0; s < SIGMAS.length; s++) {
      for (int d = 0; d < datasets; d++) {
        Dataset dataset = Dataset.draw(5000 + d, SIGMAS[s]);
        for (int b = 0; b < pools; b++) {
          relative[s][d] += dataset.relativeDistance(dataset.pool(99, b)) / pools;
        }
      }
    }
    List<Double> crossings = new ArrayList<>();
    List<Double> inLengths = new ArrayList<>();
    for (int d = 0; d < datasets; d++) {
      double crossing = crossing(relative, d);
      if (Double.isFinite(crossing)) {
        Dataset clean = Dataset.draw(5000 + d, 0);
        double[] theta = LeastSquaresDescent.on(clean.x(), clean.y()).solution();
        crossings.add(crossing);
        inLengths.add(crossing / Frobenius.norm(theta));
      }
    }
    double[] found = crossings.stream().mapToDouble(x -> x).sorted().toArray();
    double[] ratios = inLengths.stream().mapToDouble(x -> x).toArray();
    double[] mean = Arrays.stream(relative).mapToDouble(Figures::mean).toArray();
    double[][] ofMean =
        Arrays.stream(mean).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
    List<List<String>> rows = new ArrayList<>();
    for (int s = 0; s < SIGMAS.length; s++) {
      long better = Arrays.stream(relative[s]).filter(x -> x < 1).count();
      rows.add(
          List.of(
              Figures.figure(SIGMAS[s]),
              Figures.figure(relative[s][0]),
              Figures.range(relative[s]),
              "%d of %d".formatted(better, datasets)));
    }
    report
        .text(
            """
            ## Where it becomes better than reporting zero, m = 100 (Fig. 7F)

            Mean over %d pools of the distance over the zero baseline, by σ. The paper puts the
            crossing near σ ≈ 6 for its dataset. Here, interpolated on a logarithmic scale of the
            distance: **%s** for the mean over datasets; for single datasets the median is %s, from
            %s to %s%s, and **%s** for the first. It belongs to the draw of θ: in units of the length
            of the true θ it is %s. What must not be small is the spread of the replicates, σ/√n,
            against the coefficients.
            """
                .formatted(
                    pools,
                    Figures.figure(crossing(ofMean, 0)),
                    Figures.figure((found[(found.length - 1) / 2] + found[found.length / 2]) / 2),
                    Figures.figure(found[0]),
                    Figures.figure(found[found.length - 1]),
                    found.length == datasets
                        ? ""
                        : " (%d of %d cross within the sweep)".formatted(found.length, datasets),
                    Figures.figure(crossing(relative, 0)),
                    Figures.range(ratios)))
        .table(List.of("σ", "first dataset", "all datasets", "datasets better than zero"), rows);
  }

  /** The σ of the last crossing of 1 from above, NaN when there is none. */
  private static double crossing(double[][] relative, int dataset) {
    for (int s = SIGMAS.length - 1; s > 0; s--) {
      double before = Math.log(relative[s - 1][dataset]);
      double after = Math.log(relative[s][dataset]);
      if (before > 0 && after <= 0) {
        return SIGMAS[s - 1] + (SIGMAS[s] - SIGMAS[s - 1]) * before / (before - after);
      }
    }
    return Double.NaN;
  }
}
