package io.lambdascope.core.endpoint;

/** The Frobenius norm. */
public final class Frobenius {

  private Frobenius() {}

  /** ‖A‖_F. */
  public static double norm(double[] a) {
    return distance(a, new double[a.length]);
  }

  /** ‖A − B‖_F. */
  public static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}
