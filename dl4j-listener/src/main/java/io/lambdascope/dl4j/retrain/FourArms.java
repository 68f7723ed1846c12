package io.lambdascope.dl4j.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whether an estimated penalty does what the true cause did: trains one network with the cause, one
 * with the penalty in its place, one with neither and one with ten times the penalty, from the same
 * initial weights, and says how far the others end from the first.
 *
 * <p>The penalty is constant in time. Where the cause's Λ(t) is not, the arm of the penalty cannot
 * follow its course, and lands near at best.
 */
public final class FourArms {

  private static final double EXCESS = 10;

  /** Of the calling thread's random generator, from which dropout draws, before each arm. */
  private static final long SEED = 20;

  private final Model cause;
  private final Model estimated;
  private final Model nothing;
  private final Model tenfold;

  private FourArms(Model cause, Model estimated, Model nothing, Model tenfold) {
    this.cause = cause;
    this.estimated = estimated;
    this.nothing = nothing;
    this.tenfold = tenfold;
  }

  /**
   * The arms of a network.
   *
   * @param with the configuration with the true cause
   * @param without the same without it
   * @param penalties what was estimated of the cause
   * @throws IllegalArgumentException as {@link EstimatedPenalties#addTo(MultiLayerConfiguration)}
   */
  public static FourArms of(
      MultiLayerConfiguration with, MultiLayerConfiguration without, EstimatedPenalties penalties) {
    return new FourArms(
        new MultiLayerNetwork(with.clone()),
        new MultiLayerNetwork(penalties.addTo(without)),
        new MultiLayerNetwork(without.clone()),
        new MultiLayerNetwork(penalties.times(EXCESS).addTo(without)));
  }

  /** As {@link #of(MultiLayerConfiguration, MultiLayerConfiguration, EstimatedPenalties)}. */
  public static FourArms of(
      ComputationGraphConfiguration with,
      ComputationGraphConfiguration without,
      EstimatedPenalties penalties) {
    return new FourArms(
        new ComputationGraph(with.clone()),
        new ComputationGraph(penalties.addTo(without)),
        new ComputationGraph(without.clone()),
        new ComputationGraph(penalties.times(EXCESS).addTo(without)));
  }

  /**
   * Trains the arms one after another, on the calling thread, and compares them. Seeds its random
   * generator. For once: the networks are trained after.
   *
   * @param initial the initial weights of all, as {@code params()} gives them; copied
   * @param training trains a network. It must give each the same budget and the same mini-batches
   *     in the same order
   * @param evaluation the data that predictions and losses are compared on, with one array of
   *     features and one of labels
   */
  public FourArmsReport train(INDArray initial, Consumer<Model> training, DataSet evaluation) {
    List<Model> models = List.of(cause, estimated, nothing, tenfold);
    for (Model model : models) {
      initialize(model);
      model.setParams(initial.dup());
      Nd4j.getRandom().setSeed(SEED);
      training.accept(model);
    }
    List<FourArmsReport.Arm> arms = new ArrayList<>();
    List<String> names = List.of("true cause", "estimated penalty", "nothing", "tenfold penalty");
    for (int i = 0; i < models.size(); i++) {
      arms.add(FourArmsReport.Arm.of(names.get(i), cause, models.get(i), evaluation));
    }
    return new FourArmsReport(arms);
  }

  private static void initialize(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      network.init();
    } else {
      ((ComputationGraph) model).init();
    }
  }
}
