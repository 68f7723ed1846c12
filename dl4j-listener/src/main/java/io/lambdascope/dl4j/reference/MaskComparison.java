package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Segment;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares gradients with and without dropout and weight noise at the same parameters on the same
 * data: b = E[∇L_noisy] − ∇L, by Monte Carlo over masks.
 *
 * <p>Masks go into at most {@value #MOST_REPLICATES} independent replicates, each the mean over its
 * share of them, so that memory does not grow with their number.
 */
final class MaskComparison implements Comparison {

  /** Enough degrees of freedom to tell noise by, 7, in as many vectors. */
  static final int MOST_REPLICATES = 8;

  private final ReferenceModel clean;
  private final ReferenceModel noisy;
  private final Objective objective;
  private final int masks;
  private final INDArray without;
  private final INDArray deviation;
  private final List<INDArray> replicates = new ArrayList<>();

  /**
   * A comparison.
   *
   * @param clean the network of the objective
   * @param noisy the same with its noise
   * @param masks how many to draw for each step
   */
  MaskComparison(ReferenceModel clean, ReferenceModel noisy, Objective objective, int masks) {
    this.clean = clean;
    this.noisy = noisy;
    this.objective = objective;
    this.masks = masks;
    long length = objective.layout().length();
    this.without = Nd4j.create(clean.dataType(), length);
    this.deviation = Nd4j.create(DataType.DOUBLE, length);
    for (int k = 0; k < Math.min(masks, MOST_REPLICATES); k++) {
      replicates.add(Nd4j.create(DataType.DOUBLE, length));
    }
  }

  @Override
  public int replicates() {
    return replicates.size();
  }

  @Override
  public Deviation compare(CapturedStep step) {
    ProbeData data = objective.data();
    clean.parameters().assign(step.parameters());
    without.assign(clean.rawGradientOf(objective, step));
    noisy.parameters().assign(step.parameters());
    replicates.forEach(replicate -> replicate.assign(0));
    for (int mask = 0; mask < masks; mask++) {
      // Differences are summed, not gradients: they are exactly zero where there is no noise.
      INDArray with = noisy.rawGradient(data, step.iteration(), step.epoch(), mask);
      replicates.get(mask % replicates.size()).addi(with.subi(without).castTo(DataType.DOUBLE));
      objective.countEvaluation(data);
    }
    deviation.assign(0);
    for (int k = 0; k < replicates.size(); k++) {
      int share = masks / replicates.size() + (k < masks % replicates.size() ? 1 : 0);
      INDArray replicate = replicates.get(k).divi(share * clean.divisor(objective.examples()));
      for (Segment segment : objective.layout().segments()) {
        if (!segment.trained()) {
          segment.in(replicate).assign(0);
        }
      }
      deviation.addi(replicate);
    }
    deviation.divi(replicates.size());
    return new Deviation(
        deviation, replicates, objective, objective.gradient().norm2Number().doubleValue());
  }
}
