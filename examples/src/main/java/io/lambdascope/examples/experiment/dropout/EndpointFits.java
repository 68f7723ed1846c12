package io.lambdascope.examples.experiment.dropout;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.GroupedQuadratic;
import io.lambdascope.core.endpoint.PenaltyCoefficient;
import io.lambdascope.core.endpoint.PenaltyEstimate;
import io.lambdascope.core.endpoint.SplitHalf;
import io.lambdascope.core.verdict.VerdictBounds;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * λ‖θ‖² from where training ended, in float64: the paper's fit, and the exact one of the same
 * equation −∇L(θ̂) = 2λθ̂, biases included. What both measure is how far θ̂ is from a stationary
 * point of the loss without dropout, along θ̂.
 */
final class EndpointFits {

  /** Quantity of the paper's fit. */
  static final String PUBLISHED = "published_fit";

  /** Quantity of the exact fit. */
  static final String EXACT = "stationarity";

  /** ‖g‖/‖θ‖. */
  static final String DISTANCE = "gradient_over_parameters";

  /** Share of ‖g‖² explained in sample. */
  static final String SHARE = "share";

  /** The same of one part of the data by the fit to the other. */
  static final String OUT_OF_FOLD = "share_out_of_fold";

  /** How far the paper's fit may be from the optimum of its own loss to have converged. */
  private static final double CONVERGED = 0.1;

  private EndpointFits() {}

  /**
   * Fits both.
   *
   * @param clean the network without dropout, in float64
   * @param parameters θ̂
   * @param batches the training data in float64, at least two mini-batches
   */
  static List<Cell> of(MultiLayerConfiguration clean, INDArray parameters, List<DataSet> batches) {
    INDArray theta = parameters.reshape(parameters.length()).castTo(DataType.DOUBLE);
    INDArray first = Nd4j.create(DataType.DOUBLE, theta.length());
    INDArray second = Nd4j.create(DataType.DOUBLE, theta.length());
    double inFirst = 0;
    double inSecond = 0;
    List<PublishedFit.Products> products = new ArrayList<>();
    double squares = dot(theta, theta);
    for (int k = 0; k < batches.size(); k++) {
      DataSet batch = batches.get(k);
      INDArray gradient = new NetworkLoss(clean, batch).gradient(theta);
      products.add(
          new PublishedFit.Products(
              squares, dot(theta, gradient), dot(gradient, gradient), (int) theta.length()));
      gradient.muli(batch.numExamples());
      if (k < batches.size() / 2) {
        first.addi(gradient);
        inFirst += batch.numExamples();
      } else {
        second.addi(gradient);
        inSecond += batch.numExamples();
      }
    }
    INDArray whole = first.add(second).divi(inFirst + inSecond);
    double[] at = theta.toDoubleVector();
    Endpoint endpoint = new Endpoint(at, whole.toDoubleVector());
    GroupedQuadratic ridge = GroupedQuadratic.scalar(at.length);
    PenaltyEstimate exact = ridge.fit(EndpointPool.of(endpoint));
    SplitHalf halves =
        SplitHalf.crossFit(
            ridge,
            pool -> ridge.fit(pool).lambda(),
            EndpointPool.of(new Endpoint(at, first.divi(inFirst).toDoubleVector())),
            EndpointPool.of(new Endpoint(at, second.divi(inSecond).toDoubleVector())));
    return List.of(published(products), exact(exact, at.length, halves));
  }

  private static double dot(INDArray a, INDArray b) {
    return Nd4j.getBlasWrapper().dot(a, b);
  }

  private static Cell published(List<PublishedFit.Products> batches) {
    PublishedFit fit = PublishedFit.of(batches);
    // Of its own loss, in which a last mini-batch of few examples counts as much as any other.
    double optimum =
        batches.stream()
            .mapToDouble(batch -> -batch.cross() / (2 * batch.parameters()))
            .average()
            .orElse(Double.NaN);
    boolean converged = Math.abs(fit.lambda() - optimum) <= CONVERGED * Math.abs(optimum);
    return Cell.of(PUBLISHED, fit.lambda())
        .truth(optimum)
        .standing(converged ? Standing.VALID : Standing.OUTSIDE)
        .measure("epochs", fit.epochs())
        .measure("derivative", fit.derivative());
  }

  private static Cell exact(PenaltyEstimate fit, int equations, SplitHalf halves) {
    PenaltyCoefficient lambda = fit.coefficients().get(0);
    // ‖r‖/(2‖θ‖): the errors of the p equations are those of one network that is not at rest, so
    // that
    // their number does not make the doubt smaller.
    double reach = lambda.standardError() * Math.sqrt((double) equations - 1);
    double outOfFold = halves.outOfFold().shareExplained();
    boolean explains = outOfFold >= VerdictBounds.DEFAULT_SUPPORTED_SHARE;
    return Cell.of(EXACT, lambda.value())
        .interval(lambda.value() - reach, lambda.value() + reach)
        .standing(explains ? Standing.VALID : Standing.WEAK)
        .measure(DISTANCE, fit.distanceFromStationarity())
        .measure("residual_ratio", fit.agreement().residualRatio())
        .measure(SHARE, fit.agreement().shareExplained())
        .measure("share_of_halves", halves.inSample().shareExplained())
        .measure(OUT_OF_FOLD, outOfFold);
  }
}
