package io.lambdascope.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.Status;
import io.lambdascope.prometheus.ScriptedRun;
import io.lambdascope.prometheus.Snapshots;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What speaks against trusting a snapshot. That the page says so is tested with the page. */
class WarningsTest {

  private static List<String> titles(MonitorSnapshot snapshot, Duration still) {
    return Warnings.of(snapshot, still).stream().map(Warning::title).toList();
  }

  private static MonitorSnapshot at(MonitorSnapshot s, Progress progress) {
    return new MonitorSnapshot(
        s.identity(),
        s.terms(),
        s.status(),
        progress,
        s.samples(),
        s.latest(),
        s.skips(),
        s.failures(),
        s.workload());
  }

  @Test
  void nothingWrong_isSilent() {
    assertThat(titles(new ScriptedRun().to(50).snapshot(), Duration.ofSeconds(59))).isEmpty();
    assertThat(titles(new ScriptedRun().snapshot(), Duration.ofDays(1))).isEmpty();
  }

  @Test
  void standingStill_isSaidOfARunThatHasNotEnded() {
    ScriptedRun run = new ScriptedRun().to(50);
    assertThat(titles(run.snapshot(), Duration.ofSeconds(60)))
        .containsExactly("Training stands still");
    assertThat(titles(run.status(Status.CLOSED).snapshot(), Duration.ofSeconds(60))).isEmpty();
  }

  @Test
  void lateSample_isSaidFromTenStridesAndAHundredIterations() {
    MonitorSnapshot sampled = new ScriptedRun().to(50).snapshot();
    assertThat(titles(at(sampled, new Progress(151, 150, 0, 1)), Duration.ZERO)).isEmpty();
    assertThat(titles(at(sampled, new Progress(152, 151, 0, 1)), Duration.ZERO))
        .containsExactly("No observation for long");
    assertThat(titles(at(Snapshots.empty(), new Progress(101, 100, 0, 1)), Duration.ZERO))
        .containsExactly("No observation for long");
  }

  @Test
  void lossNotFinite_isSaid() {
    MonitorSnapshot sampled = new ScriptedRun().to(50).snapshot();
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(titles(at(sampled, new Progress(51, 50, 0, loss)), Duration.ZERO))
          .containsExactly("The loss is not finite");
    }
  }

  @Test
  void notSupported_forTheSameReason_isSaidOnce() {
    assertThat(titles(Snapshots.running(), Duration.ZERO))
        .filteredOn(title -> title.contains("supported"))
        .containsExactly("l1/layer_0 is not supported as an explanation");
    assertThat(titles(new ScriptedRun().to(9).allNotSupported().snapshot(), Duration.ZERO))
        .containsExactly("l2, l1/layer_0, gradient_norm are not supported as an explanation");
  }

  @Test
  void titles_stayTheSameWhileNumbersChange() {
    ScriptedRun run = new ScriptedRun().to(50).etaCurvature(2.5).drift(40);
    List<String> before = titles(run.snapshot(), Duration.ofSeconds(61));
    List<String> after = titles(run.to(60).etaCurvature(3).snapshot(), Duration.ofSeconds(99));
    assertThat(before).isEqualTo(after).hasSize(3);
  }
}
