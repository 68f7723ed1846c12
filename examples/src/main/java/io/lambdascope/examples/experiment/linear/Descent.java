package io.lambdascope.examples.experiment.linear;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.linalg.StackedLeastSquares;
import io.lambdascope.core.theory.EarlyStopping;
import java.util.Arrays;

/**
 * Full-batch gradient descent on least squares from zero, θ ← θ + η Xᵀ(y − Xθ)/n with η = 0.01
 * (App. H.3). The loss is L = (1/n)‖y − Xθ‖², its gradient ∇L = −2Xᵀ(y − Xθ)/n.
 *
 * <p>Runs on XᵀX/n and Xᵀy/n, p² operations a step in place of np: the same iteration.
 */
final class Descent {

  static final double STEP_SIZE = 0.01;

  private final int size;
  private final double[] secondMoment;
  private final double[] cross;
  private final double[] solution;
  private final double noiseFloor;

  private Descent(double[] secondMoment, double[] cross, double meanSquare) {
    this.size = cross.length;
    this.secondMoment = secondMoment;
    this.cross = cross;
    this.solution = penalizedSolution(new double[size]);
    double explained = 0;
    for (int i = 0; i < size; i++) {
      explained += solution[i] * cross[i];
    }
    this.noiseFloor = meanSquare - explained;
  }

  /** On some rows of the data, repeats included. */
  static Descent on(double[][] x, double[] y, int[] rows) {
    int p = x[0].length;
    double[] secondMoment = new double[p * p];
    double[] cross = new double[p];
    double meanSquare = 0;
    for (int row : rows) {
      double[] features = x[row];
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          secondMoment[i * p + j] += features[i] * features[j];
        }
        cross[i] += features[i] * y[row];
      }
      meanSquare += y[row] * y[row];
    }
    int n = rows.length;
    return new Descent(
        Arrays.stream(secondMoment).map(value -> value / n).toArray(),
        Arrays.stream(cross).map(value -> value / n).toArray(),
        meanSquare / n);
  }

  /** On all rows. */
  static Descent on(double[][] x, double[] y) {
    int[] rows = new int[y.length];
    Arrays.setAll(rows, i -> i);
    return on(x, y, rows);
  }

  /** The known answer. */
  EarlyStopping theory() {
    return new EarlyStopping(secondMoment, size, STEP_SIZE);
  }

  /** XᵀX/n + diag(q), row-major: half the Hessian of L + Σ q_i θ_i². */
  double[] penalizedMoment(double[] q) {
    double[] penalized = secondMoment.clone();
    for (int i = 0; i < size; i++) {
      penalized[i * size + i] += q[i];
    }
    return penalized;
  }

  /** Where L + Σ q_i θ_i² is stationary: (XᵀX/n + diag(q))⁻¹Xᵀy/n. */
  double[] penalizedSolution(double[] q) {
    double[] penalized = penalizedMoment(q);
    double[][] columns = new double[size][size];
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        columns[j][i] = penalized[i * size + j];
      }
    }
    StackedLeastSquares system = new StackedLeastSquares(size);
    system.add(columns, cross);
    return system.solve().values();
  }

  /** θ^(t). */
  double[] iterate(int steps) {
    double[] theta = new double[size];
    for (int t = 0; t < steps; t++) {
      step(theta);
    }
    return theta;
  }

  /** θ^(t) with its loss gradient. */
  Endpoint endpoint(int steps) {
    double[] theta = iterate(steps);
    return new Endpoint(theta, gradient(theta));
  }

  /** After how many steps it stops. */
  int stop(StoppingRule rule) {
    double[] theta = new double[size];
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (int t = 1; t < rule.cap(); t++) {
      step(theta);
      double loss = loss(theta);
      if (loss < best - rule.improvement()) {
        best = loss;
        waited = 0;
      } else if (++waited >= rule.patience()) {
        return t;
      }
    }
    return rule.cap();
  }

  /** ∇L(θ). */
  double[] gradient(double[] theta) {
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

  /** L(θ), as the floor and what is above it: so no digits of the latter are lost. */
  double loss(double[] theta) {
    double excess = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        excess += (theta[i] - solution[i]) * secondMoment[i * size + j] * (theta[j] - solution[j]);
      }
    }
    return noiseFloor + excess;
  }

  private void step(double[] theta) {
    double[] gradient = gradient(theta);
    for (int i = 0; i < size; i++) {
      theta[i] -= STEP_SIZE * gradient[i] / 2;
    }
  }
}
