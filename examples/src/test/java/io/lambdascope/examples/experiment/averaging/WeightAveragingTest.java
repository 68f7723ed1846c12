package io.lambdascope.examples.experiment.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Finding;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.network.Loss;
import io.lambdascope.examples.experiment.network.ShuffledBatches;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class WeightAveragingTest {

  /** L = Σ s(θ − θ*)²/2, with curvatures that are four orders of magnitude apart. */
  private static final class Bowl implements Loss {

    private final INDArray curvatures = Nd4j.createFromArray(20.0, 1.0, 0.05, 0.002);
    private final INDArray minimum = Nd4j.createFromArray(1.0, -2.0, 3.0, -4.0);

    @Override
    public INDArray gradient(INDArray parameters) {
      return parameters.sub(minimum).muli(curvatures);
    }

    @Override
    public double differenceStep() {
      return 1e-4;
    }
  }

  @Test
  void descent_onABowlWithAPull_reachesTheClosedForm() {
    Bowl bowl = new Bowl();
    INDArray origin = Nd4j.createFromArray(0.5, 0.5, 0.5, 0.5);
    double lambda = 0.01;
    PenalizedDescent.Rest rest =
        new PenalizedDescent(bowl, lambda, origin).from(origin, 5000, share -> {});
    assertThat(rest.isConverged()).isTrue();
    for (int i = 0; i < 4; i++) {
      double s = bowl.curvatures.getDouble(i);
      double expected = (s * bowl.minimum.getDouble(i) + 2 * lambda * 0.5) / (s + 2 * lambda);
      // A gradient of 1e-4 of that at the start, 10, over the least curvature, 0.022.
      assertThat(rest.parameters().getDouble(i)).isCloseTo(expected, within(0.05));
    }
  }

  @Test
  void descent_thatMayNotMove_saysSo() {
    INDArray start = Nd4j.createFromArray(0.0, 0.0, 0.0, 0.0);
    PenalizedDescent.Rest rest =
        new PenalizedDescent(new Bowl(), 0.01, start).from(start, 3, share -> {});
    assertThat(rest.isConverged()).isFalse();
    assertThat(rest.steps()).isEqualTo(3);
  }

  @Test
  void mean_ofTheIterates_isThatOfATrainingRepeatedBesideIt() {
    DataSet data = AveragedTraining.data();
    AveragedTraining run = AveragedTraining.run(data, 1, 1, 3);
    MultiLayerNetwork network = new MultiLayerNetwork(AveragedTraining.configuration(3));
    network.init();
    ShuffledBatches batches = new ShuffledBatches(data, AveragedTraining.BATCH_SIZE, 3);
    batches.next().forEach(network::fit);
    assertThat(run.start().toDoubleVector()).isEqualTo(network.params().toDoubleVector());
    List<double[]> iterates = new ArrayList<>();
    for (DataSet batch : batches.next()) {
      network.fit(batch);
      iterates.add(network.params().toDoubleVector());
    }
    assertThat(run.steps()).isEqualTo(29).isEqualTo(iterates.size());
    assertThat(run.last().toDoubleVector()).isEqualTo(iterates.get(28));
    double mean = iterates.stream().mapToDouble(theta -> theta[100]).average().orElseThrow();
    assertThat(run.mean().getDouble(100)).isCloseTo(mean, within(1e-14));
    assertThat(run.time()).isCloseTo(2.9, within(1e-12));
  }

  @Test
  void findings_ofMadeUpCells_sayWhatTheNumbersSay() {
    Findings distance = new WeightAveraging().findings(cells(0.9, 0.3));
    assertThat(distance.verdict().toString()).contains("a pull to where it began, rather");
    assertThat(value(distance, "distance_share")).isCloseTo(0.9, within(1e-12));
    assertThat(new WeightAveraging().findings(cells(0.6, 0.8)).verdict().toString())
        .contains("at least as much");
    assertThat(new WeightAveraging().findings(cells(0.4, 0.8)).verdict().toString())
        .contains("at least as much");
    assertThat(new WeightAveraging().findings(cells(0.2, 0.1)).verdict().toString())
        .contains("not described by either");
  }

  @Test
  void findings_ofNoCells_areUnknown() {
    Findings none = new WeightAveraging().findings(List.of());
    assertThat(none.summary()).extracting(Finding::value).containsOnly(Double.NaN);
    assertThat(none.verdict()).isEmpty();
    assertThat(new WeightAveraging().figure(List.of()).panels()).hasSize(3);
  }

  @Test
  void tasks_areOneASeed() {
    assertThat(new WeightAveraging().tasks(new Settings(true, 3, null, null)))
        .extracting("key")
        .containsExactly("seed 1", "seed 2", "seed 3");
  }

  private static List<Cell> cells(double distance, double ridge) {
    List<Cell> cells = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      cells.add(share(AveragingTask.DISTANCE, distance, seed));
      cells.add(share(AveragingTask.RIDGE, ridge, seed));
    }
    return cells;
  }

  private static Cell share(String penalty, double value, int seed) {
    return Cell.of("share", value)
        .at("endpoint", AveragingTask.AVERAGED)
        .at("penalty", penalty)
        .at("seed", seed);
  }

  private static double value(Findings findings, String name) {
    return findings.summary().stream()
        .filter(finding -> finding.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
