package io.lambdascope.benchmarks.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The figures that are made of times; not the times. */
class TurnsTest {

  @Test
  void quantile_ofHundred_isByRank() {
    Latencies hundred =
        new Latencies(DoubleStream.iterate(100, x -> x - 1).limit(100).boxed().toList(), 0);

    assertThat(hundred.quantile(0.5)).isEqualTo(50);
    assertThat(hundred.quantile(0.99)).isEqualTo(99);
    assertThat(hundred.quantile(1)).isEqualTo(100);
    assertThat(Latencies.NONE.quantile(0.5)).isNaN();
  }

  @Test
  void and_two_countsBoth() {
    Latencies both = new Latencies(List.of(3.0), 1).and(new Latencies(List.of(1.0, 2.0), 2));

    assertThat(both.seconds()).containsExactly(1.0, 2.0, 3.0);
    assertThat(both.failed()).isEqualTo(3);
  }

  @Test
  void slowdown_evenNumber_isTheMeanOfTheMiddleTwo() {
    assertThat(new Turns(List.of(4.0, 1.0, 2.0, 3.0), Latencies.NONE, 0).slowdown())
        .isEqualTo("2.500 (1.000 to 4.000)");
    assertThat(new Turns(List.of(3.0, 1.0, 2.0), Latencies.NONE, 0).slowdown())
        .isEqualTo("2.000 (1.000 to 3.000)");
  }

  @Test
  void steadyScrapes_ofAPageThatIsThere_areAnswered_ofNoneFail() throws Exception {
    Latencies there;
    URI gone;
    try (ConstantPage page = new ConstantPage(new byte[] {1})) {
      gone = page.url();
      there = atLeastTwo(gone);
    }

    assertThat(there.failed()).isZero();
    assertThat(there.seconds()).allMatch(seconds -> seconds > 0);
    Latencies none = atLeastTwo(gone);
    assertThat(none.seconds()).isEmpty();
    assertThat(none.failed()).isGreaterThanOrEqualTo(2);
  }

  private static Latencies atLeastTwo(URI page) throws InterruptedException {
    try (SteadyScrapes scrapes = new SteadyScrapes(page, 1000)) {
      Latencies so = scrapes.latencies();
      while (so.seconds().size() + so.failed() < 2) {
        Thread.onSpinWait();
        so = scrapes.latencies();
      }
      return so;
    }
  }
}
