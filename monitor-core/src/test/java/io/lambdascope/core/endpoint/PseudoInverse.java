package io.lambdascope.core.endpoint;

import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The second, naive implementation of the full symmetric estimate: all p(p+1)/2 columns written
 * out, and the pseudo-inverse of another library.
 */
public final class PseudoInverse {

  private PseudoInverse() {}

  /**
   * The minimum-norm Λ of −g = 2Λθ, row-major.
   *
   * @param offDiagonal the length of (e_a e_bᵀ + e_b e_aᵀ)/offDiagonal's coordinate: √2 for the
   *     Frobenius norm, 1 for that over the entries with i ≤ j
   */
  public static double[] symmetric(List<Endpoint> endpoints, double offDiagonal) {
    int p = endpoints.get(0).size();
    double[][] design = new double[p * endpoints.size()][p * (p + 1) / 2];
    double[] target = new double[design.length];
    for (int k = 0; k < endpoints.size(); k++) {
      double[] theta = endpoints.get(k).parameters();
      double[] gradient = endpoints.get(k).lossGradient();
      int column = 0;
      for (int a = 0; a < p; a++) {
        target[k * p + a] = -gradient[a];
        for (int b = a; b < p; b++, column++) {
          if (a == b) {
            design[k * p + a][column] = 2 * theta[a];
          } else {
            design[k * p + a][column] = 2 * theta[b] / offDiagonal;
            design[k * p + b][column] = 2 * theta[a] / offDiagonal;
          }
        }
      }
    }
    double[] unknowns =
        new SingularValueDecomposition(new Array2DRowRealMatrix(design))
            .getSolver()
            .solve(new ArrayRealVector(target))
            .toArray();
    double[] matrix = new double[p * p];
    int column = 0;
    for (int a = 0; a < p; a++) {
      for (int b = a; b < p; b++, column++) {
        double value = a == b ? unknowns[column] : unknowns[column] / offDiagonal;
        matrix[a * p + b] = value;
        matrix[b * p + a] = value;
      }
    }
    return matrix;
  }
}
