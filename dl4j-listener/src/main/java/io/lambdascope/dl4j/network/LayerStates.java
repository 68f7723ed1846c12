package io.lambdascope.dl4j.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the layers of a network in training hold, beside parameters, that its gradient depends on.
 * By the index of the layer. The arrays are held, not copied.
 *
 * <p>Masks are kept as the layers hold them, because a MultiLayerNetwork does not keep the feature
 * mask it was given: it passes it on from layer to layer, each of which stores it in the form it
 * needs, or not at all. A layer's mask array is all of a mask that DL4J computes with.
 *
 * <p>Truncated backpropagation through time starts each segment from the state in which the segment
 * before left the recurrent layers. That state is what they call their previous one until the step
 * is over; what they call their TBPTT state is by then that of the segment's end.
 *
 * @param masks of layers that have one
 * @param carried the state from which the segment started, by DL4J's name, of layers that have one
 */
public record LayerStates(Map<Integer, INDArray> masks, Map<Integer, Map<String, INDArray>> carried)
    implements Serializable {

  /** Of layers that hold nothing. */
  public static final LayerStates NONE = new LayerStates(Map.of(), Map.of());

  /** Copies the maps. */
  public LayerStates {
    masks = Map.copyOf(masks);
    Map<Integer, Map<String, INDArray>> copies = new HashMap<>();
    carried.forEach((layer, state) -> copies.put(layer, Map.copyOf(state)));
    carried = Map.copyOf(copies);
  }

  /** The masks that layers hold. */
  static Map<Integer, INDArray> masksOf(List<Layer> layers) {
    Map<Integer, INDArray> masks = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      INDArray mask = layers.get(i).getMaskArray();
      if (mask != null) {
        masks.put(i, mask);
      }
    }
    return masks;
  }

  /** The states from which a segment of truncated backpropagation through time started. */
  static Map<Integer, Map<String, INDArray>> carriedBy(Layer[] layers) {
    Map<Integer, Map<String, INDArray>> carried = new HashMap<>();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] instanceof RecurrentLayer recurrent) {
        carried.put(i, recurrent.rnnGetPreviousState());
      }
    }
    return carried;
  }

  /** Lets the recurrent layers start from the carried states. */
  void carryInto(Layer[] layers) {
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] instanceof RecurrentLayer recurrent) {
        Map<String, INDArray> state = carried.getOrDefault(i, Map.of());
        // Some classes of layer start from the one, some from the other.
        recurrent.rnnSetPreviousState(state);
        recurrent.rnnSetTBPTTState(state);
      }
    }
  }

  /**
   * Names the wrappers of recurrent layers. DL4J carries no state from segment to segment for them
   * but starts the wrapped layer from whatever it has, so what they start from cannot be read.
   */
  static List<String> wrappedRecurrences(Layer[] layers) {
    return Arrays.stream(layers)
        .filter(LayerStates::wrapsRecurrence)
        .map(layer -> layer.getClass().getSimpleName())
        .toList();
  }

  private static boolean wrapsRecurrence(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper
        && (wrapper.getUnderlying() instanceof RecurrentLayer
            || wrapsRecurrence(wrapper.getUnderlying()));
  }
}
