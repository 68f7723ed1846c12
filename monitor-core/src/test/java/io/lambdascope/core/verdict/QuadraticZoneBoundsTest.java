package io.lambdascope.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.Identifiability;
import io.lambdascope.core.linalg.NormalizedGram;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuadraticZoneBoundsTest {

  private static final QuadraticZoneBounds BOUNDS = QuadraticZoneBounds.DEFAULT;

  private static Coefficient coefficient(Identifiability identifiability) {
    return Estimates.coefficient(1, 3, identifiability);
  }

  @Test
  void classify_atAndBelowEachBound_asStated() {
    assertThat(BOUNDS.classify(0)).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(BOUNDS.classify(Math.nextDown(0.99))).isEqualTo(Identifiability.IDENTIFIED);
    assertThat(BOUNDS.classify(0.99)).isEqualTo(Identifiability.WEAK);
    assertThat(BOUNDS.classify(Math.nextDown(0.9999))).isEqualTo(Identifiability.WEAK);
    assertThat(BOUNDS.classify(0.9999)).isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(BOUNDS.classify(1)).isEqualTo(Identifiability.NOT_IDENTIFIED);
    assertThat(BOUNDS.classify(Double.NaN)).isEqualTo(Identifiability.NOT_IDENTIFIED);
  }

  @Test
  void cap_anyPair_theWorseOfTheTwo() {
    for (Identifiability own : Identifiability.values()) {
      for (double share : new double[] {0.5, 0.995, 1}) {
        Identifiability byShare = BOUNDS.classify(share);
        Identifiability worse = own.compareTo(byShare) > 0 ? own : byShare;
        Coefficient capped = BOUNDS.cap(coefficient(own), share);
        assertThat(capped.identifiability()).isEqualTo(worse);
        assertThat(capped.value()).isEqualTo(2);
        assertThat(capped.varianceInflation()).isEqualTo(1);
      }
    }
  }

  @Test
  void cap_intervals_wholeLineOnlyWhereNotIdentified() {
    Coefficient weak = BOUNDS.cap(coefficient(Identifiability.IDENTIFIED), 0.995);
    assertThat(weak).isEqualTo(coefficient(Identifiability.WEAK));
    Coefficient none = BOUNDS.cap(coefficient(Identifiability.IDENTIFIED), 1);
    assertThat(none.standardError()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(none.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(none.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(none.excludesZero()).isFalse();
    Coefficient untouched = coefficient(Identifiability.IDENTIFIED);
    assertThat(BOUNDS.cap(untouched, 0.5)).isSameAs(untouched);
  }

  /**
   * The claim behind the bounds: whatever the weights in the zone, the variance inflation of the
   * smoothed L1 column against the L2 column of the zone's weights is at most 1/(1 − f); and it is
   * reached when they all lie at its edge.
   */
  @Test
  void bounds_smoothedL1AgainstL2OfItsZone_inflationAtMostOneOverTheShareOutside() {
    Random random = new Random(1);
    double beta = 1e-3;
    for (double power : new double[] {0, 0.3, 1, 3}) {
      for (int outside : new int[] {1, 10, 100, 900}) {
        int p = 1000;
        double[] products = new double[4];
        for (int i = 0; i < p; i++) {
          boolean inside = i >= outside;
          double theta =
              (random.nextBoolean() ? 1 : -1)
                  * beta
                  * (inside ? Math.pow(random.nextDouble(), power) : 1 + 9 * random.nextDouble());
          double l1 = inside ? theta / beta : Math.signum(theta);
          double l2 = inside ? 2 * theta : 0;
          products[0] += l1 * l1;
          products[1] += l1 * l2;
          products[2] += l1 * l2;
          products[3] += l2 * l2;
        }
        double inflation = new NormalizedGram(products, 2).varianceInflation(0);
        double bound = (double) p / outside;
        // 1 − R² of 1e-3 at least, so rounding is below 1e-12 of the inflation.
        assertThat(inflation).isLessThanOrEqualTo(bound * (1 + 1e-9));
        if (power == 0) {
          assertThat(inflation).isCloseTo(bound, within(1e-9 * bound));
        }
      }
    }
  }

  @Test
  void constructor_boundsOutOfOrder_refused() {
    double[][] bad = {{0, 0.5}, {0.5, 0.4}, {0.5, 1.1}, {Double.NaN, 1}};
    for (double[] b : bad) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new QuadraticZoneBounds(b[0], b[1]))
          .withMessageContaining("were %s and %s", b[0], b[1]);
    }
    assertThat(new QuadraticZoneBounds(1, 1).classify(0.999)).isEqualTo(Identifiability.IDENTIFIED);
  }
}
