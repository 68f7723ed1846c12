package io.lambdascope.examples.experiment.linear;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Symmetric p × p matrices Λ of penalties θᵀΛθ, row-major, with p = 10: their norms, and as cells,
 * by which they can be drawn.
 */
final class PenaltyMatrix {

  static final String QUANTITY = "penalty_matrix";

  private static final int SIZE = LinearModel.PARAMETERS;
  private static final String SOURCE = "source";
  private static final String ROW = "row";
  private static final String COLUMN = "column";

  private PenaltyMatrix() {}

  /** ‖A‖_F. */
  static double norm(double[] a) {
    return distance(a, new double[a.length]);
  }

  /** ‖A − B‖_F. */
  static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  /** Entry by entry. */
  static double[] median(List<double[]> matrices) {
    double[] median = new double[SIZE * SIZE];
    for (int i = 0; i < median.length; i++) {
      int entry = i;
      double[] sorted = matrices.stream().mapToDouble(m -> m[entry]).sorted().toArray();
      median[i] = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
    return median;
  }

  /** The upper triangle, a cell an entry; rows and columns from 1. */
  static List<Cell> cells(String source, double[] matrix, double[] theory) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      for (int j = i; j < SIZE; j++) {
        cells.add(
            Cell.of(QUANTITY, matrix[i * SIZE + j])
                .truth(theory[i * SIZE + j])
                .at(SOURCE, source)
                .at(ROW, i + 1)
                .at(COLUMN, j + 1));
      }
    }
    return cells;
  }

  /** The matrix of a source, zero where there is no cell. */
  static double[][] of(List<Cell> cells, String source) {
    double[][] matrix = new double[SIZE][SIZE];
    for (Cell cell : Cells.of(cells).quantity(QUANTITY).at(SOURCE, source).list()) {
      int i = (int) cell.number(ROW) - 1;
      int j = (int) cell.number(COLUMN) - 1;
      matrix[i][j] = cell.estimate();
      matrix[j][i] = cell.estimate();
    }
    return matrix;
  }

  /**
   * The largest absolute entry rounded up to two digits, to scale colours with; 1 where there is
   * none but zeros.
   */
  static double largest(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest == 0
        ? 1
        : new BigDecimal(largest).round(new MathContext(2, RoundingMode.UP)).doubleValue();
  }
}
