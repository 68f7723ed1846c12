package io.lambdascope.dl4j.regularizer;

import java.io.Serializable;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A penalty as a scalar of a SameDiff graph. */
@FunctionalInterface
public interface SameDiffFunction extends Serializable {

  /**
   * Adds R to a graph. Called on the monitor's worker thread, once for each group of parameters,
   * when the listener is built.
   *
   * @param graph to add it to
   * @param parameters the penalized parameters of the group in their shapes, float64, by their
   *     gradient key, for example {@code 0_W}
   * @return a scalar
   */
  SDVariable define(SameDiff graph, Map<String, SDVariable> parameters);
}
