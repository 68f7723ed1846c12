package io.lambdascope.dl4j.network;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Examples without masks: one array for each network input and output, example index first. The
 * arrays are held, not copied.
 *
 * @param features one array for each input
 * @param labels one array for each output
 */
public record MiniBatch(List<INDArray> features, List<INDArray> labels) {

  /** Copies the lists. */
  public MiniBatch {
    features = List.copyOf(features);
    labels = List.copyOf(labels);
  }

  /** The number of examples, by which DL4J divides: that of the labels. */
  public int size() {
    return (int) labels.get(0).size(0);
  }

  /** Features and labels as one list of shapes, for messages. */
  public String shapes() {
    return "features %s, labels %s".formatted(shapes(features), shapes(labels));
  }

  private static List<String> shapes(List<INDArray> arrays) {
    return arrays.stream().map(a -> Arrays.toString(a.shape())).toList();
  }
}
