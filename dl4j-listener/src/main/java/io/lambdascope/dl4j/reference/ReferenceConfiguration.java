package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.network.ConfigurationEdit;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.Sgd;

/** The configuration of a reference's network, and the reasons for which there can be none. */
public final class ReferenceConfiguration {

  private ReferenceConfiguration() {}

  /**
   * Another network of the same configuration.
   *
   * @throws IllegalArgumentException when DL4J cannot read the configuration it wrote
   */
  static Network copyOf(Network trained, String configuration) {
    Network copy;
    try {
      copy = trained.reference(configuration);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          ("the reference needs a second network of the same configuration, and DL4J cannot make one"
                  + " from the JSON it writes of it: %s; a layer or loss of your own must be readable"
                  + " from JSON")
              .formatted(e.getMessage()),
          e);
    }
    try {
      copy.updater();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          ("DL4J cannot make the updaters of the network: %s; it could not train it either. Use"
                  + " another updater")
              .formatted(e.getMessage()),
          e);
    }
    return copy;
  }

  /** The configuration of training, in DL4J's JSON form, less what the reference leaves out. */
  static String of(Reference reference, String trained) {
    String configuration = trained;
    if (reference.masksKept() == 0) {
      // A gradient of the monitor's own cannot repeat the masks of the step: it is clean.
      configuration = ConfigurationEdit.withoutStochasticLayers(configuration);
    }
    if (reference.ablates(Ablation.PENALTIES)) {
      configuration = ConfigurationEdit.withoutPenalties(configuration);
    }
    // A gradient flow is not clipped, so neither is what it is compared with.
    if (reference.ablates(Ablation.CLIPPING) || reference.ablates(Ablation.STEP_SIZE)) {
      configuration = ConfigurationEdit.withoutClipping(configuration);
    }
    if (reference.ablates(Ablation.UPDATER)) {
      configuration = ConfigurationEdit.withPlainDescent(configuration);
    }
    return configuration;
  }

  /**
   * Refuses a network whose step cannot be referenced at all. Reads its configuration only.
   *
   * @throws IllegalArgumentException with the reason and what to do
   */
  public static void refuseUnreferenceable(Network network) {
    if (!network.isInitialized()) {
      throw new IllegalArgumentException(
          "the network has no parameters yet; call init() on it before attaching the listener");
    }
    if (!network.hasLoss()) {
      throw new IllegalArgumentException(
          "the network's last layer is not an output layer, so it has no loss whose gradient could be"
              + " a reference; end it with an OutputLayer, RnnOutputLayer, LossLayer or the like");
    }
    for (NeuralNetConfiguration layer : network.layerConfigurations()) {
      OptimizationAlgorithm algorithm = layer.getOptimizationAlgo();
      if (algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
        throw new IllegalArgumentException(
            ("the network's optimization algorithm is %s; only STOCHASTIC_GRADIENT_DESCENT makes one"
                    + " gradient and one update an iteration, which is what can be referenced")
                .formatted(algorithm));
      }
    }
    if (network.sharesGradients()) {
      throw new IllegalArgumentException(
          "the network has a GradientsAccumulator, by which its steps are made of the thresholded"
              + " gradients of several workers and not of its own; train without one, or with"
              + " ParallelWrapper in its mode AVERAGING");
    }
  }

  /**
   * Refuses an updater or a penalty that the reference cannot be compared under.
   *
   * @param layout of the network in training, with the penalties it is configured with
   * @throws IllegalArgumentException with the reason and what to do
   */
  static void refuseUncomparable(Reference reference, ParameterLayout layout) {
    if (layout.trained().isEmpty()) {
      throw new IllegalArgumentException(
          "no parameter of the network is trained (all updaters are NoOp, or all layers frozen), so"
              + " there are no updates to explain");
    }
    if (!reference.comparesSteps()) {
      return;
    }
    for (Segment segment : layout.trained()) {
      String updater = segment.updater().getClass().getSimpleName();
      if (reference.ablates(Ablation.UPDATER)) {
        refuseWithoutPlainDescent(segment, updater);
      } else if (!UpdaterInput.supports(segment.updater())) {
        throw new IllegalArgumentException(
            ("the updater of %s is %s, from whose state its input cannot be recovered; supported are"
                    + " %s. Use one of them, or a reference that looks at no update:"
                    + " dropoutMean(masks) or stationarity(probe)")
                .formatted(segment.gradientKey(), updater, UpdaterInput.SUPPORTED));
      } else if (reference.ablates(Ablation.STEP_SIZE) && !(segment.updater() instanceof Sgd)) {
        throw new IllegalArgumentException(
            ("the gradient flow is the limit of plain Sgd, and the updater of %s is %s; use Sgd, or"
                    + " leave the updater out as well (and(Ablation.UPDATER)), or use the reference"
                    + " fullBatch or withoutDropout")
                .formatted(segment.gradientKey(), updater));
      }
    }
  }

  private static void refuseWithoutPlainDescent(Segment segment, String updater) {
    boolean known = segment.updater() instanceof Sgd || UpdaterInput.supports(segment.updater());
    if (!known || !segment.updater().hasLearningRate()) {
      throw new IllegalArgumentException(
          ("plain descent at the same learning rate cannot take the place of the updater of %s, %s,"
                  + " which has none that is known; use an updater of DL4J's with a learning rate, or"
                  + " a reference that keeps the updater")
              .formatted(segment.gradientKey(), updater));
    }
  }
}
