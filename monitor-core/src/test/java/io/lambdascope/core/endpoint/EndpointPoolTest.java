package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointPoolTest {

  @Test
  void endpoint_arrays_areCopied() {
    double[] theta = {1, 2};
    double[] gradient = {3, 4};
    Endpoint endpoint = new Endpoint(theta, gradient, 2);
    theta[0] = 9;
    gradient[0] = 9;
    endpoint.parameters()[1] = 9;
    endpoint.lossGradient()[1] = 9;
    Endpoint same = new Endpoint(new double[] {1, 2}, new double[] {3, 4}, 2);
    assertThat(endpoint).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(endpoint).isNotEqualTo(new Endpoint(new double[] {1, 2}, new double[] {3, 4}));
    assertThat(endpoint).isNotEqualTo(new Endpoint(new double[] {1, 0}, new double[] {3, 4}, 2));
    assertThat(endpoint).isNotEqualTo(new Endpoint(new double[] {1, 2}, new double[] {3, 0}, 2));
    assertThat(endpoint).isNotEqualTo("endpoint");
    assertThat(endpoint.toString()).contains("[1.0, 2.0]", "[3.0, 4.0]", "weight=2.0");
  }

  @Test
  void endpoint_badNumbers_areRefused() {
    double[] one = {1};
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(one, new double[2]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(new double[0], new double[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(one, one, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(one, one, Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(one, one, Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(new double[] {Double.NaN}, one))
        .withMessageContaining("parameters[0] is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Endpoint(one, new double[] {Double.NEGATIVE_INFINITY}))
        .withMessageContaining("lossGradient");
  }

  @Test
  void pool_bad_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EndpointPool(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EndpointPool.of(
                    new Endpoint(new double[1], new double[1]),
                    new Endpoint(new double[2], new double[2])))
        .withMessageContaining("1 and 2");
  }

  @Test
  void distanceFromStationarity_weights_count() {
    Endpoint a = new Endpoint(new double[] {3, 4}, new double[] {0, 1}, 4);
    Endpoint b = new Endpoint(new double[] {0, 10}, new double[] {2, 0}, 1);
    assertThat(EndpointPool.of(a, b).distanceFromStationarity())
        .isCloseTo(Math.sqrt((4 * 1 + 4) / (4 * 25.0 + 100)), within(1e-15));
    assertThat(EndpointPool.of(a, b).first(1).distanceFromStationarity())
        .isCloseTo(0.2, within(1e-15));
    assertThat(EndpointPool.of(a, b).size()).isEqualTo(2);
    assertThat(
            EndpointPool.of(new Endpoint(new double[] {1e300}, new double[] {1e-300}))
                .distanceFromStationarity())
        .isZero();
    assertThat(
            EndpointPool.of(new Endpoint(new double[] {1e-300}, new double[] {3e-300}))
                .distanceFromStationarity())
        .isCloseTo(3, within(1e-14));
  }

  /** An endpoint of weight 0 is not there, for any estimate or its error. */
  @Test
  void estimates_endpointOfNoWeight_areAsWithoutIt() {
    double[] ridge = {0.5};
    EndpointPool pool = Pools.stationary(1, 3, 4, GroupedQuadratic.scalar(4), ridge, 0.2);
    List<Endpoint> more = new ArrayList<>(pool.endpoints());
    more.add(new Endpoint(new double[] {1, 1, 1, 1}, new double[] {9, -9, 9, 9}, 0));
    EndpointPool padded = new EndpointPool(more);
    for (LinearPenalty family :
        List.of(
            GroupedQuadratic.scalar(4),
            new RegularizerColumns(List.of(Endpoint::parameters)),
            new RegularizerColumns(
                List.of(
                    Endpoint::parameters,
                    endpoint -> new double[] {1, 2, 0, 1},
                    endpoint -> new double[] {0, 1, 5, 1})))) {
      PenaltyEstimate expected = family.fit(pool);
      assertThat(family.fit(padded).coefficients()).isEqualTo(expected.coefficients());
      assertThat(family.fit(padded).agreement()).isEqualTo(expected.agreement());
    }
    SymmetricQuadratic matrix = new SymmetricQuadratic();
    PenaltyCoefficient entry = matrix.fit(pool).coefficient(0, 1);
    PenaltyCoefficient paddedEntry = matrix.fit(padded).coefficient(0, 1);
    // A column of zeros may change the order of sums.
    assertThat(paddedEntry.value()).isCloseTo(entry.value(), within(1e-13));
    assertThat(paddedEntry.standardError()).isCloseTo(entry.standardError(), within(1e-12));
    assertThat(new SmoothedL1().fit(padded).lambda())
        .isEqualTo(new SmoothedL1().fit(pool).lambda());
    assertThat(
            NonlinearFit.fit(padded, new BridgePenalty(), BridgePenalty.start())
                .coefficients()
                .get(1)
                .standardError())
        .isCloseTo(
            NonlinearFit.fit(pool, new BridgePenalty(), BridgePenalty.start())
                .coefficients()
                .get(1)
                .standardError(),
            within(1e-8));
  }

  /** Only ratios of weights count, at any size of them. */
  @Test
  void estimates_hugeOrTinyWeights_areThoseOfTheRatios() {
    EndpointPool pool =
        Pools.stationary(1, 3, 4, GroupedQuadratic.scalar(4), new double[] {0.5}, 0.2);
    for (double factor : new double[] {Math.scalb(1.0, 1020), Math.scalb(1.0, -1020)}) {
      EndpointPool other =
          new EndpointPool(
              pool.endpoints().stream()
                  .map(e -> new Endpoint(e.parameters(), e.lossGradient(), e.weight() * factor))
                  .toList());
      assertThat(GroupedQuadratic.scalar(4).fit(other))
          .isEqualTo(GroupedQuadratic.scalar(4).fit(pool));
      assertThat(new SymmetricQuadratic().fit(other).matrix())
          .containsExactly(new SymmetricQuadratic().fit(pool).matrix());
    }
  }

  @Test
  void agreement_ofNothingAndOfNonsense_isDefined() {
    Endpoint zero = new Endpoint(new double[1], new double[1]);
    Penalty constant = (endpoint, lambda) -> lambda.clone();
    assertThat(Agreement.of(EndpointPool.of(zero), constant, new double[1]))
        .isEqualTo(new Agreement(0, 1));
    Agreement worst = new Agreement(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(Agreement.of(EndpointPool.of(zero), constant, new double[] {1})).isEqualTo(worst);
    Endpoint one = new Endpoint(new double[1], new double[] {1});
    assertThat(Agreement.of(EndpointPool.of(one), constant, new double[] {Double.NaN}))
        .isEqualTo(worst);
    assertThat(Agreement.of(EndpointPool.of(one), constant, new double[] {1}))
        .isEqualTo(new Agreement(2, -3));
  }
}
