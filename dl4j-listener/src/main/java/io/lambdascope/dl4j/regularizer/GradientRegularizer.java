package io.lambdascope.dl4j.regularizer;

import java.io.Serializable;

/** R(θ) made of the objective's gradient, so a function of all trained parameters. */
interface GradientRegularizer extends Regularizer, Serializable {

  @Override
  default Scope scope() {
    return Scope.TRAINED;
  }

  @Override
  default boolean usesObjective() {
    return true;
  }

  /** Beyond the one at θ_t, always some. */
  @Override
  double gradients();
}
