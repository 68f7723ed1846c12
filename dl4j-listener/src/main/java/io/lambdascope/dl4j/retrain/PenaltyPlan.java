package io.lambdascope.dl4j.retrain;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.regularizer.ActivationWeightedNorm;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.Regularizers;
import io.lambdascope.dl4j.regularizer.SmoothedOneNorm;
import io.lambdascope.dl4j.regularizer.SquaredNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Which layer gets which penalty on its weights and on its biases. DL4J has one list of penalties
 * for all weights of a layer and one for all its biases, so what an estimate says of them must be
 * the same within each.
 */
final class PenaltyPlan {

  /** A column of the estimate with its coefficient. */
  record Part(CandidateColumn column, double coefficient) {}

  private record Place(String layer, ParameterKind kind) {}

  private final Map<Place, List<Regularization>> penalties = new LinkedHashMap<>();

  /**
   * The plan for a network.
   *
   * @param meanSquares E[h²] of what enters each layer, by its key, frozen; null where that was not
   *     given
   */
  PenaltyPlan(
      ParameterLayout layout,
      Function<ParameterLayout, List<Part>> parts,
      @Nullable Map<String, INDArray> meanSquares) {
    List<Part> all = parts.apply(layout);
    for (Segment segment : layout.trained()) {
      List<Regularization> penalty = penaltiesOf(segment, all, meanSquares);
      if (segment.kind() == ParameterKind.OTHER) {
        if (!penalty.isEmpty()) {
          throw new IllegalArgumentException(
              ("DL4J gives no penalty to %s, which is neither weight nor bias; leave it out of the"
                      + " groups, or let penalties act on weights alone")
                  .formatted(segment.gradientKey()));
        }
        continue;
      }
      List<Regularization> before =
          penalties.putIfAbsent(new Place(segment.layer(), segment.kind()), penalty);
      if (before != null && !before.equals(penalty)) {
        throw new IllegalArgumentException(
            ("DL4J has one list of penalties for all %s arrays of layer %s, and the estimate is %s"
                    + " for one of them and %s for %s; take groups that do not divide them")
                .formatted(
                    segment.kind().name().toLowerCase(java.util.Locale.ROOT),
                    segment.layer(),
                    before,
                    penalty,
                    segment.gradientKey()));
      }
    }
  }

  /** The columns that act on an array; those of l2 and l1 as one. */
  private static List<Regularization> penaltiesOf(
      Segment segment, List<Part> parts, @Nullable Map<String, INDArray> meanSquares) {
    double l2 = 0;
    double l1 = 0;
    double beta = Regularizers.DEFAULT_BETA;
    List<Regularization> penalties = new ArrayList<>();
    for (Part part : parts) {
      if (part.coefficient() == 0 || !part.column().segments().contains(segment)) {
        continue;
      }
      Regularizer regularizer = part.column().regularizer();
      if (regularizer instanceof SmoothedOneNorm norm) {
        l1 += part.coefficient();
        beta = norm.beta();
      } else if (regularizer instanceof ActivationWeightedNorm) {
        if (meanSquares == null) {
          throw new IllegalArgumentException(
              "activation_l2 is a penalty only with the activations of a network held fixed; say"
                  + " withActivationsOf(the original network, its training data)");
        }
        INDArray weights =
            ActivationWeightedNorm.alongInputs(segment, meanSquares.get(segment.layer()))
                .mul(part.coefficient());
        penalties.add(new QuadraticPenalty(inOrder(segment, weights), List.of()));
      } else if (regularizer instanceof SquaredNorm square && square.origin() != null) {
        penalties.add(
            new QuadraticPenalty(
                List.of(part.coefficient()), numbers(segment.in(square.origin()))));
      } else {
        l2 += part.coefficient();
      }
    }
    if (l2 != 0 || l1 != 0) {
      penalties.add(0, new EstimatedPenalty(l2, l1, beta));
    }
    return penalties;
  }

  /**
   * Weights by input as they lie along the flattened array, as far as they do not repeat.
   *
   * @param alongInputs with as many dimensions as the array, of one entry but for the inputs'
   */
  private static List<Double> inOrder(Segment segment, INDArray alongInputs) {
    boolean repeats = segment.order() == 'f' ? alongInputs.size(0) > 1 : alongInputs.size(0) == 1;
    if (segment.order() == 'f' && repeats) {
      return numbers(alongInputs);
    }
    long[] shape = segment.shape().stream().mapToLong(Long::longValue).toArray();
    if (repeats) {
      shape[0] = 1; // of a kernel, the units: the first dimension is the slowest
    }
    INDArray all = Nd4j.ones(DataType.DOUBLE, shape).muli(alongInputs);
    return numbers(Nd4j.toFlattened(segment.order(), all));
  }

  private static List<Double> numbers(INDArray array) {
    return Arrays.stream(array.dup().data().asDouble()).boxed().toList();
  }

  /** Adds the penalties to the layers' configurations. */
  void addTo(Function<String, Layer> layers) {
    penalties.forEach(
        (place, penalty) -> {
          if (penalty.isEmpty()) {
            return;
          }
          if (!(layers.apply(place.layer()) instanceof BaseLayer layer)) {
            throw new IllegalArgumentException(
                ("layer %s is a wrapper, or one without penalties in DL4J, and cannot be given the"
                        + " estimate's; leave it out of the groups")
                    .formatted(place.layer()));
          }
          if (place.kind() == ParameterKind.WEIGHT) {
            layer.setRegularization(with(layer.getRegularization(), penalty));
          } else {
            layer.setRegularizationBias(with(layer.getRegularizationBias(), penalty));
          }
        });
  }

  private static List<Regularization> with(
      @Nullable List<Regularization> before, List<Regularization> penalties) {
    List<Regularization> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
    all.addAll(penalties);
    return all;
  }
}
