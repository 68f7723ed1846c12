package io.lambdascope.dl4j.preflight;

import io.lambdascope.dl4j.network.LayerSettings;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import io.lambdascope.dl4j.preflight.Finding.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.BackpropType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Reads what a network's configuration says of regularization and of what can mislead. */
final class ConfigurationSurvey {

  private final List<Finding> findings = new ArrayList<>();

  /**
   * Reads.
   *
   * @param layout of the network in training, with its penalties and updaters
   */
  static List<Finding> of(Network network, ParameterLayout layout) {
    ConfigurationSurvey survey = new ConfigurationSurvey();
    for (LayerSettings layer : LayerSettings.of(network.configuration())) {
      survey.layer(layer);
    }
    survey.penalties(layout);
    survey.updaters(layout);
    survey.untrained(layout);
    if (network.backpropType() == BackpropType.TruncatedBPTT) {
      survey.add(
          Kind.CONFOUNDER,
          "network",
          "truncated backpropagation through time makes a step of every segment, with the state"
              + " that was carried into it; references with a probe are refused");
    }
    if (!network.dividesByBatch()) {
      survey.add(
          Kind.CONFOUNDER,
          "network",
          "miniBatch(false): gradients are sums over the examples, so that coefficients grow with"
              + " the size of the mini-batch");
    }
    return survey.findings;
  }

  private void add(Kind kind, String where, String text) {
    findings.add(new Finding(kind, where, text));
  }

  private void layer(LayerSettings layer) {
    layer
        .dropout()
        .ifPresent(
            dropout ->
                add(
                    Kind.EXPLICIT,
                    layer.name(),
                    dropout + "; withoutDropout() and dropoutMean(masks) measure what it does"));
    layer
        .weightNoise()
        .ifPresent(
            noise ->
                add(
                    Kind.EXPLICIT,
                    layer.name(),
                    noise + "; withoutDropout() and dropoutMean(masks) measure what it does"));
    layer
        .gradientNormalization()
        .ifPresent(
            clipping ->
                add(
                    Kind.EXPLICIT,
                    layer.name(),
                    clipping + " of gradients; withoutClipping() measures what it does"));
    if (layer.constraints() > 0) {
      add(
          Kind.NOT_MEASURED,
          layer.name(),
          ("%d constraints on parameters: DL4J applies them after the step is reported, so they are"
                  + " in no update that is compared")
              .formatted(layer.constraints()));
    }
    switch (layer.kind()) {
      case "BatchNormalization" -> {
        add(
            Kind.CONFOUNDER,
            layer.name(),
            "batch normalization: the loss depends on which examples are in a batch together, so the"
                + " gradient of a probe is that of its chunks, each normalized by its own statistics,"
                + " and no mean of mini-batch gradients; and the loss does not depend on the scale of"
                + " the weights before it, so that an l2 coefficient of them is a matter of step size");
        add(
            Kind.NOT_MEASURED,
            layer.name(),
            "running mean and variance, which are parameters in DL4J and no gradient's");
      }
      case "FrozenLayer", "FrozenLayerWithBackprop" ->
          add(
              Kind.CONFOUNDER,
              layer.name(),
              "frozen: its parameters do not move and are left out of every regression, and p is"
                  + " that of the others"
                  + (layer.kind().equals("FrozenLayer")
                      ? "; DL4J ends backpropagation there, so that no layer below it trains either"
                      : ""));
      case "VariationalAutoencoder" ->
          add(
              Kind.CONFOUNDER,
              layer.name(),
              "the decoder of a variational autoencoder has parameters that supervised training does"
                  + " not move; they are left out of every regression");
      case "CenterLossOutputLayer" ->
          add(
              Kind.CONFOUNDER,
              layer.name(),
              "center loss: its centers are parameters that move by no gradient of the loss; they are"
                  + " left out, and the loss changes as they move");
      default -> {}
    }
    if (layer.isPiecewiseLinear()) {
      add(
          Kind.CONFOUNDER,
          layer.name(),
          layer.activation()
              + " has kinks: under gradientFlow the expansion behind gradient_norm breaks at them;"
              + " the residual ratio shows by how much");
    }
  }

  private void penalties(ParameterLayout layout) {
    for (Segment segment : layout.segments()) {
      int decays = 0;
      for (Regularization penalty : segment.penalties()) {
        if (penalty instanceof WeightDecay decay) {
          decays++;
          String byRate = decay.isApplyLR() ? "λ = c/2" : "λ = c/(2η), since it is not times η";
          add(
              Kind.EXPLICIT,
              segment.gradientKey(),
              "weight decay c = %s, after the updater; withoutPenalties() shows it as l2 with %s"
                  .formatted(decay.getCoeff().valueAt(0, 0), byRate));
        } else if (penalty instanceof L2Regularization l2) {
          add(
              Kind.EXPLICIT,
              segment.gradientKey(),
              "l2 c = %s; withoutPenalties() shows it as l2 with λ = c/2"
                  .formatted(l2.getL2().valueAt(0, 0)));
        } else if (penalty instanceof L1Regularization l1) {
          add(
              Kind.EXPLICIT,
              segment.gradientKey(),
              "l1 c = %s; withoutPenalties() shows it as l1 with λ = c"
                  .formatted(l1.getL1().valueAt(0, 0)));
        } else {
          add(
              Kind.EXPLICIT,
              segment.gradientKey(),
              "penalty "
                  + penalty.getClass().getSimpleName()
                  + "; withoutPenalties() leaves it out");
        }
      }
      if (decays > 1) {
        add(
            Kind.CONFOUNDER,
            segment.gradientKey(),
            ("weight decay is listed %d times, and DL4J applies each: 1.0.0-M2.1 does so to one that"
                    + " is set for the whole network")
                .formatted(decays));
      }
    }
  }

  private void updaters(ParameterLayout layout) {
    Set<IUpdater> updaters = new HashSet<>();
    Set<Double> rates = new HashSet<>();
    for (Segment segment : layout.trained()) {
      updaters.add(segment.updater());
      rates.add(segment.learningRate(0, 0));
    }
    if (rates.size() > 1) {
      add(
          Kind.CONFOUNDER,
          "network",
          ("learning rates differ among parameters, %s at the first iteration: deviations are in"
                  + " units of each one's own, and ηp/4 of gradient_norm is exact for one rate only")
              .formatted(rates.stream().sorted().toList()));
    } else if (updaters.size() > 1) {
      add(
          Kind.CONFOUNDER,
          "network",
          "updaters differ among parameters: each is compared at its own input");
    }
  }

  private void untrained(ParameterLayout layout) {
    List<String> keys =
        layout.segments().stream()
            .filter(segment -> !segment.trained())
            .map(Segment::gradientKey)
            .toList();
    if (!keys.isEmpty()) {
      add(
          Kind.NOT_MEASURED,
          "network",
          "%d of %d parameters, which no gradient of the loss moves: %s"
              .formatted(layout.length() - layout.trainedParameters(), layout.length(), keys));
    }
  }
}
