package io.lambdascope.examples.experiment.linear;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.GroupedQuadratic;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.core.linalg.SymmetricEigen;
import io.lambdascope.core.theory.EarlyStopping;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is computed for {@link EarlyStoppingExperiment}. */
final class EarlyStoppingTasks {

  static final String STOPPING_EPOCH = "stopping_epoch";
  static final String THEORY = "theory";
  static final String TEN_ENDPOINTS = "estimate, m = 10";
  static final String DIAGONAL = "diagonal";
  static final String WEIGHT = "retrained_weight";
  static final String SMALLEST_EIGENVALUE = "smallest_eigenvalue";
  static final String SCALAR = "scalar_lambda";
  static final String MEAN_PENALTY = "mean_penalty";
  static final String PUBLISHED = "published";

  static final String STOPPING = "stopping";
  static final String FIXED = "same step";
  static final String IMPROVING = "improvement 1e-3";
  static final String ANY_DECREASE = "any decrease";
  static final String STOPS = "stopping_epoch_in_pool";
  static final String EARLIEST = "earliest";
  static final String LATEST = "latest";
  static final String AT_CAP = "at_cap";

  static final int ENDPOINTS = 100;

  /** Beyond which nothing happens where all stop at the same step. */
  static final int FIXED_ENDPOINTS = 20;

  static final int EPOCHS = 500;
  static final int POOL_EPOCHS = 2000;
  static final double IMPROVEMENT = 1e-3;

  static final List<Integer> CHECKPOINTS =
      List.of(1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 1000);

  /** By t: λ̂_t of the public reference code for the same data, to two or three digits. */
  private static final Map<Integer, Double> PUBLISHED_LAMBDA =
      Map.of(1, 99.1, 10, 9.50, 100, 0.602, 200, 0.171, 500, 9.1e-3, 1000, 9.4e-5);

  private final int epochs;
  private final int poolEpochs;

  EarlyStoppingTasks(Settings settings) {
    this.epochs = settings.epochs(EPOCHS, EPOCHS);
    this.poolEpochs = settings.epochs(POOL_EPOCHS, POOL_EPOCHS);
  }

  List<Task> all(int pools) {
    List<Task> tasks = new ArrayList<>();
    tasks.add(new Task("theory and diagonal, seed 56", 1, progress -> diagonal()));
    tasks.add(new Task("scalar trace, seed 56", 1, progress -> trace()));
    for (int pool = 1; pool <= pools; pool++) {
      int number = pool;
      tasks.add(new Task("pool " + pool, ENDPOINTS, progress -> pool(number, progress)));
    }
    return tasks;
  }

  private static LinearModel shared() {
    return LinearModel.draw(LinearModel.SHARED_SEED);
  }

  private static Descent descent(LinearModel model) {
    return Descent.on(model.x(), model.response(1));
  }

  /** Of the shared draw's own run: the epoch at which the pools' runs are read. */
  private int fixedStop() {
    return descent(shared()).stop(StoppingRule.of(epochs, 0));
  }

  /** Fig. 4A and C. */
  private List<Cell> diagonal() {
    LinearModel model = shared();
    Descent descent = descent(model);
    int stop = fixedStop();
    double[] theory = descent.theory().matrix(stop);
    Endpoint endpoint = descent.endpoint(stop);
    double[] q = GroupedQuadratic.diagonal(endpoint.size()).fit(EndpointPool.of(endpoint)).lambda();
    double[] retrained = descent.penalizedSolution(q);
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(STOPPING_EPOCH, stop));
    cells.addAll(PenaltyMatrix.cells(THEORY, theory, theory));
    int p = endpoint.size();
    for (int i = 0; i < p; i++) {
      cells.add(Cell.of(DIAGONAL, q[i]).truth(theory[i * p + i]).at("index", i + 1));
    }
    for (int i = 0; i < p; i++) {
      cells.add(
          Cell.of(WEIGHT, retrained[i])
              .truth(endpoint.parameters()[i])
              .at("index", i + 1)
              .measure("true_coefficient", model.coefficients()[i]));
    }
    double[] eigenvalues = new SymmetricEigen(descent.penalizedMoment(q), p).eigenvalues();
    cells.add(Cell.of(SMALLEST_EIGENVALUE, Arrays.stream(eigenvalues).min().orElseThrow()));
    return cells;
  }

  /** Fig. 4E. */
  private List<Cell> trace() {
    Descent descent = descent(shared());
    EarlyStopping theory = descent.theory();
    List<Cell> cells = new ArrayList<>();
    for (int t : CHECKPOINTS) {
      if (t <= poolEpochs) {
        Endpoint endpoint = descent.endpoint(t);
        double lambda =
            GroupedQuadratic.scalar(endpoint.size()).fit(EndpointPool.of(endpoint)).lambda()[0];
        cells.add(
            Cell.of(SCALAR, lambda)
                .truth(theory.ridgeEquivalent(endpoint.parameters(), t).orElse(Double.NaN))
                .at("t", t)
                .measure(MEAN_PENALTY, theory.meanPenalty(t))
                .measure(PUBLISHED, PUBLISHED_LAMBDA.getOrDefault(t, Double.NaN)));
      }
    }
    return cells;
  }

  /** Fig. 4B and D: the same 100 draws of θ and ε under three rules of stopping. */
  private List<Cell> pool(int number, Task.Progress progress) {
    LinearModel shared = shared();
    Random random = LinearModel.random(LinearModel.SHARED_SEED, number);
    List<Descent> runs = new ArrayList<>();
    for (int k = 0; k < ENDPOINTS; k++) {
      runs.add(descent(shared.redraw(random)));
    }
    int fixed = fixedStop();
    double[] theory = descent(shared).theory().matrix(fixed);
    EndpointPool atFixed = new EndpointPool(runs.stream().map(run -> run.endpoint(fixed)).toList());
    List<Cell> cells = new ArrayList<>(distances(number, FIXED, atFixed, theory));
    if (number == 1) {
      int p = LinearModel.PARAMETERS;
      double[] estimate = new SymmetricQuadratic().fit(atFixed.first(p)).matrix();
      cells.addAll(PenaltyMatrix.cells(TEN_ENDPOINTS, estimate, theory));
    }
    progress.reach(1.0 / 3);
    cells.addAll(variable(number, IMPROVING, runs, IMPROVEMENT));
    progress.reach(2.0 / 3);
    cells.addAll(variable(number, ANY_DECREASE, runs, 0));
    return cells;
  }

  private List<Cell> variable(int number, String rule, List<Descent> runs, double improvement) {
    StoppingRule stopping = StoppingRule.of(poolEpochs, improvement);
    int[] stops = runs.stream().mapToInt(run -> run.stop(stopping)).toArray();
    List<Endpoint> endpoints = new ArrayList<>();
    List<double[]> targets = new ArrayList<>();
    for (int k = 0; k < stops.length; k++) {
      endpoints.add(runs.get(k).endpoint(stops[k]));
      targets.add(runs.get(k).theory().matrix(stops[k]));
    }
    List<Cell> cells = new ArrayList<>();
    cells.add(
        Cell.of(STOPS, Arrays.stream(stops).average().orElseThrow())
            .at(STOPPING, rule)
            .at("pool", number)
            .measure(EARLIEST, Arrays.stream(stops).min().orElseThrow())
            .measure(LATEST, Arrays.stream(stops).max().orElseThrow())
            .measure(
                AT_CAP, (double) Arrays.stream(stops).filter(stop -> stop == poolEpochs).count()));
    cells.addAll(
        distances(number, rule, new EndpointPool(endpoints), PenaltyMatrix.median(targets)));
    return cells;
  }

  private static List<Cell> distances(int number, String rule, EndpointPool pool, double[] target) {
    List<Cell> cells = new ArrayList<>();
    int most = rule.equals(FIXED) ? FIXED_ENDPOINTS : ENDPOINTS;
    for (int m = 1; m <= most; m++) {
      cells.add(
          DistanceCurve.cell(pool, m, target, cell -> cell.at(STOPPING, rule).at("pool", number)));
    }
    return cells;
  }
}
