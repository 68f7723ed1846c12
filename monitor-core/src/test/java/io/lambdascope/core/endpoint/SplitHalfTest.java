package io.lambdascope.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SplitHalfTest {

  private static final int P = 200;
  private static final GroupedQuadratic RIDGE = GroupedQuadratic.scalar(P);
  private static final GroupedQuadratic DIAGONAL = GroupedQuadratic.diagonal(P);

  private static Function<EndpointPool, double[]> estimator(GroupedQuadratic family) {
    return pool -> family.fit(pool).lambda();
  }

  /** One endpoint with the gradients of two halves: −2λθ ± noise. */
  private static EndpointPool[] halves(double lambda, double noise) {
    Random random = new Random(4);
    double[] theta = new double[P];
    double[] first = new double[P];
    double[] second = new double[P];
    for (int i = 0; i < P; i++) {
      theta[i] = random.nextGaussian();
      double difference = noise * random.nextGaussian();
      first[i] = -2 * lambda * theta[i] + difference;
      second[i] = -2 * lambda * theta[i] - difference;
    }
    return new EndpointPool[] {
      EndpointPool.of(new Endpoint(theta, first)), EndpointPool.of(new Endpoint(theta, second))
    };
  }

  @Test
  void crossFit_realPenalty_isFoundOutOfFold() {
    EndpointPool[] halves = halves(0.5, 0.3);
    SplitHalf split = SplitHalf.crossFit(RIDGE, estimator(RIDGE), halves[0], halves[1]);
    // The penalty's share is 1/(1 + 0.09); one coefficient takes 1/p of the noise.
    assertThat(split.inSample().shareExplained()).isCloseTo(1 / 1.09, within(0.03));
    assertThat(split.outOfFold().shareExplained()).isCloseTo(1 / 1.09, within(0.03));
    assertThat(split.outOfFold().shareExplained()).isLessThan(split.inSample().shareExplained());
  }

  /** Stationary on the whole data: a diagonal fits either half exactly, and means nothing. */
  @Test
  void crossFit_stationaryEndpoint_isWorseThanNothingOutOfFold() {
    EndpointPool[] halves = halves(0, 0.3);
    SplitHalf split = SplitHalf.crossFit(DIAGONAL, estimator(DIAGONAL), halves[0], halves[1]);
    assertThat(split.inSample().shareExplained()).isCloseTo(1, within(1e-14));
    // The other half's gradient is the opposite: the residual is twice it, the share 1 − 4.
    assertThat(split.outOfFold().shareExplained()).isCloseTo(-3, within(1e-12));
  }

  /** Halves of unlike size count by their energy: out of fold, 0 of 9 + 1 and of 1 + ... . */
  @Test
  void crossFit_unequalHalves_areWeightedByEnergy() {
    EndpointPool first = EndpointPool.of(new Endpoint(new double[] {1}, new double[] {-6}));
    EndpointPool second = EndpointPool.of(new Endpoint(new double[] {1}, new double[] {-2}));
    GroupedQuadratic one = GroupedQuadratic.scalar(1);
    SplitHalf split = SplitHalf.crossFit(one, estimator(one), first, second);
    // Residuals 6 − 2 and 2 − 6 over energies 36 + 4.
    assertThat(split.outOfFold().shareExplained()).isCloseTo(1 - 32.0 / 40, within(1e-14));
    assertThat(split.inSample()).isEqualTo(new Agreement(0, 1));
  }

  @Test
  void crossFit_zeroGradientsOrParameters_isDefined() {
    EndpointPool zero = EndpointPool.of(new Endpoint(new double[] {1}, new double[1]));
    GroupedQuadratic one = GroupedQuadratic.scalar(1);
    assertThat(SplitHalf.crossFit(one, estimator(one), zero, zero).outOfFold())
        .isEqualTo(new Agreement(0, 1));
    Agreement worst = new Agreement(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(SplitHalf.crossFit(one, pool -> new double[] {1}, zero, zero).outOfFold())
        .isEqualTo(worst);
    EndpointPool dead = EndpointPool.of(new Endpoint(new double[1], new double[] {1}));
    assertThat(SplitHalf.crossFit(one, estimator(one), dead, dead).outOfFold())
        .isEqualTo(new Agreement(1, 0));
  }

  @Test
  void crossFit_otherEndpoints_areRefused() {
    Endpoint a = new Endpoint(new double[] {1}, new double[] {1});
    Endpoint b = new Endpoint(new double[] {2}, new double[] {1});
    Endpoint c = new Endpoint(new double[] {1}, new double[] {1}, 2);
    GroupedQuadratic one = GroupedQuadratic.scalar(1);
    for (EndpointPool other :
        new EndpointPool[] {EndpointPool.of(b), EndpointPool.of(c), EndpointPool.of(a, a)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SplitHalf.crossFit(one, estimator(one), EndpointPool.of(a), other))
          .withMessageContaining("same endpoints");
    }
  }
}
