package io.lambdascope.dl4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What the configuration of one layer says beside its size, read off DL4J's JSON form, in which
 * layers inside wrappers are found like others.
 *
 * @param name the layer's, or its number among those without
 * @param kind the simple name of its class
 * @param activation the simple name of its activation function's class; empty when it has none
 * @param dropout in words, with its rate where it has one
 * @param weightNoise in words
 * @param gradientNormalization in words, with its threshold where it has one
 * @param constraints how many
 */
public record LayerSettings(
    String name,
    String kind,
    String activation,
    Optional<String> dropout,
    Optional<String> weightNoise,
    Optional<String> gradientNormalization,
    int constraints) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LAYERS = "org.deeplearning4j.nn.conf.layers";
  private static final Set<String> KINKED =
      Set.of(
          "ActivationReLU",
          "ActivationLReLU",
          "ActivationReLU6",
          "ActivationHardTanH",
          "ActivationHardSigmoid",
          "ActivationThresholdedReLU",
          "ActivationPReLU");

  /**
   * The layers of a configuration, in its order.
   *
   * @param configuration in DL4J's JSON form
   */
  public static List<LayerSettings> of(String configuration) {
    List<LayerSettings> layers = new ArrayList<>();
    try {
      walk(MAPPER.readTree(configuration), layers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DL4J wrote a configuration that is not JSON", e);
    }
    return layers;
  }

  private static void walk(JsonNode node, List<LayerSettings> into) {
    String type = node.path("@class").asText();
    if (type.startsWith(LAYERS) && node.has("layerName")) {
      into.add(of(node, type, into.size()));
    }
    node.forEach(child -> walk(child, into));
  }

  private static LayerSettings of(JsonNode node, String type, int index) {
    JsonNode clipping = node.path("gradientNormalization");
    boolean clips = clipping.isTextual() && !clipping.asText().equals("None");
    boolean bounded = clips && clipping.asText().startsWith("Clip");
    return new LayerSettings(
        node.path("layerName").isTextual() ? node.path("layerName").asText() : "layer " + index,
        simple(type),
        simple(node.path("activationFn").path("@class").asText()),
        noise(node.path("idropout"), "p", "retaining with probability "),
        noise(node.path("weightNoise"), "weightRetainProb", "retaining with probability "),
        clips
            ? Optional.of(
                clipping.asText()
                    + (bounded
                        ? " at " + node.path("gradientNormalizationThreshold").asDouble()
                        : ""))
            : Optional.empty(),
        node.path("constraints").size());
  }

  private static Optional<String> noise(JsonNode node, String rate, String words) {
    if (!node.has("@class")) {
      return Optional.empty();
    }
    String what = simple(node.path("@class").asText());
    return Optional.of(
        node.path(rate).isNumber() ? what + " " + words + node.path(rate).asDouble() : what);
  }

  private static String simple(String type) {
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }

  /** Whether its activation function has kinks. */
  public boolean isPiecewiseLinear() {
    return KINKED.contains(activation);
  }
}
