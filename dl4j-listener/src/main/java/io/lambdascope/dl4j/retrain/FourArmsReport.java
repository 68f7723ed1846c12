package io.lambdascope.dl4j.retrain;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Where each arm ended. Immutable; {@link #toString} is a table.
 *
 * @param arms the true cause first, then the estimated penalty, nothing and ten times the penalty
 */
public record FourArmsReport(List<Arm> arms) {

  /** Copies. */
  public FourArmsReport {
    arms = List.copyOf(arms);
  }

  /**
   * One arm against that of the true cause.
   *
   * @param name which one
   * @param loss mean loss on the evaluation data, without penalties and dropout
   * @param weightDistance ‖θ − θ_cause‖/‖θ_cause‖
   * @param outputDistance root mean square of the difference of outputs, over examples and outputs
   * @param divergence mean over examples of KL(p_cause ‖ p), where outputs are distributions
   * @param agreement the share of examples with the same largest output, where there are several
   */
  public record Arm(
      String name,
      double loss,
      double weightDistance,
      double outputDistance,
      OptionalDouble divergence,
      OptionalDouble agreement) {

    /**
     * How far a network is from another of the same layers.
     *
     * @param name of the arm
     * @param original the network trained with the true cause
     * @param evaluation what predictions and losses are compared on, with one array of features and
     *     one of labels
     */
    public static Arm of(String name, Model original, Model model, DataSet evaluation) {
      INDArray target = original.params().castTo(DataType.DOUBLE);
      INDArray p = output(original, evaluation);
      INDArray q = output(model, evaluation);
      INDArray difference = p.sub(q);
      double distance =
          target.sub(model.params().castTo(DataType.DOUBLE)).norm2Number().doubleValue();
      return new Arm(
          name,
          loss(model, evaluation),
          distance / target.norm2Number().doubleValue(),
          difference.norm2Number().doubleValue() / Math.sqrt((double) difference.length()),
          areDistributions(p) && areDistributions(q)
              ? OptionalDouble.of(divergence(p, q))
              : OptionalDouble.empty(),
          p.rank() == 2 && p.size(1) > 1
              ? OptionalDouble.of(
                  p.argMax(1).eq(q.argMax(1)).castTo(DataType.DOUBLE).meanNumber().doubleValue())
              : OptionalDouble.empty());
    }

    private static INDArray output(Model model, DataSet data) {
      INDArray output =
          model instanceof MultiLayerNetwork network
              ? network.output(data.getFeatures())
              : ((ComputationGraph) model).outputSingle(data.getFeatures());
      return output.castTo(DataType.DOUBLE).dup();
    }

    /** Without penalties, dropout off. */
    private static double loss(Model model, DataSet data) {
      if (model instanceof MultiLayerNetwork network) {
        return network.score(data.copy(), false) - network.calcRegularizationScore(true);
      }
      ComputationGraph graph = (ComputationGraph) model;
      return graph.score(data.copy(), false) - graph.calcRegularizationScore(true);
    }

    /** Rows that sum to one, to float32's rounding of a sum. */
    private static boolean areDistributions(INDArray rows) {
      return rows.rank() == 2
          && rows.size(1) > 1
          && rows.minNumber().doubleValue() >= 0
          && Transforms.abs(rows.sum(1).subi(1), true).maxNumber().doubleValue() < 1e-4;
    }

    private static double divergence(INDArray p, INDArray q) {
      // Probabilities that underflow to zero would make logarithms of zero.
      double smallest = Float.MIN_NORMAL;
      INDArray logs =
          Transforms.log(Transforms.max(p, smallest, true), false)
              .subi(Transforms.log(Transforms.max(q, smallest, true), false));
      return p.mul(logs).sumNumber().doubleValue() / p.size(0);
    }
  }

  /** The arm of the true cause. */
  public Arm cause() {
    return arms.get(0);
  }

  /** The arm of the estimated penalty. */
  public Arm estimated() {
    return arms.get(1);
  }

  /** The arm with neither. */
  public Arm nothing() {
    return arms.get(2);
  }

  /** The arm of ten times the penalty. */
  public Arm tenfold() {
    return arms.get(3);
  }

  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-18s %10s %16s %16s %12s %10s",
                "arm",
                "loss",
                "weight distance",
                "output distance",
                "KL",
                "agreement"));
    for (Arm arm : arms) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-18s %10.6f %16.3e %16.3e %12s %10s",
              arm.name(),
              arm.loss(),
              arm.weightDistance(),
              arm.outputDistance(),
              text("%.3e", arm.divergence()),
              text("%.4f", arm.agreement())));
    }
    return table.toString();
  }

  private static String text(String format, OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
  }
}
