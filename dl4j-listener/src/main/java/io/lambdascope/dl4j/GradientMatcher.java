package io.lambdascope.dl4j;

import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.dl4j.reference.CauseDeviation;
import io.lambdascope.dl4j.reference.Deviation;
import io.lambdascope.dl4j.reference.StepReference;
import io.lambdascope.dl4j.reference.ZeroLearningRateException;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ExplicitPenalties;
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
 *
 * @param <S> a captured step
 */
final class GradientMatcher<S> {

  private final StepReference<S> engine;
  private final List<CandidateColumn> columns;
  private final long equations;
  private final INDArray rows;

  GradientMatcher(StepReference<S> engine, List<CandidateColumn> columns) {
    this.engine = engine;
    this.columns = columns;
    this.equations = engine.layout().trainedParameters();
    int deviations =
        engine.replicates() > 0 ? engine.replicates() : 1 + engine.nuisanceDirections();
    this.rows = Nd4j.create(DataType.DOUBLE, columns.size() + deviations, engine.layout().length());
  }

  /** Lets the next sample's probe have this share of its examples, where it can be cut. */
  void probeShare(double share) {
    engine.probeShare(share);
  }

  /** The deviation of a step from its reference. */
  Deviation deviation(S step) throws ZeroLearningRateException {
    return engine.compare(step);
  }

  /** λ of the explicit penalties in force in the last step compared, of each column. */
  List<OptionalDouble> configured(int iteration, int epoch) {
    return ExplicitPenalties.of(columns, engine.layout(), iteration, epoch);
  }

  /** The statistics of the deviation of an iteration's step. */
  Observation observe(int iteration, Deviation deviation) {
    int r = columns.size();
    List<OptionalDouble> zoneShares = new ArrayList<>();
    for (int j = 0; j < r; j++) {
      CandidateColumn column = columns.get(j);
      INDArray row = rows.getRow(j).assign(0);
      engine.column(
          deviation.objective(),
          (at, into) -> column.regularizer().gradient(at, column.segments(), into),
          row);
      zoneShares.add(
          column.regularizer().quadraticZoneShare(deviation.objective(), column.segments()));
    }
    List<INDArray> draws =
        deviation.replicates().isEmpty() ? List.of(deviation.vector()) : deviation.replicates();
    int row = r;
    for (INDArray vector : draws) {
      rows.getRow(row++).assign(vector);
    }
    for (INDArray vector : deviation.nuisance()) {
      rows.getRow(row++).assign(vector);
    }
    double[] products = rows.mmul(rows.transpose()).dup('c').data().asDouble();
    ReplicatedMatch match =
        draws.size() == 1
            ? ReplicatedMatch.single(GradientMatch.ofProducts(iteration, equations, products, r))
            : ReplicatedMatch.ofProducts(iteration, equations, products, r);
    return new Observation(
        match,
        deviation.vector().norm2Number().doubleValue(),
        deviation.referenceNorm(),
        new ReferenceQuality(
            deviation.etaCurvature(),
            deviation.integrationError(),
            deviation.samplingError(),
            deviation.valid(),
            deviation.objective().evaluations(),
            deviation.objective().examples()),
        zoneShares,
        deviation.causes().stream().map(cause -> match(cause, products)).toList());
  }

  /**
   * What a cause adds, with the nuisance directions partialled out of it as of the whole: in the
   * products, its vector takes the deviation's place. Products of its own leave all others what
   * they are without attribution, to the last bit.
   *
   * @param products [Φ b N]ᵀ[Φ b N]
   */
  private CauseMatch match(CauseDeviation cause, double[] products) {
    int r = columns.size();
    int size = rows.rows();
    INDArray vector = cause.vector();
    double[] own = rows.mmul(vector.reshape(vector.length(), 1)).dup('c').data().asDouble();
    double norm = vector.norm2Number().doubleValue();
    double product = own[r];
    own[r] = norm * norm;
    double[] replaced = products.clone();
    for (int i = 0; i < size; i++) {
      replaced[i * size + r] = own[i];
      replaced[r * size + i] = own[i];
    }
    GradientMatch match = GradientMatch.ofProducts(0, equations, replaced, r);
    return new CauseMatch(cause.cause(), match.cross(), match.energy(), norm * norm, product);
  }
}
