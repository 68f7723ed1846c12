package io.lambdascope.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.ReferenceQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ObservationCodecTest {

  /** Any double: of every exponent, subnormal, of both zeros, infinite or not a number. */
  private static double any(Random random) {
    return Double.longBitsToDouble(random.nextLong());
  }

  private static double[] many(Random random, int length) {
    return random.longs(length).mapToDouble(Double::longBitsToDouble).toArray();
  }

  private static OptionalDouble maybe(Random random) {
    return random.nextBoolean() ? OptionalDouble.of(any(random)) : OptionalDouble.empty();
  }

  private static double[] square(Random random, int n, boolean symmetric) {
    double[] square = many(random, n * n);
    for (int i = 0; symmetric && i < n; i++) {
      for (int j = 0; j < i; j++) {
        square[i * n + j] = square[j * n + i];
      }
    }
    return square;
  }

  private static LoggedObservation logged(Random random, int r, int replicates) {
    List<OptionalDouble> shares = new ArrayList<>();
    for (int j = 0; random.nextBoolean() && shares.isEmpty() && j < r; j++) {
      for (int k = 0; k < r; k++) {
        shares.add(maybe(random));
      }
    }
    List<CauseMatch> attribution = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      if (random.nextBoolean()) {
        attribution.add(
            new CauseMatch(cause, many(random, r), any(random), any(random), any(random)));
      }
    }
    return new LoggedObservation(
        random.nextInt(),
        any(random),
        new Observation(
            new ReplicatedMatch(
                random.nextLong(),
                1 + random.nextInt(1000),
                square(random, r, random.nextBoolean()),
                many(random, r * replicates),
                square(random, replicates, random.nextBoolean())),
            any(random),
            any(random),
            new ReferenceQuality(
                maybe(random),
                maybe(random),
                maybe(random),
                random.nextBoolean(),
                any(random),
                random.nextLong()),
            shares,
            attribution));
  }

  @Property(tries = 500)
  void decoded_ofEncoded_theSameToTheLastBit(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int r,
      @ForAll @IntRange(min = 1, max = 4) int replicates)
      throws Exception {
    LoggedObservation logged = logged(new Random(seed), r, replicates);
    LoggedObservation back = ObservationCodec.decoded(ObservationCodec.encoded(logged));
    Observation expected = logged.observation();
    Observation actual = back.observation();
    assertThat(back.epoch()).isEqualTo(logged.epoch());
    assertThat(bits(back.loss())).isEqualTo(bits(logged.loss()));
    assertThat(actual.match().iteration()).isEqualTo(expected.match().iteration());
    assertThat(actual.match().equations()).isEqualTo(expected.match().equations());
    assertThat(bits(actual.match().gram())).isEqualTo(bits(expected.match().gram()));
    assertThat(bits(actual.match().crosses())).isEqualTo(bits(expected.match().crosses()));
    assertThat(bits(actual.match().products())).isEqualTo(bits(expected.match().products()));
    assertThat(bits(actual.deviationNorm())).isEqualTo(bits(expected.deviationNorm()));
    assertThat(bits(actual.referenceNorm())).isEqualTo(bits(expected.referenceNorm()));
    assertThat(actual.quality()).isEqualTo(expected.quality());
    assertThat(actual.quadraticZoneShares()).isEqualTo(expected.quadraticZoneShares());
    assertThat(actual.attribution()).hasSameSizeAs(expected.attribution());
    for (int k = 0; k < actual.attribution().size(); k++) {
      CauseMatch one = actual.attribution().get(k);
      CauseMatch other = expected.attribution().get(k);
      assertThat(one.cause()).isEqualTo(other.cause());
      assertThat(bits(one.cross())).isEqualTo(bits(other.cross()));
      assertThat(bits(one.partialEnergy())).isEqualTo(bits(other.partialEnergy()));
      assertThat(bits(one.energy())).isEqualTo(bits(other.energy()));
      assertThat(bits(one.product())).isEqualTo(bits(other.product()));
    }
  }

  private static long[] bits(double... values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(values[i]);
    }
    return bits;
  }
}
