package io.lambdascope.core.endpoint;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * Full-batch gradient descent on least squares from zero, the protocol of App. H.3: θ ← θ + η Xᵀ(y
 * − Xθ)/n. The loss is (1/n)‖y − Xθ‖², its gradient −2Xᵀ(y − Xθ)/n.
 *
 * <p>Runs on XᵀX/n and Xᵀy/n, p² an iteration in place of np.
 */
public final class LeastSquaresDescent {

  /** The paper's η. */
  public static final double STEP_SIZE = 0.01;

  private final int size;
  private final double[] secondMoment;
  private final double[] cross;
  private final double[] solution;
  private final double noiseFloor;

  private LeastSquaresDescent(double[] secondMoment, double[] cross, double meanSquare) {
    this.size = cross.length;
    this.secondMoment = secondMoment;
    this.cross = cross;
    double[][] rows = new double[size][size];
    for (int i = 0; i < size * size; i++) {
      rows[i / size][i % size] = secondMoment[i];
    }
    this.solution =
        new CholeskyDecomposition(new Array2DRowRealMatrix(rows))
            .getSolver()
            .solve(new ArrayRealVector(cross))
            .toArray();
    double explained = 0;
    for (int i = 0; i < size; i++) {
      explained += solution[i] * cross[i];
    }
    this.noiseFloor = meanSquare - explained;
  }

  /** On these rows of the dataset. */
  public static LeastSquaresDescent on(double[][] x, double[] y, int[] rows) {
    int p = x[0].length;
    double[] secondMoment = new double[p * p];
    double[] cross = new double[p];
    double meanSquare = 0;
    for (int row : rows) {
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          secondMoment[i * p + j] += x[row][i] * x[row][j] / rows.length;
        }
        cross[i] += x[row][i] * y[row] / rows.length;
      }
      meanSquare += y[row] * y[row] / rows.length;
    }
    return new LeastSquaresDescent(secondMoment, cross, meanSquare);
  }

  /** On all rows. */
  public static LeastSquaresDescent on(double[][] x, double[] y) {
    int[] rows = new int[y.length];
    Arrays.setAll(rows, i -> i);
    return on(x, y, rows);
  }

  /** n × p standard normal entries. */
  public static double[][] design(Random random, int n, int p) {
    double[][] x = new double[n][p];
    for (double[] row : x) {
      for (int j = 0; j < p; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return x;
  }

  /** y = Xθ + ε with θ_i ~ N(0, 3²) and ε_i ~ N(0, σ²). */
  public static double[] response(Random random, double[][] x, double sigma) {
    double[] theta = new double[x[0].length];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = 3 * random.nextGaussian();
    }
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < theta.length; j++) {
        y[i] += x[i][j] * theta[j];
      }
      y[i] += sigma * random.nextGaussian();
    }
    return y;
  }

  /** XᵀX/n, row-major. */
  public double[] secondMoment() {
    return secondMoment.clone();
  }

  /** Xᵀy/n. */
  public double[] cross() {
    return cross.clone();
  }

  /** Where it ends. */
  public double[] solution() {
    return solution.clone();
  }

  /** θ^(t). */
  public double[] iterate(int iterations) {
    double[] theta = new double[size];
    for (int t = 0; t < iterations; t++) {
      step(theta);
    }
    return theta;
  }

  private void step(double[] theta) {
    double[] gradient = gradient(theta);
    for (int i = 0; i < size; i++) {
      theta[i] -= STEP_SIZE * gradient[i] / 2;
    }
  }

  /** ∇L = −2Xᵀ(y − Xθ)/n. */
  public double[] gradient(double[] theta) {
    double[] gradient = new double[size];
    for (int i = 0; i < size; i++) {
      double sum = -cross[i];
      for (int j = 0; j < size; j++) {
        sum += secondMoment[i * size + j] * theta[j];
      }
      gradient[i] = 2 * sum;
    }
    return gradient;
  }

  /** θ^(t) with its loss gradient. */
  public Endpoint endpoint(int iterations) {
    double[] theta = iterate(iterations);
    return new Endpoint(theta, gradient(theta));
  }

  /**
   * The iteration at which the loss has not fallen by more than {@code improvement} below its best
   * for {@code patience} iterations, at most {@code cap}.
   */
  public int stoppingTime(int cap, int patience, double improvement) {
    double[] theta = new double[size];
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (int t = 1; t <= cap; t++) {
      step(theta);
      double loss = loss(theta);
      if (loss < best - improvement) {
        best = loss;
        waited = 0;
      } else if (++waited >= patience) {
        return t;
      }
    }
    return cap;
  }

  /** The floor and the distance from the solution, so that no digits of the latter are lost. */
  private double loss(double[] theta) {
    double excess = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        excess += (theta[i] - solution[i]) * secondMoment[i * size + j] * (theta[j] - solution[j]);
      }
    }
    return noiseFloor + excess;
  }
}
