package io.lambdascope.dl4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bucket against runs whose costs are known. */
class OverheadBudgetTest {

  private static final long MILLI = 1_000_000;

  /** The first samples are over by then, those that are cheap enough to be over at all. */
  private static final int WARM_UP = 200;

  private static Pace pace(double fraction) {
    return new OverheadBudget(fraction).start(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void fraction_outsideItsRange_isRefusedWithTheRange(double fraction) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OverheadBudget(fraction))
        .withMessageContaining("above 0 and at most 1")
        .withMessageContaining(Double.toString(fraction))
        .withMessageContaining("stride(n)");
  }

  /**
   * With costs that vary by half either way, the share after the first samples stays within the
   * budget, and uses it where there is room. Above by what one sample was dearer than expected at
   * most: its cost over the time trained.
   */
  @Property(tries = 200, seed = "20261124")
  void share_anyCostAndBudget_isWithinTheBudgetAndUsesIt(
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double fraction,
      @ForAll @LongRange(min = 1, max = 50) long iterationMillis,
      @ForAll @DoubleRange(min = 0.2, max = 30) double costInIterations,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    Random random = new Random(seed);
    double mean = costInIterations * iterationMillis * MILLI;
    SimulatedRun run =
        new SimulatedRun(
            pace(fraction),
            iterationMillis * MILLI,
            (sample, share) -> Math.round(mean * (0.5 + random.nextDouble())));
    run.train(WARM_UP).shareAndReset();
    // Time for at least twenty samples, with what the first ones owe: a tenth of the budget.
    long iterations = Math.round(Math.max(2000, 40 * (costInIterations + 1) / fraction));
    run.train(iterations);
    double sample = (1.5 * mean + SimulatedRun.CALLBACK_NANOS) / run.trainingNanos;
    double share = run.shareAndReset();
    assertThat(share).isLessThanOrEqualTo(fraction + sample);
    // At most every iteration is sampled, and a worker has a share of 1 at most.
    double possible =
        Math.min(1, (mean + SimulatedRun.CALLBACK_NANOS) / (double) (iterationMillis * MILLI));
    // A tenth pays back; while what is there does not cover another sample, it waits.
    assertThat(share).isGreaterThan(0.8 * Math.min(fraction, possible) - 2 * sample);
  }

  @Test
  void firstIteration_anyBudget_isSampled() {
    SimulatedRun run = new SimulatedRun(pace(0.001), MILLI, (sample, share) -> 1000 * MILLI);
    run.train(1);
    assertThat(run.sampled).containsExactly(0L);
  }

  /** What loading classes costs at first must not be taken for what samples cost. */
  @Test
  void firstSample_hundredTimesDearer_doesNotKeepTheMonitorFromLooking() {
    SimulatedRun run =
        new SimulatedRun(
            pace(0.05), MILLI, (sample, share) -> sample == 0 ? 500 * MILLI : 5 * MILLI);
    run.train(2000);
    // A sample in 5.05/(0.9 · 0.05) = 112 iterations from the second on, at iteration 508.
    assertThat(run.sampled).hasSizeBetween(12, 18);
  }

  /** And yet the whole run comes within the budget, once the first samples are paid back. */
  @Test
  void firstSample_hundredTimesDearer_isPaidBack() {
    SimulatedRun run =
        new SimulatedRun(
            pace(0.05), MILLI, (sample, share) -> sample == 0 ? 500 * MILLI : 5 * MILLI);
    // 510 ms owed at 0.005 ms an iteration: 102,000 iterations.
    run.train(110_000);
    assertThat((double) run.monitorNanos / run.trainingNanos).isLessThanOrEqualTo(0.05);
  }

  @Test
  void costs_growTenfoldInMidRun_strideFollows() {
    SimulatedRun run =
        new SimulatedRun(pace(0.1), MILLI, (sample, share) -> sample < 100 ? MILLI : 10 * MILLI);
    run.train(20_000).shareAndReset();
    run.train(20_000);
    assertThat(run.shareAndReset()).isCloseTo(0.1, within(0.005));
  }

  /** A pause of the JVM in one of them does not change what samples are expected to cost. */
  @Test
  void stride_oneOutlierAmongSamples_isNotMoved() {
    Pace pace = pace(0.1);
    SimulatedRun run =
        new SimulatedRun(pace, MILLI, (sample, share) -> sample == 50 ? 300 * MILLI : 2 * MILLI);
    while (run.sampled.size() < 53) {
      run.train(1);
    }
    // (2 + 0.05) ms over a tenth of 1 ms.
    assertThat(pace.stride()).isCloseTo(20.5, within(1e-6));
  }

  @Test
  void bucket_afterATimeWithoutSamples_isFollowedByNoBurst() {
    Pace pace = pace(0.1);
    for (int i = 0; i < 3; i++) {
      assertThat(pace.isDue(i * 10L)).isTrue();
      pace.began();
      pace.ended(0, 10 * MILLI);
      for (int k = 0; k < 10; k++) {
        pace.trained(MILLI);
      }
      if (i == 1) {
        break; // as dear as the first: no more first samples
      }
    }
    for (int i = 0; i < 100_000; i++) {
      pace.trained(MILLI);
    }
    int taken = 0;
    for (long i = 1_000_000; i < 1_000_010; i++) {
      if (pace.isDue(i)) {
        pace.began();
        taken++;
      }
    }
    assertThat(taken).isEqualTo(2);
  }

  @Test
  void isDue_askedAgainForAnIteration_answersTheSame() {
    Pace pace = pace(0.1);
    assertThat(pace.isDue(0)).isTrue();
    pace.began();
    assertThat(pace.isDue(0)).isTrue();
    assertThat(pace.concerns(0)).isTrue();
    pace.trained(MILLI);
    assertThat(pace.isDue(1)).isFalse();
    assertThat(pace.concerns(1)).isFalse();
  }

  @Test
  void dropped_sample_givesItsPlaceBack() {
    Pace pace = pace(0.1);
    for (int i = 0; i < 20; i++) {
      assertThat(pace.isDue(i)).isTrue();
      pace.began();
      pace.dropped();
      pace.trained(MILLI);
    }
  }

  /** 40 ms a sample at full size, 5% of 1 ms: 800 iterations apart, cut to an eighth: 100. */
  @Test
  void probe_samplesTooFarApart_isCutToTheSmallestAndNotBelow() {
    Pace pace = new OverheadBudget(0.05).start(1.0 / 8);
    SimulatedRun run = new SimulatedRun(pace, MILLI, (sample, share) -> 40 * MILLI * share / 1000);
    run.train(20_000);
    assertThat(pace.probeShare()).isEqualTo(1.0 / 8);
    assertThat(run.shareAndReset()).isLessThan(0.06);
    // Ten times dearer: there is nothing more to cut.
    Pace dear = new OverheadBudget(0.05).start(1.0 / 8);
    new SimulatedRun(dear, MILLI, (sample, share) -> 400 * MILLI * share / 1000).train(20_000);
    assertThat(dear.probeShare()).isEqualTo(1.0 / 8);
  }

  @Test
  void probe_thatIsNotToBeCut_isNot() {
    Pace pace = pace(0.05);
    new SimulatedRun(pace, MILLI, (sample, share) -> 40 * MILLI).train(20_000);
    assertThat(pace.probeShare()).isEqualTo(1);
  }

  @Test
  void probe_whenSamplesGetCheap_isWholeAgain() {
    Pace pace = new OverheadBudget(0.05).start(1.0 / 8);
    SimulatedRun run =
        new SimulatedRun(
            pace, MILLI, (sample, share) -> (sample < 20 ? 40 : 2) * MILLI * share / 1000);
    run.train(1500);
    assertThat(pace.probeShare()).isLessThan(0.3);
    run.train(20_000);
    assertThat(pace.probeShare()).isEqualTo(1);
  }

  /** Just beyond the bound at one size and within it at the next: it stays. */
  @Test
  void probe_atTheBound_doesNotGoToAndFro() {
    Pace pace = new OverheadBudget(0.05).start(1.0 / 8);
    Random random = new Random(1);
    SimulatedRun run =
        new SimulatedRun(
            pace,
            MILLI,
            (sample, share) ->
                Math.round(5.5 * MILLI * share / 1000 * (0.9 + 0.2 * random.nextDouble())));
    run.train(2000);
    assertThat(pace.probeShare()).isEqualTo(0.5);
    for (int i = 0; i < 100; i++) {
      run.train(200);
      assertThat(pace.probeShare()).isEqualTo(0.5);
    }
  }
}
