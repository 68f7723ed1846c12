package io.lambdascope.prometheus.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of a configuration file, with the keys by their names there; what is left out is null.
 * Unknown keys, keys said twice or with nothing under them, and texts that are not quoted but look
 * like a number or true are refused.
 */
final class EndpointYaml {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts -> {
                for (CoercionInputShape bare :
                    new CoercionInputShape[] {
                      CoercionInputShape.Integer,
                      CoercionInputShape.Float,
                      CoercionInputShape.Boolean
                    }) {
                  texts.setCoercion(bare, CoercionAction.Fail);
                }
              })
          .build();

  record Root(@Nullable Server httpServer) {}

  record Server(
      @Nullable Authentication authentication, @Nullable Ssl ssl, @Nullable Threads threads) {}

  record Authentication(@Nullable Basic basic) {
    // Of one component: without this Jackson would take the component for the whole.
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Authentication {}
  }

  record Basic(
      @Nullable String username,
      @Nullable String password,
      @Nullable String passwordHash,
      @Nullable String algorithm,
      @Nullable String salt,
      @Nullable Integer iterations,
      @Nullable Integer keyLength) {}

  record Ssl(
      @Nullable Store keyStore,
      @Nullable Certificate certificate,
      @Nullable Boolean mutualTLS,
      @Nullable Store trustStore) {}

  record Store(@Nullable String filename, @Nullable String type, @Nullable String password) {}

  record Certificate(@Nullable String alias) {}

  record Threads(
      @Nullable Integer minimum, @Nullable Integer maximum, @Nullable Integer keepAliveTime) {}

  private EndpointYaml() {}

  /**
   * Reads a file.
   *
   * @throws RefusedConfiguration when it cannot be read or is not of this form
   */
  static Root parse(Path file) {
    try {
      String text = Files.readString(file);
      if (text.isBlank()) {
        return new Root(null);
      }
      Root root = YAML.readValue(text, Root.class);
      refuseEmpty(file, "", YAML.readTree(text));
      return root;
    } catch (UnrecognizedPropertyException e) {
      throw refused(
          file,
          "unknown key %s; allowed there: %s".formatted(where(e), names(e.getKnownPropertyIds())));
    } catch (JsonProcessingException e) {
      // What Jackson says would quote the file, and that may be the password.
      throw refused(
          file,
          e instanceof JsonMappingException mapping
                  && !(e.getCause() instanceof StreamReadException)
              ? "%s is not what is expected there; quote a text that looks like a number or true"
                  .formatted(where(mapping))
              : "line %d is not YAML, or says a key twice".formatted(line(e)));
    } catch (IOException e) {
      throw new RefusedConfiguration(file, "it cannot be read: " + e, e);
    }
  }

  /** A key whose value is commented out reads as if it were not there, a password for example. */
  private static void refuseEmpty(Path file, String at, JsonNode node) {
    if (node.isNull()) {
      throw refused(
          file, "nothing under %s; say what belongs there, or take the key out".formatted(at));
    }
    node.properties()
        .forEach(
            field ->
                refuseEmpty(
                    file,
                    at.isEmpty() ? field.getKey() : at + "." + field.getKey(),
                    field.getValue()));
  }

  private static String where(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .collect(Collectors.joining("."));
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
  }

  private static String names(@Nullable Collection<Object> known) {
    TreeSet<String> names = new TreeSet<>();
    if (known != null) {
      known.forEach(name -> names.add(String.valueOf(name)));
    }
    return String.join(", ", names);
  }

  private static RefusedConfiguration refused(Path file, String why) {
    return new RefusedConfiguration(file, why, null);
  }
}
