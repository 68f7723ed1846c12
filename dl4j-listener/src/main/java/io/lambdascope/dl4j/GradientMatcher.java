package io.lambdascope.dl4j;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes the statistics of a captured step: deviation b from the reference, regularizer gradients Φ,
 * and in one product [Φ b N]ᵀ[Φ b N] all of A = ΦᵀΦ, c = Φᵀb, s = bᵀb, and what it takes to partial
 * the nuisance directions N out of them.
 *
 * <p>Worker thread only. Memory: one float64 vector for each column of the network's length.
 */
final class GradientMatcher {

  private final ReferenceEngine engine;
  private final List<CandidateColumn> columns;
  private final long equations;
  private final INDArray rows;

  GradientMatcher(ReferenceEngine engine, List<CandidateColumn> columns) {
    this.engine = engine;
    this.columns = columns;
    this.equations = engine.layout().trainedParameters();
    this.rows =
        Nd4j.create(
            DataType.DOUBLE,
            columns.size() + 1 + engine.nuisanceDirections(),
            engine.layout().length());
  }

  /** The deviation of a step from its reference. */
  Deviation deviation(CapturedStep step) throws ZeroLearningRateException {
    return engine.compare(step);
  }

  /** The statistics of a step's deviation. */
  Observation observe(CapturedStep step, Deviation deviation) {
    int r = columns.size();
    List<OptionalDouble> zoneShares = new ArrayList<>();
    rows.getRow(r).assign(deviation.vector());
    for (int j = 0; j < r; j++) {
      CandidateColumn column = columns.get(j);
      INDArray row = rows.getRow(j).assign(0);
      column.regularizer().gradient(deviation.objective(), column.segments(), row);
      zoneShares.add(
          column.regularizer().quadraticZoneShare(deviation.objective(), column.segments()));
    }
    for (int k = 0; k < deviation.nuisance().size(); k++) {
      rows.getRow(r + 1 + k).assign(deviation.nuisance().get(k));
    }
    double[] products = rows.mmul(rows.transpose()).dup('c').data().asDouble();
    return new Observation(
        GradientMatch.ofProducts(step.iteration(), equations, products, r),
        Math.sqrt(products[r * rows.rows() + r]),
        deviation.referenceNorm(),
        deviation.etaCurvature(),
        zoneShares);
  }
}
