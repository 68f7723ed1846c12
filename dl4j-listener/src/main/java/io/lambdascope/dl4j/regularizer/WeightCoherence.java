package io.lambdascope.dl4j.regularizer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * R(W) = Σ_{i≠j} cos²(w_i, w_j)/(n(n−1)) over the n columns. With ŵ_j = w_j/‖w_j‖ and C the cosines
 * with a zero diagonal, ∂R/∂w_j = 4/(n(n−1))·(I − ŵ_jŵ_jᵀ)(ŴC)_j/‖w_j‖. A zero column counts as
 * orthogonal to all, with gradient zero.
 */
record WeightCoherence() implements MatrixRegularizer {

  @Override
  public String name() {
    return "weight_coherence";
  }

  @Override
  public INDArray gradient(INDArray matrix) {
    int n = matrix.columns();
    INDArray norms = Transforms.max(matrix.norm2(true, 0), Double.MIN_NORMAL, false);
    INDArray units = matrix.div(norms);
    INDArray cosines = units.transpose().mmul(units);
    for (int j = 0; j < n; j++) {
      cosines.putScalar(j, j, 0);
    }
    INDArray gradient = units.mmul(cosines);
    INDArray along = gradient.mul(units).sum(true, 0);
    gradient.subi(units.mul(along));
    return gradient.divi(norms).muli(4.0 / ((double) n * (n - 1)));
  }
}
