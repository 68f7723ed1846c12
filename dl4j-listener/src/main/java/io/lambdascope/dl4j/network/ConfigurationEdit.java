package io.lambdascope.dl4j.network;

import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Takes a cause out of a network's configuration, given and returned in DL4J's JSON form. The JSON
 * is walked as a tree, so layers inside wrappers (Bidirectional, LastTimeStep, Frozen …) are
 * reached as the others are.
 */
public final class ConfigurationEdit {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> STOCHASTIC = Set.of("idropout", "weightNoise");
  private static final Set<String> PENALTIES = Set.of("regularization", "regularizationBias");

  private ConfigurationEdit() {}

  /** Without dropout of any kind and without weight noise. */
  public static String withoutStochasticLayers(String configuration) {
    return edit(configuration, STOCHASTIC);
  }

  /** Without l1, l2 and weight decay, of weights and of biases. */
  public static String withoutPenalties(String configuration) {
    return edit(configuration, PENALTIES);
  }

  private static String edit(String configuration, Set<String> remove) {
    try {
      JsonNode root = MAPPER.readTree(configuration);
      clear(root, remove);
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DL4J wrote a configuration that is not JSON", e);
    }
  }

  private static void clear(JsonNode node, Set<String> remove) {
    if (node instanceof ObjectNode object) {
      for (String field : remove) {
        JsonNode value = object.get(field);
        if (value instanceof ArrayNode array) {
          array.removeAll();
        } else if (value != null) {
          object.putNull(field);
        }
      }
    }
    node.forEach(child -> clear(child, remove));
  }
}
