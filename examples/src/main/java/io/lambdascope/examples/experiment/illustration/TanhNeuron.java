package io.lambdascope.examples.experiment.illustration;

import java.util.Arrays;

/**
 * The two-parameter network tanh(wx + b) of App. H.1, θ = (w, b), on 96 evenly spaced x in [−2.5,
 * 2.5] with y = 0.75 tanh(1.4x − 0.35) + 0.12 sin(2.7x). The loss is the mean square of the
 * residuals over the examples given. Immutable.
 */
final class TanhNeuron {

  static final int EXAMPLES = 96;
  private static final double HALF_WIDTH = 2.5;

  private final double[] x = new double[EXAMPLES];
  private final double[] y = new double[EXAMPLES];

  TanhNeuron() {
    for (int i = 0; i < EXAMPLES; i++) {
      x[i] = HALF_WIDTH * (2.0 * i / (EXAMPLES - 1) - 1);
      y[i] = 0.75 * Math.tanh(1.4 * x[i] - 0.35) + 0.12 * Math.sin(2.7 * x[i]);
    }
  }

  /** The indices of all examples. */
  int[] all() {
    int[] indices = new int[EXAMPLES];
    Arrays.setAll(indices, i -> i);
    return indices;
  }

  /** L(θ) over all examples. */
  double loss(double[] theta) {
    double sum = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double residual = Math.tanh(theta[0] * x[i] + theta[1]) - y[i];
      sum += residual * residual;
    }
    return sum / EXAMPLES;
  }

  /** The gradient over some examples. */
  double[] gradient(double[] theta, int[] examples) {
    double[] gradient = new double[2];
    for (int i : examples) {
      double output = Math.tanh(theta[0] * x[i] + theta[1]);
      double common = 2 * (output - y[i]) * (1 - output * output) / examples.length;
      gradient[0] += common * x[i];
      gradient[1] += common;
    }
    return gradient;
  }

  /** H_ww, H_wb and H_bb of the loss over all examples. */
  double[] hessian(double[] theta) {
    double[] hessian = new double[3];
    for (int i = 0; i < EXAMPLES; i++) {
      double output = Math.tanh(theta[0] * x[i] + theta[1]);
      double slope = 1 - output * output;
      double bend = -2 * output * slope;
      double curvature = 2 * (slope * slope + (output - y[i]) * bend) / EXAMPLES;
      hessian[0] += curvature * x[i] * x[i];
      hessian[1] += curvature * x[i];
      hessian[2] += curvature;
    }
    return hessian;
  }

  /** ∇‖∇L‖² = 2Hg over all examples. */
  double[] squaredGradientGradient(double[] theta) {
    double[] h = hessian(theta);
    double[] g = gradient(theta, all());
    return new double[] {2 * (h[0] * g[0] + h[1] * g[1]), 2 * (h[1] * g[0] + h[2] * g[1])};
  }

  /** Where the flow θ' = −∇L is after a time, by Runge–Kutta of fourth order. */
  double[] flow(double[] from, double time, int steps) {
    double h = time / steps;
    double[] theta = from.clone();
    for (int step = 0; step < steps; step++) {
      double[] first = gradient(theta, all());
      double[] second = gradient(minus(theta, h / 2, first), all());
      double[] third = gradient(minus(theta, h / 2, second), all());
      double[] fourth = gradient(minus(theta, h, third), all());
      for (int i = 0; i < 2; i++) {
        theta[i] -= h / 6 * (first[i] + 2 * second[i] + 2 * third[i] + fourth[i]);
      }
    }
    return theta;
  }

  /** θ − ηg. */
  static double[] minus(double[] theta, double eta, double[] g) {
    return new double[] {theta[0] - eta * g[0], theta[1] - eta * g[1]};
  }

  /** The minimum near a point, by Newton's method. */
  double[] minimum(double[] near) {
    double[] theta = near.clone();
    for (int i = 0; i < 50; i++) {
      double[] g = gradient(theta, all());
      double[] h = hessian(theta);
      double determinant = h[0] * h[2] - h[1] * h[1];
      theta[0] -= (h[2] * g[0] - h[1] * g[1]) / determinant;
      theta[1] -= (h[0] * g[1] - h[1] * g[0]) / determinant;
    }
    return theta;
  }
}
