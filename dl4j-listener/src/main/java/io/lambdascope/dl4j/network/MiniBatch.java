package io.lambdascope.dl4j.network;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Examples: one array for each network input and output, example index first, with masks where
 * there are some, and what the layers held if these are examples in training. The arrays are held,
 * not copied.
 *
 * @param features one array for each input
 * @param labels one array for each output
 * @param featureMasks by the number of the input, for inputs that have one
 * @param labelMasks by the number of the output, for outputs that have one
 * @param layers what layers held when training computed its gradient of these examples
 */
public record MiniBatch(
    List<INDArray> features,
    List<INDArray> labels,
    Map<Integer, INDArray> featureMasks,
    Map<Integer, INDArray> labelMasks,
    LayerStates layers)
    implements Serializable {

  /** Copies the lists and maps. */
  public MiniBatch {
    features = List.copyOf(features);
    labels = List.copyOf(labels);
    featureMasks = Map.copyOf(featureMasks);
    labelMasks = Map.copyOf(labelMasks);
  }

  /** Examples of no training step. */
  public MiniBatch(
      List<INDArray> features,
      List<INDArray> labels,
      Map<Integer, INDArray> featureMasks,
      Map<Integer, INDArray> labelMasks) {
    this(features, labels, featureMasks, labelMasks, LayerStates.NONE);
  }

  /** Examples without masks. */
  public MiniBatch(List<INDArray> features, List<INDArray> labels) {
    this(features, labels, Map.of(), Map.of());
  }

  /** The number of examples, by which DL4J divides: that of the labels. */
  public int size() {
    return (int) labels.get(0).size(0);
  }

  /**
   * Copies of some of the examples, with their masks.
   *
   * @param from first of them
   * @param to one past the last
   * @throws IllegalStateException when layers hold masks or states, as those of a mini-batch from a
   *     network in training do: they have no example dimension that could be told
   */
  public MiniBatch slice(int from, int to) {
    if (!layers.masks().isEmpty() || !layers.carried().isEmpty()) {
      throw new IllegalStateException(
          "a mini-batch of training with masks or carried states cannot be split, because DL4J keeps"
              + " these by layer; give the reference a probe");
    }
    return map(array -> array.get(NDArrayIndex.interval(from, to)).dup(array.ordering()));
  }

  /** The same of other arrays, features, labels and their masks each; without what layers hold. */
  public MiniBatch map(UnaryOperator<INDArray> arrays) {
    return new MiniBatch(
        features.stream().map(arrays).toList(),
        labels.stream().map(arrays).toList(),
        map(featureMasks, arrays),
        map(labelMasks, arrays));
  }

  private static Map<Integer, INDArray> map(
      Map<Integer, INDArray> from, UnaryOperator<INDArray> arrays) {
    Map<Integer, INDArray> to = new TreeMap<>();
    from.forEach((i, array) -> to.put(i, arrays.apply(array)));
    return to;
  }

  /** Whether there is a mask. */
  public boolean isMasked() {
    return !featureMasks.isEmpty() || !labelMasks.isEmpty() || !layers.masks().isEmpty();
  }

  /** All as one list of shapes, for messages. */
  public String shapes() {
    String unmasked = "features %s, labels %s".formatted(shapes(features), shapes(labels));
    return isMasked()
        ? unmasked
            + ", feature masks %s, label masks %s"
                .formatted(shapes(featureMasks), shapes(labelMasks))
        : unmasked;
  }

  private static List<String> shapes(List<INDArray> arrays) {
    return arrays.stream().map(a -> Arrays.toString(a.shape())).toList();
  }

  private static Map<Integer, String> shapes(Map<Integer, INDArray> arrays) {
    Map<Integer, String> shapes = new TreeMap<>();
    arrays.forEach((i, array) -> shapes.put(i, Arrays.toString(array.shape())));
    return shapes;
  }
}
