package io.lambdascope.core.estimate;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Objects;

/**
 * The state of an online estimator as a JSON document, to be kept with a checkpoint or sent to
 * another machine. A restored estimator goes on exactly, bit for bit, as the saved one would have.
 *
 * <p>The document is {@code {"format": "lambdascope-estimator", "version": 1, "estimator": {"kind":
 * …}}}. Numbers are written with as many digits as a double needs to be read back the same;
 * infinities as the strings {@code "Infinity"} and {@code "-Infinity"}. Safe for any thread, as far
 * as the estimators are.
 */
public final class EstimatorDocument {

  /** Raised whenever a document could be misread by the code before. */
  public static final int VERSION = 1;

  private static final String FORMAT = "lambdascope-estimator";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addMixIn(EstimatorState.class, EstimatorKinds.class)
          .addMixIn(ProcessNoise.class, ProcessNoiseKinds.class)
          .build();

  private EstimatorDocument() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = EstimatorState.PerObservation.class, name = "per_observation"),
    @JsonSubTypes.Type(value = EstimatorState.Cumulative.class, name = "cumulative"),
    @JsonSubTypes.Type(value = EstimatorState.Forgetting.class, name = "forgetting"),
    @JsonSubTypes.Type(value = EstimatorState.SlidingWindow.class, name = "sliding_window"),
    @JsonSubTypes.Type(value = EstimatorState.Kalman.class, name = "kalman")
  })
  private interface EstimatorKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ProcessNoise.MaximumLikelihood.class, name = "maximum_likelihood"),
    @JsonSubTypes.Type(value = ProcessNoise.Fixed.class, name = "fixed")
  })
  private interface ProcessNoiseKinds {}

  private record Document(String format, int version, EstimatorState estimator) {

    // Jackson knows nothing of null-marked packages.
    Document {
      Objects.requireNonNull(format, "no format");
      Objects.requireNonNull(estimator, "no estimator");
    }
  }

  /**
   * Writes an estimator down; it is not changed.
   *
   * @throws IllegalArgumentException when it is none of this package's
   */
  public static String write(OnlineEstimator estimator) {
    try {
      return JSON.writeValueAsString(new Document(FORMAT, VERSION, state(estimator)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an estimator's state has no JSON form: " + estimator, e);
    }
  }

  private static EstimatorState state(OnlineEstimator estimator) {
    if (estimator instanceof PerObservationEstimator e) {
      return e.state();
    } else if (estimator instanceof CumulativeEstimator e) {
      return new EstimatorState.Cumulative(e.options(), e.observed());
    } else if (estimator instanceof ForgettingEstimator e) {
      return new EstimatorState.Forgetting(e.options(), e.halfLife(), e.observed());
    } else if (estimator instanceof SlidingWindowEstimator e) {
      return new EstimatorState.SlidingWindow(e.options(), e.window(), e.observed());
    } else if (estimator instanceof KalmanEstimator e) {
      return e.state();
    }
    throw new IllegalArgumentException(
        "only the estimators of %s can be written, not a %s; save the state of your own yourself"
            .formatted(EstimatorDocument.class.getPackageName(), estimator.getClass().getName()));
  }

  /**
   * Reads an estimator.
   *
   * @throws IllegalArgumentException when the document is damaged, not an estimator's, or of
   *     another version
   */
  public static OnlineEstimator read(String document) {
    try {
      JsonNode tree = JSON.readTree(document);
      if (!tree.path("format").asText().equals(FORMAT)) {
        throw new IllegalArgumentException(
            "no estimator's document: its \"format\" is not \"%s\"".formatted(FORMAT));
      }
      if (tree.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException(
            "the estimator's document is of version %s, this library reads version %d only; start"
                    .formatted(tree.path("version"), VERSION)
                + " afresh, or use the library that wrote it");
      }
      return JSON.treeToValue(tree, Document.class).estimator().restore();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the estimator's document is damaged (%s); start afresh"
              .formatted(e.getOriginalMessage()),
          e);
    }
  }
}
