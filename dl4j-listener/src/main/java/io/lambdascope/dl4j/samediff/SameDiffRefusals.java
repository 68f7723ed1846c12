package io.lambdascope.dl4j.samediff;

import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.reference.Ablation;
import io.lambdascope.dl4j.reference.ProbeData;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.UpdaterInput;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.BaseRandomOp;
import org.nd4j.linalg.api.ops.random.impl.Linspace;
import org.nd4j.linalg.api.ops.random.impl.Range;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** The reasons for which a step of a SameDiff graph cannot be compared with a reference. */
final class SameDiffRefusals {

  private static final Set<String> SUPPORTED =
      Set.of("full_batch", "without_penalties", "full_batch_without_penalties");

  /** Examples that tell a mean from a sum. */
  private static final int SUM_EXAMPLES = 16;

  /** Far from float32's rounding, and from the 2 that a sum gives. */
  private static final double MEAN_TOLERANCE = 0.01;

  private SameDiffRefusals() {}

  /**
   * Refuses what cannot be compared. Reads the graph only.
   *
   * @return its training configuration
   * @throws IllegalArgumentException with what was given, what is allowed and what to do
   */
  static TrainingConfig refuse(Reference reference, SameDiff graph, boolean objectiveUsed) {
    if (!SUPPORTED.contains(reference.name())) {
      throw new IllegalArgumentException(
          ("the reference %s is not there for SameDiff graphs; choose one of Reference"
                  + ".fullBatch(probe), withoutPenalties() and fullBatch(probe)"
                  + ".andWithoutPenalties()")
              .formatted(reference));
    }
    if (objectiveUsed && reference.probe().isEmpty()) {
      throw new IllegalArgumentException(
          "a regularizer is made of the objective's gradient, and the reference "
              + reference
              + " has no data to compute it on; use Reference.fullBatch(probe), or regularizers of"
              + " the parameters alone such as l2 and l1");
    }
    TrainingConfig config = graph.getTrainingConfig();
    if (config == null) {
      throw new IllegalArgumentException(
          "the graph has no training configuration yet; call setTrainingConfig(…) before building the"
              + " listener");
    }
    if (!config.isMinimize()) {
      throw new IllegalArgumentException(
          "the training configuration maximizes, and coefficients would have the wrong sign; minimize"
              + " the negative of the loss");
    }
    refuseUpdater(reference, config);
    refuseRandom(reference, graph);
    return config;
  }

  private static void refuseUpdater(Reference reference, TrainingConfig config) {
    IUpdater updater = config.getUpdater();
    if (!UpdaterInput.supports(updater)) {
      throw new IllegalArgumentException(
          ("the updater is %s, from whose state its input cannot be recovered; supported are %s. Use"
                  + " one of them")
              .formatted(updater.getClass().getSimpleName(), UpdaterInput.SUPPORTED));
    }
    List<Regularization> penalties = config.getRegularization();
    if (penalties == null || !reference.ablates(Ablation.PENALTIES) || updater instanceof Sgd) {
      return;
    }
    boolean decay = penalties.stream().anyMatch(p -> p.applyStep() == ApplyStep.POST_UPDATER);
    boolean more =
        reference.probe().isPresent()
            || penalties.stream().anyMatch(p -> p.applyStep() == ApplyStep.BEFORE_UPDATER);
    if (decay && more) {
      throw new IllegalArgumentException(
          ("the graph has weight decay, which acts after its updater %s, and the reference %s leaves"
                  + " out something that acts before it; the two cannot be put in one unit. Use the"
                  + " reference withoutPenalties with weight decay alone, or l2 in its place, or Sgd")
              .formatted(updater.getClass().getSimpleName(), reference));
    }
  }

  private static void refuseRandom(Reference reference, SameDiff graph) {
    if (reference.probe().isEmpty()) {
      return; // the step's own gradient is taken, with what is random in it
    }
    for (DifferentialFunction op : graph.ops()) {
      boolean random =
          op.getClass().getPackageName().startsWith(BaseRandomOp.class.getPackageName())
              && !(op instanceof Linspace || op instanceof Range);
      if (random) {
        throw new IllegalArgumentException(
            ("the graph has the random operation %s (%s), which the copy that computes the reference"
                    + " cannot leave out; take it out of the graph, or use"
                    + " Reference.withoutPenalties(), which takes the step's own gradient")
                .formatted(op.getOwnName(), op.opName()));
      }
    }
  }

  /**
   * Refuses a loss that is not a mean over examples: its gradient on some must be that on the same
   * twice over. Nothing is known where the graph takes one size of batch only.
   *
   * @throws IllegalArgumentException when the two differ
   */
  static void refuseSum(SameDiffModel model, INDArray parameters, MiniBatch chunk) {
    int examples = Math.min(SUM_EXAMPLES, chunk.size());
    MiniBatch once = chunk.map(array -> head(array, examples));
    double single;
    double twice;
    try {
      single = norm(model, parameters, once);
      twice = norm(model, parameters, once.map(array -> Nd4j.concat(0, array, array)));
    } catch (RuntimeException e) {
      return; // of a fixed size: the probe itself did fit
    }
    if (Math.abs(twice - single) > MEAN_TOLERANCE * single) {
      throw new IllegalArgumentException(
          ("the graph's loss is not a mean over examples: its gradient is %s times as long on the same"
                  + " examples given twice, so that of the probe cannot stand in for a mini-batch's;"
                  + " use a mean, as LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT gives")
              .formatted(twice / single));
    }
  }

  private static double norm(SameDiffModel model, INDArray parameters, MiniBatch batch) {
    return model.rawGradient(parameters, ProbeData.of(List.of(batch))).norm2Number().doubleValue();
  }

  private static INDArray head(INDArray array, int examples) {
    return array.get(NDArrayIndex.interval(0, examples)).dup();
  }
}
