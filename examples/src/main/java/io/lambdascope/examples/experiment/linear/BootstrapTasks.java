package io.lambdascope.examples.experiment.linear;

import io.lambdascope.core.endpoint.Bootstrap;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Sample;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;

/** What is computed for {@link BootstrapExperiment}. */
final class BootstrapTasks {

  static final String THEORY = "theory";
  static final String DATASET = "dataset";
  static final String SIGMA = "sigma";
  static final String POOL = "pool";

  /** Mean over pools, of a dataset other than the paper's. */
  static final String OTHER_DATASET = "mean_relative_distance";

  static final int ENDPOINTS = 100;
  static final double NOISY = 10;
  static final List<Integer> DRAWN_M = List.of(1, 50, 100);
  static final List<Double> SIGMAS = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0);

  private static final int STEPS = 500;

  /** Other datasets than the paper's, seeds from 1 on. */
  private static final int DATASETS = 20;

  private static final int QUICK_DATASETS = 5;

  private final int steps;
  private final int pools;
  private final int datasets;

  BootstrapTasks(Settings settings) {
    this.steps = settings.epochs(STEPS, STEPS);
    this.pools = settings.seeds();
    this.datasets = settings.choose(DATASETS, QUICK_DATASETS);
  }

  int datasets() {
    return datasets;
  }

  int steps() {
    return steps;
  }

  List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    for (double sigma : SIGMAS) {
      for (int pool = 1; pool <= pools; pool++) {
        int number = pool;
        tasks.add(
            new Task(
                "dataset 56, sigma %s, pool %d".formatted(sigma, pool),
                1,
                progress -> pool(sigma, number)));
      }
    }
    for (int dataset = 1; dataset <= datasets; dataset++) {
      for (double sigma : SIGMAS) {
        int number = dataset;
        tasks.add(
            new Task(
                "dataset %d, sigma %s, all pools".formatted(dataset, sigma),
                pools,
                progress -> List.of(dataset(number, sigma))));
      }
    }
    return tasks;
  }

  /** A dataset with noise of deviation σ. */
  private final class Data {
    private final double[][] x;
    private final double[] y;
    private final double[] theory;

    Data(long seed, double sigma) {
      LinearModel model = LinearModel.draw(seed);
      this.x = model.x();
      this.y = model.response(sigma);
      this.theory = Descent.on(x, y).theory().matrix(steps);
    }

    /** The dataset's own endpoint and those of 99 resamples, the same for every σ. */
    EndpointPool pool(int number) {
      return Bootstrap.pool(
          rows -> Descent.on(x, y, rows).endpoint(steps), y.length, ENDPOINTS - 1, number);
    }
  }

  /** Fig. 7A to F, of the paper's dataset. */
  private List<Cell> pool(double sigma, int number) {
    Data data = new Data(LinearModel.SHARED_SEED, sigma);
    EndpointPool pool = data.pool(number);
    List<Cell> cells = new ArrayList<>();
    if (sigma == NOISY && number == 1) {
      cells.addAll(PenaltyMatrix.cells(THEORY, data.theory, data.theory));
      for (int m : DRAWN_M) {
        double[] estimate = new SymmetricQuadratic().fit(pool.first(m)).matrix();
        cells.addAll(PenaltyMatrix.cells(source(m), estimate, data.theory));
      }
    }
    for (int m = sigma == NOISY ? 1 : ENDPOINTS; m <= ENDPOINTS; m++) {
      cells.add(
          DistanceCurve.cell(
              pool,
              m,
              data.theory,
              cell -> cell.at(DATASET, LinearModel.SHARED_SEED).at(SIGMA, sigma).at(POOL, number)));
    }
    return cells;
  }

  static String source(int m) {
    return "estimate, m = " + m;
  }

  private Cell dataset(int number, double sigma) {
    Data data = new Data(number, sigma);
    double baseline = PenaltyMatrix.norm(data.theory);
    double[] relative = new double[pools];
    for (int b = 0; b < pools; b++) {
      double[] estimate = new SymmetricQuadratic().fit(data.pool(b + 1)).matrix();
      relative[b] = PenaltyMatrix.distance(estimate, data.theory) / baseline;
    }
    Sample sample = Sample.of(relative);
    return Cell.of(OTHER_DATASET, sample.mean())
        .interval(sample.lower(), sample.upper())
        .truth(0)
        .at(DATASET, number)
        .at(SIGMA, sigma)
        .measure(DistanceCurve.BASELINE, baseline);
  }
}
