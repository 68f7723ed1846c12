package io.lambdascope.dl4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Tells when what decides a network's steps was changed: updaters and their learning rates,
 * penalties, dropout, weight noise, gradient normalization, activation and loss functions, of all
 * layers, those in wrappers too.
 *
 * <p>DL4J's configuration objects are mutable, so of those that compare by value a copy is
 * remembered; others are told apart by identity, and a change within one of them is not seen.
 *
 * <p>Training thread only. A look costs a few comparisons a layer, whatever the number of
 * parameters; a change costs the configuration's JSON besides.
 */
public final class SetupWatch {

  private final Network network;
  private final List<@Nullable Object> remembered = new ArrayList<>();
  private final List<@Nullable Object> seen = new ArrayList<>();
  private @Nullable TrainingSetup changed;

  /** From the network's configuration as it is now. */
  public SetupWatch(Network network) {
    this.network = network;
    look();
    remember();
  }

  /** What the network trains by now; null while that is what it was when the watch was made. */
  public @Nullable TrainingSetup current() {
    look();
    if (!isAsRemembered()) {
      remember();
      changed =
          new TrainingSetup(
              changed == null ? 1 : changed.changes() + 1,
              network.configuration(),
              network.madeUpdater() == null ? Optional.empty() : Optional.of(network.layout()));
    }
    return changed;
  }

  private boolean isAsRemembered() {
    if (seen.size() != remembered.size()) {
      return false;
    }
    for (int i = 0; i < seen.size(); i++) {
      Object now = seen.get(i);
      Object then = remembered.get(i);
      if (now != then && (now == null || !now.equals(then))) {
        return false;
      }
    }
    return true;
  }

  private void remember() {
    remembered.clear();
    for (Object now : seen) {
      remembered.add(copy(now));
    }
  }

  /** A copy where it equals the original, else the original itself. */
  private static @Nullable Object copy(@Nullable Object now) {
    Object copy =
        now instanceof IUpdater updater
            ? updater.clone()
            : now instanceof IDropout dropout
                ? dropout.clone()
                : now instanceof IWeightNoise noise
                    ? noise.clone()
                    : now instanceof Regularization penalty ? penalty.clone() : now;
    return copy != null && copy.equals(now) ? copy : now;
  }

  private void look() {
    seen.clear();
    for (NeuralNetConfiguration configuration : network.layerConfigurations()) {
      seen.add(configuration.isMiniBatch());
      look(configuration.getLayer());
    }
  }

  private void look(@Nullable Layer layer) {
    if (layer == null) {
      return;
    }
    seen.add(layer.getIDropout());
    if (layer instanceof BaseLayer base) {
      seen.add(base.getActivationFn());
      seen.add(base.getWeightNoise());
      seen.add(base.getIUpdater());
      seen.add(base.getBiasUpdater());
      seen.add(base.getGradientNormalization());
      seen.add(base.getGradientNormalizationThreshold());
      look(base.getRegularization());
      look(base.getRegularizationBias());
    }
    if (layer instanceof BaseOutputLayer output) {
      seen.add(output.getLossFn());
    } else if (layer instanceof AbstractSameDiffLayer own) {
      seen.add(own.getUpdater());
      seen.add(own.getBiasUpdater());
      seen.add(own.getGradientNormalization());
      seen.add(own.getGradientNormalizationThreshold());
      look(own.getRegularization());
      look(own.getRegularizationBias());
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      look(wrapper.getUnderlying());
    } else if (layer instanceof FrozenLayer frozen) {
      look(frozen.getLayer());
    } else if (layer instanceof Bidirectional both) {
      look(both.getFwd());
      look(both.getBwd());
    }
  }

  private void look(@Nullable List<Regularization> penalties) {
    seen.add(penalties == null ? 0 : penalties.size());
    if (penalties != null) {
      seen.addAll(penalties);
    }
  }
}
