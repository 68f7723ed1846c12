package io.lambdascope.examples.experiment.retrain;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.GroupedQuadratic;
import io.lambdascope.core.endpoint.Penalty;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.examples.experiment.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Early stopping of least squares from θ = 0, where theory has the answer: the stopped weights are
 * the minimizer of (1/n)‖y − Xθ‖² + θᵀΛθ with Λ the matrix of Proposition E. The positive control.
 */
final class LeastSquaresCause {

  static final String NAME = "early stopping, least squares";
  static final String DIAGONAL = "diagonal";
  static final String MATRIX = "matrix of 20 endpoints";

  static final int EXAMPLES = 1000;
  static final int PARAMETERS = 10;
  static final int STOP = 100;
  static final double STEP = 0.01;
  static final int ENDPOINTS = 20;

  /** Steps of 1/(2(s + λ)) at the largest curvature: all directions have come to rest. */
  static final int STEPS = 20_000;

  private static final double COEFFICIENT_DEVIATION = 3;

  private final double[][] design;
  private final double[][] moment;
  private final double[] cross;

  /**
   * A dataset of App. H.3.
   *
   * @param design of X, the same for the endpoints of a pool
   * @param targets of θ and noise
   */
  LeastSquaresCause(Random design, Random targets) {
    this(gaussian(design), targets);
  }

  private LeastSquaresCause(double[][] design, Random targets) {
    this.design = design;
    this.moment = new double[PARAMETERS][PARAMETERS];
    this.cross = new double[PARAMETERS];
    double[] truth = new double[PARAMETERS];
    for (int j = 0; j < PARAMETERS; j++) {
      truth[j] = COEFFICIENT_DEVIATION * targets.nextGaussian();
    }
    for (double[] row : design) {
      double y = dot(row, truth) + targets.nextGaussian();
      for (int i = 0; i < PARAMETERS; i++) {
        cross[i] += row[i] * y / design.length;
        for (int j = 0; j < PARAMETERS; j++) {
          moment[i][j] += row[i] * row[j] / design.length;
        }
      }
    }
  }

  private static double[][] gaussian(Random random) {
    double[][] rows = new double[EXAMPLES][PARAMETERS];
    for (double[] row : rows) {
      for (int j = 0; j < PARAMETERS; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return rows;
  }

  /** ∇(1/n)‖y − Xθ‖². */
  double[] slope(double[] theta) {
    double[] slope = new double[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      slope[i] = 2 * (dot(moment[i], theta) - cross[i]);
    }
    return slope;
  }

  /** After t steps θ ← θ + ηXᵀ(y − Xθ)/n from zero. */
  double[] stopped() {
    double[] theta = new double[PARAMETERS];
    for (int step = 0; step < STOP; step++) {
      move(theta, slope(theta), STEP / 2);
    }
    return theta;
  }

  /** The minimizer with a penalty, by gradient descent from zero. */
  double[] retrained(Penalty penalty, double[] lambda) {
    double largest = 0;
    for (double x : lambda) {
      largest = Math.max(largest, Math.abs(x));
    }
    // A bound of the curvature by the trace and, for a matrix, by its rows.
    double curvature = 0;
    for (int i = 0; i < PARAMETERS; i++) {
      curvature += moment[i][i];
    }
    double step = 1 / (2 * (curvature + PARAMETERS * largest));
    double[] theta = new double[PARAMETERS];
    for (int i = 0; i < STEPS; i++) {
      double[] slope = slope(theta);
      double[] more = penalty.gradient(new Endpoint(theta, slope), lambda);
      move(theta, slope, step);
      move(theta, more, step);
    }
    return theta;
  }

  private static void move(double[] theta, double[] slope, double step) {
    for (int i = 0; i < theta.length; i++) {
      theta[i] -= step * slope[i];
    }
  }

  /** The cells of one seed: of the data. */
  static List<Cell> run(int seed, List<Double> factors) {
    Random random = new Random(seed);
    LeastSquaresCause main = new LeastSquaresCause(random, random);
    double[] original = main.stopped();
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.add(new Endpoint(original, main.slope(original)));
    while (endpoints.size() < ENDPOINTS) {
      LeastSquaresCause sibling = new LeastSquaresCause(main.design, random);
      double[] end = sibling.stopped();
      endpoints.add(new Endpoint(end, sibling.slope(end)));
    }
    EndpointPool pool = new EndpointPool(endpoints);
    GroupedQuadratic ridge = GroupedQuadratic.scalar(PARAMETERS);
    GroupedQuadratic diagonal = GroupedQuadratic.diagonal(PARAMETERS);
    SymmetricQuadratic matrix = new SymmetricQuadratic();
    ArmCells cells = new ArmCells(NAME, seed);
    List<Cell> all = new ArrayList<>();
    all.addAll(
        main.arm(cells, ArmCells.NOTHING, 0, original, main.retrained(ridge, new double[1])));
    Map<String, Penalty> families = new LinkedHashMap<>();
    families.put(Candidate.RIDGE, ridge);
    families.put(DIAGONAL, diagonal);
    families.put(MATRIX, matrix);
    families.forEach(
        (name, penalty) -> {
          double[] lambda =
              penalty instanceof GroupedQuadratic grouped
                  ? grouped.fit(pool.first(1)).lambda()
                  : matrix.fit(pool).matrix();
          double mean = mean(lambda, penalty == matrix);
          all.add(cells.coefficient(name, "mean", mean));
          for (double factor : factors) {
            double[] scaled = lambda.clone();
            for (int i = 0; i < scaled.length; i++) {
              scaled[i] *= factor;
            }
            all.addAll(main.arm(cells, name, factor, original, main.retrained(penalty, scaled)));
          }
        });
    return all;
  }

  private static double mean(double[] lambda, boolean isMatrix) {
    double sum = 0;
    for (int i = 0; i < lambda.length; i += isMatrix ? PARAMETERS + 1 : 1) {
      sum += lambda[i];
    }
    return isMatrix ? sum / PARAMETERS : sum / lambda.length;
  }

  private List<Cell> arm(
      ArmCells cells, String penalty, double factor, double[] original, double[] theta) {
    double[] difference = original.clone();
    move(difference, theta, 1);
    double outputs = 0;
    for (double[] row : design) {
      outputs += dot(row, difference) * dot(row, difference) / design.length;
    }
    return cells.of(
        penalty,
        factor,
        Math.sqrt(dot(difference, difference) / dot(original, original)),
        Math.sqrt(outputs),
        Double.NaN,
        Double.NaN,
        Double.NaN);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
