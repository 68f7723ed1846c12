package io.lambdascope.examples.experiment.gradientstep;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.theory.ImplicitGradientRegularization;
import io.lambdascope.examples.digits.MnistDigits;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.experiment.network.NetworkLoss;
import io.lambdascope.examples.experiment.network.Perceptron;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** One network: trained, and both estimates of its penalty. */
final class Measurement {

  static final String RATIO = "ratio";
  static final String PENALTY = "gradient_penalty";
  static final String ACCURACY = "test_accuracy";
  static final String LISTENER = "listener";
  static final String PAPER = "paper";

  /** Beyond this ηh what is left of the orders in η is not below a hundredth of the first. */
  static final double VALID_CURVATURE = 0.5;

  static final int HIDDEN = 5;

  /** Of the task's time, about. */
  private static final double TRAINING_SHARE = 0.45;

  private static final double LISTENER_SHARE = 0.55;

  private final Plan plan;
  private final MnistDigits digits;
  private final int width;
  private final double eta;
  private final int seed;

  Measurement(Plan plan, MnistDigits digits, int width, double eta, int seed) {
    this.plan = plan;
    this.digits = digits;
    this.width = width;
    this.eta = eta;
    this.seed = seed;
  }

  List<Cell> run(Task.Progress progress) {
    MultiLayerConfiguration configuration = network(width, eta, seed);
    Snapshot snapshot =
        Snapshot.train(
            configuration, plan, digits, seed, share -> progress.reach(TRAINING_SHARE * share));
    NetworkLoss testLoss = new NetworkLoss(configuration, plan.testDigits(digits));
    double accuracy = testLoss.accuracy(snapshot.parameters());
    DataSet probe = plan.probeDigits(digits);
    ProbeSteps steps = ProbeSteps.from(configuration, snapshot.parameters(), probe);
    progress.reach(LISTENER_SHARE);

    NetworkLoss loss = new NetworkLoss(configuration, probe);
    double gradientNorm =
        loss.gradient(ProbeSteps.vector(snapshot.parameters())).norm2Number().doubleValue();
    long before = loss.evaluations();
    PaperEstimator paper = new PaperEstimator(loss, eta);
    double etaCurvature = 0;
    for (INDArray point : steps.points()) {
      // Of NaN the largest is NaN.
      etaCurvature = Math.max(etaCurvature, paper.add(ProbeSteps.vector(point)));
      double share = (double) (loss.evaluations() - before) / evaluations(steps.points().size());
      progress.reach(LISTENER_SHARE + (1 - LISTENER_SHARE) * Math.min(1, share));
    }

    double theory = new ImplicitGradientRegularization(eta).coefficient(loss.parameters());
    Cell ours = ours(steps, theory);
    Cell theirs =
        at(Cell.of(RATIO, paper.perParameter() * loss.parameters() / theory))
            .at("estimator", PAPER)
            .truth(1)
            .standing(standing(etaCurvature, true))
            .measure("lambda", paper.perParameter() * loss.parameters())
            .measure("theory", theory)
            .measure("eta_curvature", etaCurvature)
            .measure("residual_ratio", paper.residualRatio())
            .measure("gradients", (double) (loss.evaluations() - before))
            .measure("fits_training", snapshot.fits() ? 1 : 0);
    Standing fits = snapshot.fits() ? Standing.VALID : Standing.OUTSIDE;
    Cell penalty =
        at(Cell.of(PENALTY, gradientNorm * gradientNorm / loss.parameters()))
            .standing(fits)
            .measure("lambda", ours.measure("lambda"));
    Cell test =
        at(Cell.of(ACCURACY, accuracy))
            .standing(fits)
            .measure("lambda", ours.measure("lambda"))
            .measure("training_accuracy", snapshot.training())
            .measure("validation_accuracy", snapshot.validation())
            .measure("epoch", snapshot.epoch());
    return List.of(ours.measure("fits_training", snapshot.fits() ? 1 : 0), theirs, penalty, test);
  }

  private Cell ours(ProbeSteps steps, double theory) {
    double etaCurvature = steps.etaCurvature();
    Cell cell = at(Cell.of(RATIO, Double.NaN)).standing(Standing.NOT_IDENTIFIABLE);
    double lambda = Double.NaN;
    if (steps.coefficient().filter(Coefficient::isIdentified).isPresent()) {
      Coefficient coefficient = steps.coefficient().orElseThrow();
      lambda = coefficient.value();
      cell =
          at(Cell.of(RATIO, lambda / theory))
              .interval(coefficient.lower() / theory, coefficient.upper() / theory)
              .standing(standing(etaCurvature, steps.isValid()));
    }
    return cell.at("estimator", LISTENER)
        .truth(1)
        .measure("lambda", lambda)
        .measure("theory", theory)
        .measure("eta_curvature", etaCurvature)
        .measure("residual_ratio", steps.residualRatio())
        .measure("gradients", steps.gradients());
  }

  private static Standing standing(double etaCurvature, boolean referenceValid) {
    return etaCurvature <= VALID_CURVATURE && referenceValid ? Standing.VALID : Standing.OUTSIDE;
  }

  /** That the paper's estimator takes for so many steps: of the flow, of Hg and of the step. */
  static int evaluations(int steps) {
    return steps * (4 * PaperEstimator.SUBSTEPS + 2 + 1);
  }

  private Cell at(Cell cell) {
    return cell.at("width", width).at("eta", eta).at("seed", seed);
  }

  /** Five hidden tanh layers without bias. */
  static MultiLayerConfiguration network(int width, double eta, int seed) {
    return Perceptron.classifier(MnistDigits.PIXELS, MnistDigits.CLASSES)
        .hidden(HIDDEN, width)
        .withoutHiddenBias()
        .activation(Activation.TANH)
        .updater(new Sgd(eta))
        .seed(seed)
        .configuration();
  }

  /** p. */
  static long parameters(int width) {
    long inputs = (long) MnistDigits.PIXELS * width;
    long between = (HIDDEN - 1L) * width * width;
    return inputs + between + (width + 1L) * MnistDigits.CLASSES;
  }
}
