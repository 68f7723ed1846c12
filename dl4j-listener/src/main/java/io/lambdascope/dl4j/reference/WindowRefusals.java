package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.network.ConfigurationEdit;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.List;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.learning.config.Sgd;

/** What cannot be compared by windows. */
final class WindowRefusals {

  private WindowRefusals() {}

  /**
   * Refuses it.
   *
   * @param layout of the network in training
   * @throws IllegalArgumentException with the reason and what to do
   */
  static void refuse(Reference reference, Window window, Network network, ParameterLayout layout) {
    if (!reference.ablates(Ablation.STEP_SIZE)
        || reference.ablates(Ablation.UPDATER)
        || reference.masksKept() > 0) {
      throw refusal(
          window,
          "are compared with the gradient flow, and the reference is " + reference,
          "use Reference.gradientFlow(), on the window's own mini-batches, or gradientFlow(probe)");
    }
    if (network.backpropType() == BackpropType.TruncatedBPTT) {
      throw refusal(
          window,
          "replay mini-batches, and the network is trained by truncated backpropagation through"
              + " time, whose segments start from states that no replay has",
          "use single steps, or BackpropType.Standard");
    }
    String configuration = network.configuration();
    String as = ConfigurationEdit.unchanged(configuration);
    if (!as.equals(ConfigurationEdit.withoutStochasticLayers(configuration))) {
      throw refusal(
          window,
          "measure what the order and size of steps do, and the network has dropout or weight noise,"
              + " which would be in the displacement and in no replay",
          "use single steps with Reference.dropoutMean(masks) for it, or train without");
    }
    if (!as.equals(ConfigurationEdit.withoutClipping(configuration))) {
      throw refusal(
          window,
          "are compared with a gradient flow, which knows no clipping or normalization of gradients,"
              + " and the network has some",
          "take it out, or use single steps");
    }
    network
        .layerConfigurations()
        .forEach(
            layer -> {
              if (layer.getLayer() instanceof BatchNormalization) {
                throw refusal(
                    window,
                    "follow the mean of the losses of mini-batches, and with batch normalization that"
                        + " is the loss of no data set",
                    "use single steps, or another normalization");
              }
              if (layer.getLayer().getConstraints() != null
                  && !layer.getLayer().getConstraints().isEmpty()) {
                throw refusal(
                    window,
                    "take the parameters as training leaves them, and the network has constraints,"
                        + " which no gradient flow has",
                    "take them out, or use single steps");
              }
            });
    refuseRates(window, layout.trained());
  }

  private static void refuseRates(Window window, List<Segment> trained) {
    if (trained.isEmpty()) {
      throw refusal(window, "need parameters in training, and none is", "train some");
    }
    for (Segment segment : trained) {
      if (!(segment.updater() instanceof Sgd)) {
        throw refusal(
            window,
            "are compared with the gradient flow, the limit of plain Sgd, and the updater of %s is %s"
                .formatted(segment.gradientKey(), segment.updater().getClass().getSimpleName()),
            "use Sgd, or single steps with another reference");
      }
      if (!segment.updater().equals(trained.get(0).updater())) {
        throw refusal(
            window,
            "have one time, the sum of their learning rates, and %s learns at another rate than %s"
                .formatted(segment.gradientKey(), trained.get(0).gradientKey()),
            "use one learning rate or schedule, or single steps");
      }
    }
  }

  private static IllegalArgumentException refusal(Window window, String why, String remedy) {
    return new IllegalArgumentException(
        "windows (%s) %s; %s".formatted(window.name(), why, remedy));
  }
}
