package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Where a step and its reference are compared, so that their difference is in units of a gradient
 * and nothing is linearized: at what enters the updater, recovered from what it left
 * (docs/decisions/0002). With primes for the reference, from the same state before the step:
 *
 * <ul>
 *   <li>Sgd: u = ηg, so g − g′ = (u − u′)/η;
 *   <li>Nesterovs: v ← μv − ηg, so g − g′ = (v′ − v)/η;
 *   <li>Adam, AMSGrad, AdaMax, Nadam: m ← β₁m + (1 − β₁)g, so g − g′ = (m − m′)/(1 − β₁);
 *   <li>RMSProp and AdaGrad, with h the state they left: u = ηg/(√h + ε), so g = u(√h + ε)/η;
 *   <li>AdaDelta, with E[g²] as it left it and E[Δ²] as it found it: u = g·√(E[Δ²] + ε)/√(E[g²] +
 *       ε), solved for g.
 * </ul>
 */
public enum UpdaterInput {
  /** The updates themselves over the learning rate. */
  UPDATE,
  /** The first vector of the updater's state, a velocity, over minus the learning rate. */
  VELOCITY,
  /** The first vector of the updater's state, a first moment, over 1 − β₁. */
  FIRST_MOMENT,
  /** The updates times the root of the state they were divided by, over the learning rate. */
  SCALED_UPDATE,
  /** The updates times the ratio of the two roots that made them. */
  ADA_DELTA_UPDATE;

  /** The updaters whose input can be recovered, by the names of their classes. */
  public static final List<String> SUPPORTED =
      List.of(
          "Sgd",
          "Nesterovs",
          "Adam",
          "AMSGrad",
          "AdaMax",
          "Nadam",
          "RmsProp",
          "AdaGrad",
          "AdaDelta");

  /** What one side of a comparison left: the step as made, or its reference. */
  public record Traces(
      INDArray update, @Nullable INDArray stateBefore, @Nullable INDArray stateAfter) {}

  /** Whether its input can be recovered. */
  public static boolean supports(IUpdater updater) {
    return updater instanceof Sgd
        || updater instanceof Nesterovs
        || updater instanceof RmsProp
        || updater instanceof AdaGrad
        || updater instanceof AdaDelta
        || !Double.isNaN(firstMomentDecay(updater));
  }

  /** Which comparison suits an updater that {@link #supports} names. */
  public static UpdaterInput of(IUpdater updater) {
    if (updater instanceof Sgd) {
      return UPDATE;
    }
    if (updater instanceof Nesterovs) {
      return VELOCITY;
    }
    if (updater instanceof AdaDelta) {
      return ADA_DELTA_UPDATE;
    }
    return updater instanceof RmsProp || updater instanceof AdaGrad ? SCALED_UPDATE : FIRST_MOMENT;
  }

  /** β₁; NaN for an updater without a first moment. */
  private static double firstMomentDecay(IUpdater updater) {
    if (updater instanceof Adam adam) {
      return adam.getBeta1();
    }
    if (updater instanceof AMSGrad amsGrad) {
      return amsGrad.getBeta1();
    }
    if (updater instanceof AdaMax adaMax) {
      return adaMax.getBeta1();
    }
    return updater instanceof Nadam nadam ? nadam.getBeta1() : Double.NaN;
  }

  /** Whether it is made of the update, in which weight decay is, rather than of the state. */
  public boolean readsUpdate() {
    return this == UPDATE || this == SCALED_UPDATE || this == ADA_DELTA_UPDATE;
  }

  /**
   * Writes what is compared: the input of the updater, but for a constant that is the same on both
   * sides and the {@link #divisor}.
   *
   * @param decay what weight decay added to the update after the updater, [length of the segment],
   *     to be taken out of it; null for nothing
   * @param into [length of the segment], float64
   */
  public void write(Segment segment, Traces side, @Nullable INDArray decay, INDArray into) {
    if (readsUpdate()) {
      into.assign(part(side.update(), segment, segment.offset()));
      if (decay != null) {
        into.subi(decay.castTo(DataType.DOUBLE));
      }
    } else {
      into.assign(state(side.stateAfter(), segment, 0));
    }
    if (this == SCALED_UPDATE) {
      INDArray root =
          Transforms.sqrt(into.like().assign(state(side.stateAfter(), segment, 0)), false);
      into.muli(root.addi(epsilon(segment.updater())));
    } else if (this == ADA_DELTA_UPDATE) {
      double epsilon = epsilon(segment.updater());
      INDArray root = into.like().assign(state(side.stateAfter(), segment, 0)).addi(epsilon);
      root.divi(into.like().assign(state(side.stateBefore(), segment, 1)).addi(epsilon));
      into.muli(Transforms.sqrt(root, false));
    }
  }

  /** What the difference of the two sides, training's less the reference's, is divided by. */
  public double divisor(Segment segment, int iteration, int epoch) {
    return switch (this) {
      case UPDATE, SCALED_UPDATE -> segment.learningRate(iteration, epoch);
      case VELOCITY -> -segment.learningRate(iteration, epoch);
      case FIRST_MOMENT -> 1 - firstMomentDecay(segment.updater());
      case ADA_DELTA_UPDATE -> 1;
    };
  }

  private static double epsilon(IUpdater updater) {
    if (updater instanceof RmsProp rmsProp) {
      return rmsProp.getEpsilon();
    }
    return updater instanceof AdaGrad adaGrad
        ? adaGrad.getEpsilon()
        : ((AdaDelta) updater).getEpsilon();
  }

  private static INDArray state(@Nullable INDArray state, Segment segment, int vector) {
    if (state == null) {
      throw new IllegalStateException("an updater with state has none");
    }
    return part(state, segment, segment.stateOffset(vector));
  }

  private static INDArray part(INDArray vector, Segment segment, long offset) {
    return vector.get(NDArrayIndex.interval(offset, offset + segment.length()));
  }
}
