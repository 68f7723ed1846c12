package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Identifiability;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GroupedQuadraticTest {

  private final GroupedQuadratic two =
      GroupedQuadratic.ofGroups(5, List.of(new int[] {0, 3}, new int[] {1, 4}));

  /** The same family as columns 2θ_i of each group, by the general solver. */
  private static RegularizerColumns asColumns(int[]... groups) {
    return new RegularizerColumns(
        Arrays.stream(groups)
            .map(
                group ->
                    (Function<Endpoint, double[]>)
                        e -> {
                          double[] column = new double[e.size()];
                          for (int i : group) {
                            column[i] = 2 * e.parameters()[i];
                          }
                          return column;
                        })
            .toList());
  }

  @Test
  void fit_stationaryEndpoints_givesTheCoefficients() {
    double[] truth = {0.7, -0.2};
    EndpointPool pool = Pools.stationary(1, 4, 5, two, truth, 0);
    PenaltyEstimate estimate = two.fit(pool);
    assertThat(estimate.lambda()).containsExactly(truth, within(1e-14));
    assertThat(estimate.agreement().residualRatio()).isLessThan(1e-14);
    assertThat(estimate.rank()).isEqualTo(2);
    assertThat(estimate.conditionNumber()).isEqualTo(1);
    assertThat(estimate.distanceFromStationarity())
        .isEqualTo(pool.distanceFromStationarity())
        .isBetween(0.4, 1.4);
  }

  /** Two implementations that share no arithmetic: sums per group, and a triangularization. */
  @Test
  void fit_noisyEndpoints_isThatOfTheGeneralFamily() {
    EndpointPool pool = Pools.stationary(2, 6, 5, two, new double[] {0.7, -0.2}, 0.3);
    PenaltyEstimate estimate = two.fit(pool);
    PenaltyEstimate general = asColumns(new int[] {0, 3}, new int[] {1, 4}).fit(pool);
    assertThat(estimate.lambda()).containsExactly(general.lambda(), within(1e-14));
    for (int g = 0; g < 2; g++) {
      PenaltyCoefficient coefficient = estimate.coefficients().get(g);
      assertThat(coefficient.standardError())
          .isCloseTo(general.coefficients().get(g).standardError(), within(1e-14));
      assertThat(coefficient.varianceInflation()).isEqualTo(1);
      assertThat(coefficient.identifiability()).isEqualTo(Identifiability.IDENTIFIED);
    }
    assertThat(estimate.agreement().shareExplained())
        .isCloseTo(general.agreement().shareExplained(), within(1e-14));
    assertThat(Agreement.of(pool, two, estimate.lambda()).residualRatio())
        .isCloseTo(estimate.agreement().residualRatio(), within(1e-14));
  }

  @Test
  void fit_oneEndpoint_hasTheErrorOfIndependentEquations() {
    EndpointPool pool =
        EndpointPool.of(new Endpoint(new double[] {1, 2, -1}, new double[] {-2.5, -3.5, 2}));
    // λ̂ = (2·2.5 + 4·3.5 + 2·2)/(4·6) = 23/24; residuals 0.5833, −0.3333, −0.0833.
    PenaltyCoefficient ridge = GroupedQuadratic.scalar(3).fit(pool).coefficients().get(0);
    assertThat(ridge.value()).isCloseTo(23.0 / 24, within(1e-15));
    double residual = 6.25 + 12.25 + 4 - 23.0 * 23 / 24;
    assertThat(ridge.standardError()).isCloseTo(Math.sqrt(residual / 2 / 24), within(1e-14));
    // One equation for one coefficient: an exact fit with no error to be known.
    PenaltyEstimate diagonal = GroupedQuadratic.diagonal(3).fit(pool);
    assertThat(diagonal.lambda()).containsExactly(1.25, 0.875, 1);
    assertThat(diagonal.agreement().shareExplained()).isEqualTo(1);
    assertThat(diagonal.coefficients())
        .allMatch(c -> c.standardError() == Double.POSITIVE_INFINITY);
  }

  @Test
  void fit_weights_countAsRepeats() {
    EndpointPool pool = Pools.stationary(3, 2, 4, GroupedQuadratic.scalar(4), new double[] {1}, 1);
    Endpoint a = pool.endpoints().get(0);
    Endpoint b = pool.endpoints().get(1);
    Endpoint once = new Endpoint(a.parameters(), a.lossGradient());
    Endpoint other = new Endpoint(b.parameters(), b.lossGradient());
    Endpoint thrice = new Endpoint(a.parameters(), a.lossGradient(), 3);
    assertThat(GroupedQuadratic.scalar(4).fit(EndpointPool.of(thrice, other)).lambda()[0])
        .isCloseTo(
            GroupedQuadratic.scalar(4).fit(EndpointPool.of(once, once, once, other)).lambda()[0],
            within(1e-14));
  }

  @Test
  void fitNonNegative_negativeOptimum_isHeldAtZero() {
    EndpointPool pool = Pools.stationary(4, 3, 5, two, new double[] {0.7, -0.2}, 0);
    PenaltyEstimate estimate = two.fitNonNegative(pool);
    assertThat(estimate.lambda()).containsExactly(new double[] {0.7, 0}, within(1e-14));
    assertThat(estimate.coefficients().get(1).standardError()).isInfinite();
    assertThat(estimate.coefficients().get(0).standardError()).isLessThan(1e-13);
    PenaltyEstimate general = asColumns(new int[] {0, 3}, new int[] {1, 4}).fitNonNegative(pool);
    assertThat(general.lambda()).containsExactly(estimate.lambda(), within(1e-14));
    assertThat(general.agreement().residualRatio())
        .isCloseTo(estimate.agreement().residualRatio(), within(1e-14));
    assertThat(general.coefficients().get(1).standardError()).isInfinite();
    assertThat(general.coefficients().get(1).identifiability())
        .isEqualTo(Identifiability.IDENTIFIED);
  }

  @Test
  void fit_deadGroup_isNotIdentified() {
    EndpointPool pool = EndpointPool.of(new Endpoint(new double[] {0, 2}, new double[] {1, -4}));
    PenaltyEstimate estimate = GroupedQuadratic.diagonal(2).fit(pool);
    assertThat(estimate.lambda()).containsExactly(0, 1);
    assertThat(estimate.coefficients().get(0).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(estimate.rank()).isEqualTo(1);
    assertThat(estimate.agreement().shareExplained()).isCloseTo(16.0 / 17, within(1e-15));
    PenaltyEstimate nothing =
        GroupedQuadratic.scalar(1).fit(EndpointPool.of(new Endpoint(new double[1], new double[1])));
    assertThat(nothing.lambda()).containsExactly(0);
    assertThat(nothing.conditionNumber()).isInfinite();
    assertThat(nothing.agreement()).isEqualTo(new Agreement(0, 1));
    assertThat(nothing.distanceFromStationarity()).isZero();
  }

  /** Groups 600 decades apart, each in units of its own. */
  @Test
  void fit_extremeScales_losesNothing() {
    EndpointPool pool =
        EndpointPool.of(new Endpoint(new double[] {1e-300, 1e300}, new double[] {-4e-300, -6e300}));
    PenaltyEstimate estimate = GroupedQuadratic.diagonal(2).fit(pool);
    assertThat(estimate.lambda()).containsExactly(new double[] {2, 3}, within(1e-14));
    EndpointPool beyond =
        EndpointPool.of(new Endpoint(new double[] {1e-300}, new double[] {-1e300}));
    PenaltyEstimate infinite = GroupedQuadratic.scalar(1).fit(beyond);
    assertThat(infinite.lambda()[0]).isInfinite();
    assertThat(infinite.coefficients().get(0).identifiability())
        .isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(infinite.agreement().shareExplained()).isCloseTo(1, within(1e-14));
    assertThat(infinite.distanceFromStationarity()).isInfinite();
  }

  @Test
  void ofGroups_badGroups_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> GroupedQuadratic.ofGroups(2, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedQuadratic.ofGroups(2, List.of(new int[0])))
        .withMessageContaining("leave it out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedQuadratic.ofGroups(2, List.of(new int[] {0}, new int[] {0})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedQuadratic.ofGroups(2, List.of(new int[] {2})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedQuadratic.ofGroups(2, List.of(new int[] {-1})));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                GroupedQuadratic.scalar(3)
                    .fit(EndpointPool.of(new Endpoint(new double[2], new double[2]))))
        .withMessageContaining("3 parameters");
  }
}
