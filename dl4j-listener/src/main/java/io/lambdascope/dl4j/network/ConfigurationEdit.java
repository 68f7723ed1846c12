package io.lambdascope.dl4j.network;

import java.util.Set;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
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

  private static final String CLIPPING = "gradientNormalization";
  private static final String TYPE = "@class";
  private static final String RATE = "learningRate";
  private static final String SCHEDULE = "learningRateSchedule";

  private ConfigurationEdit() {}

  /** As it is, in the form that the other edits write, to compare with theirs. */
  public static String unchanged(String configuration) {
    return edit(configuration, node -> {});
  }

  /** Without dropout of any kind and without weight noise. */
  public static String withoutStochasticLayers(String configuration) {
    return edit(configuration, node -> clear(node, STOCHASTIC));
  }

  /** Without l1, l2 and weight decay, of weights and of biases. */
  public static String withoutPenalties(String configuration) {
    return edit(configuration, node -> clear(node, PENALTIES));
  }

  /** Without weight decay, which acts after the updater; l1 and l2 stay. */
  public static String withoutWeightDecay(String configuration) {
    return edit(configuration, ConfigurationEdit::clearWeightDecay);
  }

  /** Without gradient clipping and normalization. */
  public static String withoutClipping(String configuration) {
    return edit(
        configuration,
        object -> {
          if (object.has(CLIPPING)) {
            object.put(CLIPPING, GradientNormalization.None.name());
          }
        });
  }

  /**
   * With Sgd in place of every updater that has a learning rate, at the same rate or schedule;
   * updaters that have none are left.
   */
  public static String withPlainDescent(String configuration) {
    return edit(
        configuration,
        object -> {
          JsonNode type = object.get(TYPE);
          if (type != null
              && type.asText().startsWith(NoOp.class.getPackageName() + ".")
              && (object.has(RATE) || object.has(SCHEDULE))) {
            object.put(TYPE, Sgd.class.getName());
            object.retain(TYPE, RATE, SCHEDULE);
          }
        });
  }

  private static String edit(String configuration, Consumer<ObjectNode> change) {
    try {
      JsonNode root = MAPPER.readTree(configuration);
      walk(root, change);
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DL4J wrote a configuration that is not JSON", e);
    }
  }

  private static void walk(JsonNode node, Consumer<ObjectNode> change) {
    if (node instanceof ObjectNode object) {
      change.accept(object);
    }
    node.forEach(child -> walk(child, change));
  }

  private static void clear(ObjectNode object, Set<String> remove) {
    for (String field : remove) {
      JsonNode value = object.get(field);
      if (value instanceof ArrayNode array) {
        array.removeAll();
      } else if (value != null) {
        object.putNull(field);
      }
    }
  }

  private static void clearWeightDecay(ObjectNode object) {
    for (String field : PENALTIES) {
      if (object.get(field) instanceof ArrayNode array) {
        for (int i = array.size() - 1; i >= 0; i--) {
          if (array.get(i).path(TYPE).asText().equals(WeightDecay.class.getName())) {
            array.remove(i);
          }
        }
      }
    }
  }
}
