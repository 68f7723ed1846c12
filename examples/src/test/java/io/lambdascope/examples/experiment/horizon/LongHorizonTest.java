package io.lambdascope.examples.experiment.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.linalg.SymmetricEigen;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Cells;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LongHorizonTest {

  private static final int P = LeastSquares.PARAMETERS;
  private static final Settings SETTINGS = new Settings(true, 1, null, null);

  @Test
  void distances_leastSquares_areThoseOfTheEigenvalues() throws Exception {
    for (double eta : new double[] {0.01, 0.03}) {
      Cells cells = Cells.of(leastSquares(eta));
      for (int step : new int[] {1, 30, 50}) {
        Cells at = cells.at("step", step);
        double time = step * eta;
        // θ in the directions of the eigenvectors: c/h times one less what is left of the start.
        DoubleUnaryOperator descent = h -> 1 - Math.pow(1 - eta * h, step);
        DoubleUnaryOperator original = h -> 1 - Math.exp(-h * time);
        DoubleUnaryOperator modified = h -> 1 - Math.exp(-h * (1 + eta * h / 2) * time);
        assertThat(at.at("flow", "original flow").first().estimate())
            .isCloseTo(distance(descent, original), within(1e-6 * distance(descent, original)));
        assertThat(at.at("flow", "modified flow").first().estimate())
            .isCloseTo(distance(descent, modified), within(1e-5 * distance(descent, modified)));
      }
    }
  }

  @Test
  void distances_ratio_isOfTheFirstOrderInTheStepSize() throws Exception {
    double fine = ratioOfFirstStep(leastSquares(0.01));
    double coarse = ratioOfFirstStep(leastSquares(0.03));
    assertThat(coarse / fine).isBetween(2.8, 3.2);
  }

  @Test
  void findings_ofLeastSquares_haveTheRatioAskedForAndNoOther() throws Exception {
    List<Finding> summary = new LongHorizon().findings(leastSquares(0.01)).summary();
    assertThat(summary)
        .filteredOn(finding -> finding.name().equals("least_squares_eta_0.01"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.value()).isGreaterThan(50))
        .matches(Finding::holds);
    assertThat(summary)
        .filteredOn(finding -> finding.name().equals("mnist_tanh_eta_0.01"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.value()).isNaN())
        .matches(finding -> !finding.holds());
  }

  private static double ratioOfFirstStep(List<Cell> cells) {
    Cells first = Cells.of(cells).at("step", 1);
    return first.at("flow", "modified flow").first().estimate()
        / first.at("flow", "original flow").first().estimate();
  }

  private static List<Cell> leastSquares(double eta) throws Exception {
    for (Task task : new LongHorizon().tasks(SETTINGS)) {
      if (task.key().equals("least squares, eta %s, seed 1".formatted(eta))) {
        return task.work().run(share -> {});
      }
    }
    throw new AssertionError("no such task");
  }

  /** ‖H⁻¹(a(H) − b(H))c‖, −c the gradient at 0. */
  private static double distance(DoubleUnaryOperator a, DoubleUnaryOperator b) {
    LeastSquares loss = new LeastSquares(1);
    INDArray zero = Nd4j.zeros(DataType.DOUBLE, P);
    INDArray cross = loss.gradient(zero).neg();
    double[] hessian = new double[P * P];
    List<INDArray> columns = new ArrayList<>();
    for (int j = 0; j < P; j++) {
      INDArray unit = Nd4j.zeros(DataType.DOUBLE, P).putScalar(j, 1);
      columns.add(loss.gradient(unit).add(cross));
    }
    for (int i = 0; i < P; i++) {
      for (int j = 0; j < P; j++) {
        hessian[i * P + j] = (columns.get(i).getDouble(j) + columns.get(j).getDouble(i)) / 2;
      }
    }
    double[] map =
        new SymmetricEigen(hessian, P).map(h -> (a.applyAsDouble(h) - b.applyAsDouble(h)) / h);
    double squares = 0;
    for (int i = 0; i < P; i++) {
      double entry = 0;
      for (int j = 0; j < P; j++) {
        entry += map[i * P + j] * cross.getDouble(j);
      }
      squares += entry * entry;
    }
    return Math.sqrt(squares);
  }
}
