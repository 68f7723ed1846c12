package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double[] LAMBDA = {0.7, -1.3, 2.0};

  static Stream<OnlineEstimator> estimators() {
    EstimatorOptions options =
        new EstimatorOptions(0.9, new IdentifiabilityBounds(3, 30))
            .withWeighting(Weighting.HUBER)
            .withClusterIterations(3);
    EstimatorOptions other =
        EstimatorOptions.DEFAULT.withWeighting(Weighting.RESIDUAL_VARIANCE).withMovingLambda(true);
    return Stream.of(
        new PerObservationEstimator(),
        new PerObservationEstimator(options),
        new CumulativeEstimator(),
        new CumulativeEstimator(options),
        new CumulativeEstimator(other),
        new ForgettingEstimator(7),
        new ForgettingEstimator(7.3, options),
        new ForgettingEstimator(11, other),
        new SlidingWindowEstimator(9),
        new SlidingWindowEstimator(9, options),
        new KalmanEstimator(),
        new KalmanEstimator(ProcessNoise.maximumLikelihood(), options),
        new KalmanEstimator(ProcessNoise.fixed(1e-3)),
        new KalmanEstimator(ProcessNoise.fixed(1e-3, 0, 0.1), other));
  }

  /** Λ moves, the second column is zero at first, and the deviation's size leaps by 2^300. */
  private static List<GradientMatch> run() {
    Random random = new Random(41);
    List<GradientMatch> run = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      double[] lambda = LAMBDA.clone();
      lambda[0] += 0.1 * k;
      RawObservation observation = RawObservation.gaussian(random, 2 * k / 3, 12, lambda, 0.3);
      if (k < 4) {
        observation = observation.scaleColumn(1, 0);
      }
      run.add((k < 40 ? observation : observation.scaleDeviation(0x1p300)).toMatch());
    }
    return run;
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void read_atAnyMoment_goesOnBitForBit(OnlineEstimator estimator) {
    OnlineEstimator restored = EstimatorDocument.read(EstimatorDocument.write(estimator));
    for (GradientMatch match : run()) {
      estimator.update(match);
      restored.update(match);
      String document = EstimatorDocument.write(estimator);
      assertThat(EstimatorDocument.write(restored)).isEqualTo(document);
      Optional<LambdaEstimate> estimate = estimator.estimate();
      assertThat(estimate).isPresent();
      assertThat(restored.estimate()).isEqualTo(estimate);
      restored = EstimatorDocument.read(document);
      assertThat(restored).hasSameClassAs(estimator);
      assertThat(restored.estimate()).isEqualTo(estimate);
    }
    estimator.reset();
    assertThat(EstimatorDocument.read(EstimatorDocument.write(estimator)).estimate()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("estimators")
  void write_inTheMidst_changesNothing(OnlineEstimator estimator) {
    OnlineEstimator undisturbed = estimator.copy();
    for (GradientMatch match : run()) {
      estimator.update(match);
      undisturbed.update(match);
      assertThat(EstimatorDocument.write(estimator)).isNotEmpty();
    }
    assertThat(EstimatorDocument.write(estimator)).isEqualTo(EstimatorDocument.write(undisturbed));
  }

  /** The names in the document are its format: whoever changes them must raise the version. */
  @Test
  void write_forgetting_isTheFormatOfVersion1() throws Exception {
    ForgettingEstimator estimator = new ForgettingEstimator(8);
    estimator.update(new GradientMatch(5, 100, new double[] {4}, new double[] {8}, 20));
    JsonNode document = JSON.readTree(EstimatorDocument.write(estimator));
    assertThat(document.path("format").asText()).isEqualTo("lambdascope-estimator");
    assertThat(document.path("version").asInt()).isEqualTo(1);
    JsonNode inside = document.path("estimator");
    assertThat(inside.path("kind").asText()).isEqualTo("forgetting");
    assertThat(inside.path("halfLife").asDouble()).isEqualTo(8);
    assertThat(inside.path("options"))
        .isEqualTo(
            JSON.readTree(
                """
                {"confidence": 0.95, "bounds": {"weak": 100.0, "notIdentified": 10000.0},
                 "weighting": "NONE", "clusterIterations": 1, "movingLambda": false}
                """));
    assertThat(inside.path("observed").path("open"))
        .isEqualTo(
            JSON.readTree(
                """
                {"gram": [4.0], "squaredGram": [4.0], "cross": [8.0],
                 "innovationProducts": [0.0], "designSquares": [0.0],
                 "innovationSquares": [0.0], "innovationFourths": [0.0],
                 "energy": 20.0, "equations": 100.0, "weights": 1.0, "squaredWeights": 1.0,
                 "observations": 1, "lastIteration": 5}
                """));
  }

  @Test
  void write_estimatorOfAnother_refused() {
    OnlineEstimator own =
        new OnlineEstimator() {
          @Override
          public void update(GradientMatch match) {}

          @Override
          public Optional<LambdaEstimate> estimate() {
            return Optional.empty();
          }

          @Override
          public void reset() {}

          @Override
          public OnlineEstimator copy() {
            return this;
          }
        };
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorDocument.write(own))
        .withMessageContaining(own.getClass().getName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"format\": \"something\", \"version\": 1}",
        "{\"format\": \"lambdascope-estimator\", \"version\": 1}",
        "{\"format\": \"lambdascope-estimator\", \"version\": 1, \"estimator\": null}",
        "{\"format\": \"lambdascope-estimator\", \"version\": 1, \"estimator\": {\"kind\": \"x\"}}"
      })
  void read_noDocument_refused(String document) {
    assertThatIllegalArgumentException().isThrownBy(() -> EstimatorDocument.read(document));
  }

  @Test
  void read_otherVersion_refusedWithBothVersions() throws Exception {
    ObjectNode document =
        (ObjectNode) JSON.readTree(EstimatorDocument.write(new CumulativeEstimator()));
    document.put("version", 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorDocument.read(document.toString()))
        .withMessageContaining("version 2")
        .withMessageContaining("version 1");
  }

  /** Each number, array and object taken away or spoiled in turn: refused, never misread. */
  @ParameterizedTest
  @MethodSource("estimators")
  void read_damaged_refused(OnlineEstimator estimator) throws Exception {
    run().subList(0, 10).forEach(estimator::update);
    String whole = EstimatorDocument.write(estimator);
    List<JsonNode> damaged = new ArrayList<>();
    JsonNode tree = JSON.readTree(whole);
    damage(tree, tree.path("estimator"), damaged);
    assertThat(damaged).hasSizeGreaterThan(4);
    for (JsonNode document : damaged) {
      assertThatIllegalArgumentException()
          .as(document::toString)
          .isThrownBy(() -> EstimatorDocument.read(document.toString()));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorDocument.read(whole.substring(0, whole.length() / 2)));
    assertThatIllegalArgumentException().isThrownBy(() -> EstimatorDocument.read(whole + "{}"));
  }

  private static void damage(JsonNode root, JsonNode node, List<JsonNode> damaged) {
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = object.get(name);
      object.remove(name);
      damaged.add(root.deepCopy());
      if (value.isNumber()) {
        object.put(name, "x");
        damaged.add(root.deepCopy());
      } else if (value.isArray() && !value.isEmpty() && value.get(0).isNumber()) {
        object.set(name, JSON.createArrayNode());
        damaged.add(root.deepCopy());
      }
      object.set(name, value);
      damage(root, value, damaged);
    }
  }
}
