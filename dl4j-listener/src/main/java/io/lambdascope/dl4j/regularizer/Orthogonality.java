package io.lambdascope.dl4j.regularizer;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** R(W) = ‖WᵀW − I‖², ∇R = 4W(WᵀW − I). */
record Orthogonality() implements MatrixRegularizer {

  @Override
  public String name() {
    return "orthogonality";
  }

  @Override
  public INDArray gradient(INDArray matrix) {
    INDArray gram = matrix.transpose().mmul(matrix);
    gram.subi(Nd4j.eye(matrix.columns()).castTo(DataType.DOUBLE));
    return matrix.mmul(gram).muli(4);
  }
}
