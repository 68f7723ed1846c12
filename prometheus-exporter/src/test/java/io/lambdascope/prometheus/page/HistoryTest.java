package io.lambdascope.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A bounded course of a run. */
class HistoryTest {

  private static double[] at(long iteration) {
    return new double[] {iteration, iteration * 0.5};
  }

  private static List<Long> iterations(List<Point> points) {
    return points.stream().map(point -> (long) point.iteration()).toList();
  }

  private static History of(int capacity, int points) {
    History history = new History(capacity);
    for (int i = 0; i < points; i++) {
      history.add(at(i));
    }
    return history;
  }

  @Test
  void add_full_dropsEverySecondAndKeepsTheFirst() {
    History history = of(4, 5);

    assertThat(iterations(history.since(-1))).containsExactly(0L, 2L, 4L);
    assertThat(history.thinnings()).isEqualTo(1);
  }

  @Test
  void since_givesWhatCameAfter() {
    History history = of(8, 6);
    long third = history.since(-1).get(2).sequence();

    assertThat(iterations(history.since(third))).containsExactly(3L, 4L, 5L);
    assertThat(history.since(history.since(-1).get(5).sequence())).isEmpty();
    assertThat(history.since(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void add_sameIteration_takesThePlaceOfTheLastAndIsNew() {
    History history = of(8, 3);
    long before = history.since(-1).get(2).sequence();

    history.add(new double[] {2, 7});

    assertThat(iterations(history.since(-1))).containsExactly(0L, 1L, 2L);
    assertThat(history.since(before)).hasSize(1);
    assertThat(history.since(before).get(0).values()).containsExactly(2, 7);
  }

  @Test
  void add_earlierIteration_takesThePlaceOfAllFromThereOn() {
    History history = of(8, 5);
    long before = history.since(-1).get(4).sequence();

    history.add(new double[] {2, 7});
    history.add(at(3));

    assertThat(iterations(history.since(-1))).containsExactly(0L, 1L, 2L, 3L);
    assertThat(history.since(-1).get(2).values()).containsExactly(2, 7);
    assertThat(iterations(history.since(before))).containsExactly(2L, 3L);
    assertThat(history.generation()).isEqualTo(1);
    assertThat(history.thinnings()).isZero();
  }

  @Test
  void add_beforeTheFirst_beginsAnew() {
    History history = of(4, 9);
    int generation = history.generation();

    history.add(new double[] {-0.5, 7});

    assertThat(iterations(history.since(-1))).hasSize(1);
    assertThat(history.generation()).isEqualTo(generation + 1);
  }

  @Property
  void add_anyOrder_staysBoundedAndIncreases_andReadersAreTold(
      @ForAll @Size(max = 300) List<@IntRange(max = 60) Integer> trained) {
    History history = new History(10);
    List<Long> read = new ArrayList<>();
    long since = -1;
    int generation = 0;
    for (int iteration : trained) {
      history.add(at(iteration));
      if (history.generation() != generation) {
        generation = history.generation();
        read.clear();
        since = -1;
      }
      for (Point point : history.since(since)) {
        // As the page does: the last point may come again.
        if (!read.isEmpty() && read.get(read.size() - 1) >= (long) point.iteration()) {
          read.remove(read.size() - 1);
        }
        read.add((long) point.iteration());
        since = point.sequence();
      }
      assertThat(read)
          .isEqualTo(iterations(history.since(-1)))
          .hasSizeLessThanOrEqualTo(10)
          .isSorted()
          .doesNotHaveDuplicates()
          .endsWith((long) iteration);
    }
  }

  @Property
  void add_anyNumber_staysBoundedInOrderAndFromTheBeginning(
      @ForAll @IntRange(min = 2, max = 50) int capacity,
      @ForAll @IntRange(min = 1, max = 3000) int points) {
    History history = of(capacity, points);
    List<Long> kept = iterations(history.since(-1));

    assertThat(kept).hasSizeLessThanOrEqualTo(capacity).isSorted().doesNotHaveDuplicates();
    assertThat(kept.get(0)).isZero();
    assertThat(kept.get(kept.size() - 1)).isEqualTo(points - 1);
    if (points > 2 * capacity) {
      // Thinned, but never to less than half.
      assertThat(kept).hasSizeGreaterThanOrEqualTo(capacity / 2);
      assertThat(history.thinnings()).isPositive();
    }
  }

  @Test
  void capacity_tooSmall_isRefused() {
    assertThatThrownBy(() -> new History(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2, was 1");
  }
}
