package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which exchanges are ended, on a clock of the test's own. */
@Timeout(60)
class ExchangeThreadsTest {

  private static final int MAXIMUM = 3;

  private final AtomicLong now = new AtomicLong();
  private final ExchangeThreads threads =
      new ExchangeThreads(
          new ThreadLimits(1, MAXIMUM, Duration.ofSeconds(1)), TimeLimits.DEFAULT, now::get);
  private final CountDownLatch forGood = new CountDownLatch(1);

  @AfterEach
  void end() {
    forGood.countDown();
    threads.close();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** An exchange that goes on until it is ended. */
  private final class Slow implements Runnable {
    private final boolean answering;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Slow(boolean answering) {
      this.answering = answering;
      threads.execute(this);
    }

    @Override
    public void run() {
      if (answering) {
        threads.requestRead();
      }
      begun.countDown();
      try {
        forGood.await();
      } catch (InterruptedException e) {
        ended.countDown();
      }
    }

    boolean isEnded() {
      return ended.getCount() == 0;
    }
  }

  private Slow slow(boolean answering) throws InterruptedException {
    Slow slow = new Slow(answering);
    slow.begun.await();
    return slow;
  }

  @Test
  void execute_requestThatTakesTooLong_isEnded() throws Exception {
    Slow reading = slow(false);
    Slow answering = slow(true);
    pass(Duration.ofSeconds(11));

    reading.ended.await();
    assertThat(answering.isEnded()).isFalse();

    pass(Duration.ofSeconds(20));
    answering.ended.await();
  }

  @Test
  void execute_othersWait_slowestRequestIsEndedFirst() throws Exception {
    Slow first = slow(false);
    pass(Duration.ofMillis(10));
    Slow second = slow(false);
    Slow third = slow(false);
    pass(Duration.ofMillis(260));
    Slow waiting = new Slow(false);

    first.ended.await();
    waiting.begun.await();

    assertThat(List.of(second.isEnded(), third.isEnded(), waiting.isEnded()))
        .containsExactly(false, false, false);
  }

  @Test
  void execute_othersWait_answersAreGivenMoreTime() throws Exception {
    List<Slow> answers = List.of(slow(true), slow(true), slow(true));
    pass(Duration.ofMillis(900));
    Slow waiting = new Slow(true);
    pass(Duration.ofMillis(90));
    assertThat(answers).noneMatch(Slow::isEnded);

    pass(Duration.ofMillis(20));
    waiting.begun.await();

    assertThat(answers).filteredOn(Slow::isEnded).hasSize(1);
  }

  @Test
  void execute_nobodyWaits_isPatient() throws Exception {
    List<Slow> all = List.of(slow(false), slow(false), slow(false));
    pass(Duration.ofSeconds(9));
    AtomicInteger done = new AtomicInteger();
    // None is idle, so this one waits until one of those is ended, and only one has to be.
    threads.execute(done::incrementAndGet);

    await().untilAsserted(() -> assertThat(done).hasValue(1));
    assertThat(all).filteredOn(Slow::isEnded).hasSize(1);
  }

  @Test
  void execute_exchangeAfterOneThatWasEnded_isNotInterrupted() throws Exception {
    for (int i = 0; i < 20; i++) {
      Slow slow = slow(false);
      pass(Duration.ofSeconds(11));
      slow.ended.await();
      AtomicInteger interrupted = new AtomicInteger(-1);
      threads.execute(() -> interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0));
      await().untilAsserted(() -> assertThat(interrupted).hasValue(0));
    }
  }

  @Test
  void execute_moreThanMayWait_isTurnedAway() throws Exception {
    List<Slow> all = new ArrayList<>();
    for (int i = 0; i < MAXIMUM; i++) {
      all.add(slow(false));
    }
    for (int i = 0; i < ExchangeThreads.WAITING; i++) {
      all.add(new Slow(false));
    }

    assertThatThrownBy(() -> new Slow(false)).isInstanceOf(RejectedExecutionException.class);
    assertThat(all).noneMatch(Slow::isEnded);
  }

  @Test
  void requestTime_longerThanCanBeCounted_isRefused() {
    // As if to say "no limit". Counted, it would overflow, and no limit at all would hold.
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);

    assertThatThrownBy(() -> MetricsServer.builder().requestTime(forEver))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request time must not be longer than 292 years");
  }

  @Test
  void threadLimits_wrongNumbers_areRefused() {
    assertThatThrownBy(() -> new ThreadLimits(2, 1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("were minimum 2 and maximum 1");
    assertThatThrownBy(() -> new ThreadLimits(1, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keepAliveTime of threads must be longer than zero, was PT0S");
  }
}
