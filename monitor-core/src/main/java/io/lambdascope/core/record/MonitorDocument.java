package io.lambdascope.core.record;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lambdascope.core.estimate.EstimatorDocument;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.match.Cause;
import io.lambdascope.core.monitor.DriftWatch;
import io.lambdascope.core.monitor.MonitorState;
import io.lambdascope.core.snapshot.FailureReason;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.SkipReason;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.Evidence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The state of a monitor as a JSON document, to be kept with a checkpoint. A monitor built from it
 * goes on exactly, bit for bit, as the saved one would have.
 *
 * <p>The document is {@code {"format": "lambdascope-monitor", "version": 1, "crc32c": …, "state":
 * {…}}}, of some kilobytes. The estimator in it is an {@link EstimatorDocument}; the last
 * observation is a log's record in base 64. Numbers have as many digits as a double needs. The
 * checksum is of the state's text as this class writes it. Safe for any thread.
 */
public final class MonitorDocument {

  /** Raised whenever a document could be misread by the code before. */
  public static final int VERSION = 1;

  private static final String FORMAT = "lambdascope-monitor";

  private static final String BEFORE_STATE = ",\"state\":";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .visibility(PropertyAccessor.ALL, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private MonitorDocument() {}

  /** The state with what has no JSON form of its own in one. */
  private record Content(
      Identity identity,
      List<Term> terms,
      Object estimator,
      DriftWatch.State drift,
      Evidence.State evidence,
      Map<Cause, Object> causes,
      long samples,
      @Nullable String lastObservation,
      @Nullable String lastAt,
      Progress progress,
      Map<SkipReason, Long> skips,
      Map<FailureReason, Long> failures,
      long monitorNanos,
      long trainingNanos,
      long restarts) {

    // Jackson knows nothing of null-marked packages.
    Content {
      Objects.requireNonNull(identity, "no identity");
      Objects.requireNonNull(terms, "no terms");
      Objects.requireNonNull(estimator, "no estimator");
      Objects.requireNonNull(drift, "no drift");
      Objects.requireNonNull(evidence, "no evidence");
      Objects.requireNonNull(causes, "no causes");
      Objects.requireNonNull(progress, "no progress");
      Objects.requireNonNull(skips, "no skips");
      Objects.requireNonNull(failures, "no failures");
    }
  }

  /**
   * Writes a state down; it is not changed.
   *
   * @throws IllegalArgumentException when its estimator is none of this library's
   */
  public static String write(MonitorState state) {
    try {
      Map<Cause, Object> causes = new EnumMap<>(Cause.class);
      for (Map.Entry<Cause, OnlineEstimator> cause : state.causes().entrySet()) {
        causes.put(cause.getKey(), tree(cause.getValue()));
      }
      Content content =
          new Content(
              state.identity(),
              state.terms(),
              tree(state.estimator()),
              state.drift(),
              state.evidence(),
              causes,
              state.samples(),
              state.last().map(MonitorDocument::encoded).orElse(null),
              state.last().map(last -> last.at().toString()).orElse(null),
              state.progress(),
              state.skips(),
              state.failures(),
              state.monitorNanos(),
              state.trainingNanos(),
              state.restarts());
      String text = JSON.writeValueAsString(content);
      return "{\"format\":\"%s\",\"version\":%d,\"crc32c\":\"%s\"%s%s}"
          .formatted(FORMAT, VERSION, check(text), BEFORE_STATE, text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a monitor's state has no JSON form: " + state, e);
    }
  }

  private static Object tree(OnlineEstimator estimator) throws JsonProcessingException {
    return JSON.readValue(EstimatorDocument.write(estimator), Object.class);
  }

  private static OnlineEstimator estimator(Object tree) throws JsonProcessingException {
    return EstimatorDocument.read(JSON.writeValueAsString(tree));
  }

  private static String encoded(MonitorState.Last last) {
    // Epoch and loss belong to the log; a state has them in its progress.
    return Base64.getEncoder()
        .encodeToString(ObservationCodec.encoded(new LoggedObservation(0, 0, last.observation())));
  }

  /** Of the very text: a digit too many can be changed without changing a number. */
  private static String check(String state) {
    CRC32C crc = new CRC32C();
    crc.update(state.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  /**
   * Reads a state.
   *
   * @throws IllegalArgumentException when the document is damaged, not a monitor's, or of another
   *     version
   */
  public static MonitorState read(String document) {
    try {
      JsonNode tree = JSON.readTree(document);
      if (!tree.path("format").asText().equals(FORMAT)) {
        throw new IllegalArgumentException(
            "no monitor's document: its \"format\" is not \"%s\"".formatted(FORMAT));
      }
      if (!tree.path("version").asText().equals(Integer.toString(VERSION))) {
        throw new IllegalArgumentException(
            "the monitor's document is of version %s, this library reads version %d only; start"
                    .formatted(tree.path("version"), VERSION)
                + " afresh, or use the library that wrote it");
      }
      int at = document.indexOf(BEFORE_STATE);
      String state =
          at < 0 ? "" : document.substring(at + BEFORE_STATE.length(), document.length() - 1);
      if (!tree.path("crc32c").asText().equals(check(state))) {
        throw new IllegalArgumentException(
            "the monitor's document is damaged: its checksum is not that of its state; start afresh");
      }
      return state(JSON.readValue(state, Content.class));
    } catch (IOException | RuntimeException e) {
      if (e instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalArgumentException(
          "the monitor's document is damaged (%s); start afresh".formatted(e.getMessage()), e);
    }
  }

  private static MonitorState state(Content content) throws IOException {
    Optional<MonitorState.Last> last = Optional.empty();
    if (content.lastObservation() != null && content.lastAt() != null) {
      byte[] bytes = Base64.getDecoder().decode(content.lastObservation());
      last =
          Optional.of(
              new MonitorState.Last(
                  ObservationCodec.decoded(bytes).observation(), Instant.parse(content.lastAt())));
    }
    Map<Cause, OnlineEstimator> causes = new EnumMap<>(Cause.class);
    for (Map.Entry<Cause, Object> cause : content.causes().entrySet()) {
      causes.put(cause.getKey(), estimator(cause.getValue()));
    }
    return new MonitorState(
        content.identity(),
        content.terms(),
        estimator(content.estimator()),
        content.drift(),
        content.evidence(),
        causes,
        content.samples(),
        last,
        content.progress(),
        content.skips(),
        content.failures(),
        content.monitorNanos(),
        content.trainingNanos(),
        content.restarts());
  }
}
