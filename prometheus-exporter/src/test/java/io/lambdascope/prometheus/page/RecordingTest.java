package io.lambdascope.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.Status;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of a monitor, on a clock moved by hand. */
class RecordingTest {

  private final ScriptedRun run = new ScriptedRun();
  private final AtomicLong nanos = new AtomicLong();
  private final Recording recording = new Recording(run, nanos::get);

  private void after(Duration time, long iteration) {
    nanos.addAndGet(time.toNanos());
    run.to(iteration);
    recording.look();
  }

  private List<Long> kept() {
    return recording.view(-1).points().stream().map(p -> (long) p.iteration()).toList();
  }

  @Test
  void look_beforeTraining_keepsNothing() {
    recording.look();
    assertThat(kept()).isEmpty();
    assertThat(recording.view(-1).state().sample().taken()).isFalse();
  }

  @Test
  void look_soonerThanTheSpacing_keepsTheFirstOnly() {
    after(Duration.ZERO, 0);
    after(Duration.ofMillis(60), 1);
    after(Duration.ofMillis(60), 2);
    assertThat(kept()).containsExactly(0L, 2L);
  }

  @Test
  void look_nothingMoved_keepsNoMore() {
    after(Duration.ZERO, 0);
    after(Duration.ofSeconds(5), 0);
    assertThat(recording.view(-1).points()).hasSize(1);
    assertThat(recording.view(-1).state().stillSeconds()).isEqualTo(5);
  }

  @Test
  void look_movedWithinTheSpacing_isKeptLater() {
    after(Duration.ZERO, 0);
    after(Duration.ofMillis(1), 1);
    after(Duration.ofMillis(200), 1);
    assertThat(kept()).containsExactly(0L, 1L);
  }

  @Test
  void look_ended_keepsTheLastStateAtOnce() {
    after(Duration.ZERO, 0);
    run.status(Status.CLOSED);
    after(Duration.ofMillis(1), 1);
    assertThat(kept()).containsExactly(0L, 1L);
  }

  @Test
  void look_setBack_isKeptAtOnceInPlaceOfWhatFollowed() {
    after(Duration.ZERO, 0);
    after(Duration.ofSeconds(1), 50);
    after(Duration.ofSeconds(1), 100);
    int before = recording.view(-1).generation();

    after(Duration.ofMillis(1), 40);
    assertThat(kept()).containsExactly(0L, 40L);
    after(Duration.ofSeconds(1), 51);

    assertThat(kept()).containsExactly(0L, 40L, 51L);
    assertThat(recording.view(-1).generation()).isEqualTo(before + 1);
    assertThat(recording.view(-1).state().warnings())
        .contains(
            new Warning(
                "Training was set back",
                "It is at iteration 51; the last sample is of iteration 100, of the course that was"
                    + " given up. The estimates stand still until training is past it."));

    after(Duration.ofSeconds(1), 101);
    assertThat(recording.view(-1).state().warnings()).isEmpty();
  }

  @Test
  void view_betweenPoints_tellsTheStateOfNow() {
    after(Duration.ZERO, 0);
    nanos.addAndGet(1);
    run.to(1);

    Recording.View view = recording.view(-1);

    assertThat(view.points()).hasSize(1);
    assertThat(view.state().iteration()).isEqualTo(1);
    assertThat(view.current()[Columns.ITERATION]).isEqualTo(1);
  }

  @Test
  void look_longRun_spacingDoublesAndTheBeginningStays() {
    for (int i = 0; i <= 2 * Recording.POINTS; i++) {
      after(Duration.ofMillis(100), i);
    }
    assertThat(recording.spacing()).isEqualTo(Recording.FIRST_SPACING.multipliedBy(4));
    List<Long> kept = kept();
    assertThat(kept).hasSizeLessThanOrEqualTo(Recording.POINTS).startsWith(0L);
    // Of even resolution but for where the spacing has just changed.
    assertThat(IntStream.range(1, kept.size()).mapToLong(i -> kept.get(i) - kept.get(i - 1)))
        .allSatisfy(gap -> assertThat(gap).isBetween(2L, 4L));
  }

  @Test
  void memory_manyTerms_isBoundedByTheNumbers() {
    List<Term> terms = IntStream.range(0, 1000).mapToObj(j -> Term.of("r" + j)).toList();
    ScriptedRun wide = new ScriptedRun(Snapshots.IDENTITY, terms);
    Recording recordingOfMany = new Recording(wide, nanos::get);
    for (int i = 0; i < 500; i++) {
      nanos.addAndGet(Duration.ofSeconds(100).toNanos());
      wide.to(i);
      recordingOfMany.look();
    }
    Recording.View view = recordingOfMany.view(-1);
    assertThat(view.points().size() * view.columns().all().size())
        .isLessThanOrEqualTo(Recording.NUMBERS);
    assertThat(view.points()).hasSizeGreaterThan(50);
  }

  @Test
  void onsets_manyDrifts_lastOnesAreKeptAndOneIsNotTwice() {
    for (int i = 0; i < 70; i++) {
      run.to(10L * i).drift(10L * i - 5);
      recording.look();
      recording.look();
    }
    List<Onset> onsets = recording.view(-1).onsets();
    assertThat(onsets).hasSize(Onsets.EACH_TERM);
    assertThat(onsets.get(Onsets.EACH_TERM - 1).onset()).isEqualTo(685);
    assertThat(onsets).extracting(Onset::detected).doesNotHaveDuplicates().isSorted();
  }
}
