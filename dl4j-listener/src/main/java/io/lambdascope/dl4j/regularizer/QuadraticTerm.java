package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.reference.Objective;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * R(θ) = θ_iθ_j, one term of a quadratic form; ∇R = θ_j e_i + θ_i e_j.
 *
 * @param parameters of how many parameters the form is
 * @param i number among the penalized parameters in the order of the flattened vector
 * @param j the same
 */
record QuadraticTerm(int parameters, int i, int j) implements Regularizer, Serializable {

  /** θ_i² for each parameter. */
  static List<Regularizer> diagonal(int parameters) {
    refuse(parameters, Regularizers.MOST_DIAGONAL, "diagonal");
    List<Regularizer> terms = new ArrayList<>();
    for (int i = 0; i < parameters; i++) {
      terms.add(new QuadraticTerm(parameters, i, i));
    }
    return terms;
  }

  /** θ_iθ_j for each i ≤ j. */
  static List<Regularizer> full(int parameters) {
    refuse(parameters, Regularizers.MOST_FULL, "full");
    List<Regularizer> terms = new ArrayList<>();
    for (int i = 0; i < parameters; i++) {
      for (int j = i; j < parameters; j++) {
        terms.add(new QuadraticTerm(parameters, i, j));
      }
    }
    return terms;
  }

  private static void refuse(int parameters, int most, String form) {
    if (parameters < 1 || parameters > most) {
      throw new IllegalArgumentException(
          ("a %s quadratic form has a coefficient for each of 1 to %d parameters, or pair of them;"
                  + " given were %d. For more, use l2() with groups, or the endpoint estimators of"
                  + " monitor-core")
              .formatted(form, most, parameters));
    }
  }

  @Override
  public String name() {
    return i == j ? "square_" + i : "product_" + i + "_" + j;
  }

  @Override
  public void check(ParameterLayout layout, List<Segment> segments) {
    long given = segments.stream().mapToLong(Segment::length).sum();
    if (given != parameters) {
      throw new IllegalArgumentException(
          ("the quadratic form is of %d parameters, and those that penalties act on are %d: %s; give"
                  + " that number, without groups")
              .formatted(parameters, given, segments.stream().map(Segment::gradientKey).toList()));
    }
  }

  @Override
  public void gradient(Objective at, List<Segment> segments, INDArray into) {
    long first = index(segments, i);
    long second = index(segments, j);
    into.putScalar(first, at.parameters().getDouble(second));
    into.putScalar(second, into.getDouble(second) + at.parameters().getDouble(first));
  }

  private static long index(List<Segment> segments, long number) {
    for (Segment segment : segments) {
      if (number < segment.length()) {
        return segment.offset() + number;
      }
      number -= segment.length();
    }
    throw new IllegalStateException("the parameters are not those that were checked");
  }

  @Override
  public OptionalDouble weightDecayPerLambda() {
    return i == j ? OptionalDouble.of(2) : OptionalDouble.empty();
  }
}
