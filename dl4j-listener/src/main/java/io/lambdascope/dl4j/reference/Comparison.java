package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Segment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** How a step is compared with one kind of reference. Worker thread only. */
interface Comparison {

  /** The deviation of a step, whose parameters the objective was moved to. */
  Deviation compare(CapturedStep step);

  /** How many nuisance directions come with each deviation. */
  int nuisanceDirections();

  /**
   * Writes training's less the reference's entries of a segment to its part of the deviation, in
   * float64.
   *
   * @param offset of the segment's first entry in both vectors
   * @return that part, a view
   */
  static INDArray difference(
      INDArray deviation, Segment segment, INDArray training, INDArray reference, long offset) {
    var interval = NDArrayIndex.interval(offset, offset + segment.length());
    INDArray part = ReferenceModel.view(deviation, segment);
    part.assign(training.get(interval));
    return part.subi(reference.get(interval).castTo(DataType.DOUBLE));
  }
}
