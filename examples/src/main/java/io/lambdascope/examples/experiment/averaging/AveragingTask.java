package io.lambdascope.examples.experiment.averaging;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.PenaltyEstimate;
import io.lambdascope.core.endpoint.RegularizerColumns;
import io.lambdascope.dl4j.retrain.FourArmsReport;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** One seed: training with averaging, what the endpoints say, and explicit retraining. */
final class AveragingTask {

  static final String AVERAGED = "averaged";
  static final String LAST = "last iterate";
  static final String DISTANCE = "distance";
  static final String RIDGE = "ridge";

  private final int seed;
  private final DataSet data;
  private final NetworkLoss loss;
  private final AveragedTraining run;
  private final int mostSteps;

  AveragingTask(int seed, int warmUp, int averaged, int mostSteps) {
    this.seed = seed;
    this.data = AveragedTraining.data();
    this.loss = new NetworkLoss(AveragedTraining.configuration(seed), data);
    this.run = AveragedTraining.run(data, warmUp, averaged, seed);
    this.mostSteps = mostSteps;
  }

  List<Cell> run(Task.Progress progress) {
    List<Cell> cells = new ArrayList<>();
    List<String> endpoints = List.of(AVERAGED, LAST);
    List<String> penalties = List.of(DISTANCE, RIDGE);
    int done = 0;
    for (String endpoint : endpoints) {
      INDArray end = endpoint.equals(AVERAGED) ? run.mean() : run.last();
      INDArray slope = loss.gradient(end);
      cells.add(
          cell("loss", endpoint, "none", loss.value(end))
              .measure("accuracy", loss.accuracy(end))
              .measure("gradient_norm", norm(slope))
              .measure("displacement", norm(end.sub(run.start()))));
      for (String penalty : penalties) {
        INDArray origin =
            penalty.equals(DISTANCE)
                ? run.start()
                : Nd4j.zeros(DataType.DOUBLE, run.start().length());
        PenaltyEstimate estimate = estimate(end, slope, origin);
        double lambda = estimate.lambda()[0];
        cells.add(
            cell("lambda", endpoint, penalty, lambda)
                .measure("lambda_times_time", lambda * run.time()));
        cells.add(cell("share", endpoint, penalty, estimate.agreement().shareExplained()));
        int before = done;
        if (endpoint.equals(AVERAGED)) {
          cells.add(
              retrained(
                  penalty,
                  end,
                  new PenalizedDescent(loss, lambda, origin),
                  share -> progress.reach((before + share) / penalties.size())));
          done++;
        }
      }
    }
    return cells;
  }

  /** The one coefficient λ of −∇L = 2λ(θ − o). */
  private static PenaltyEstimate estimate(INDArray end, INDArray slope, INDArray origin) {
    double[] column = end.sub(origin).muli(2).toDoubleVector();
    return new RegularizerColumns(List.of(endpoint -> column.clone()))
        .fit(EndpointPool.of(new Endpoint(end.toDoubleVector(), slope.toDoubleVector())));
  }

  /** Training with the penalty in place of averaging. */
  private Cell retrained(
      String penalty, INDArray end, PenalizedDescent objective, Task.Progress progress) {
    PenalizedDescent.Rest rest = objective.from(run.start(), mostSteps, progress);
    INDArray wanted = end.sub(run.start());
    INDArray found = rest.parameters().sub(run.start());
    double miss = norm(found.sub(wanted)) / norm(wanted);
    FourArmsReport.Arm arm =
        FourArmsReport.Arm.of(penalty, network(end), network(rest.parameters()), data);
    return cell(
            "displacement_cosine",
            AVERAGED,
            penalty,
            found.mul(wanted).sumNumber().doubleValue() / (norm(found) * norm(wanted)))
        .standing(rest.isConverged() ? Standing.VALID : Standing.OUTSIDE)
        .measure("length_ratio", norm(found) / norm(wanted))
        .measure("displacement_share", 1 - miss * miss)
        .measure("weight_distance", arm.weightDistance())
        .measure("output_distance", arm.outputDistance())
        .measure("agreement", arm.agreement().orElse(Double.NaN))
        .measure("relative_gradient", rest.relativeGradient())
        .measure("steps", rest.steps());
  }

  private MultiLayerNetwork network(INDArray parameters) {
    MultiLayerNetwork network = new MultiLayerNetwork(AveragedTraining.configuration(seed));
    network.init();
    network.params().assign(parameters.reshape(network.params().shape()));
    return network;
  }

  private Cell cell(String quantity, String endpoint, String penalty, double value) {
    return Cell.of(quantity, value)
        .at("endpoint", endpoint)
        .at("penalty", penalty)
        .at("seed", seed);
  }

  private static double norm(INDArray vector) {
    return vector.norm2Number().doubleValue();
  }
}
