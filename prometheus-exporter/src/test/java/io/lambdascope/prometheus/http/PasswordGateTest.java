package io.lambdascope.prometheus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lambdascope.prometheus.http.PasswordGate.Decision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and how many slow hashes that costs. */
@Timeout(60)
class PasswordGateTest {

  private static final long HASH_NANOS = 200_000_000;

  private final AtomicLong now = new AtomicLong(1);
  private final AtomicInteger hashes = new AtomicInteger();
  private final PasswordGate gate = new PasswordGate("prometheus", this::hash, true, now::get);

  /** Takes its time on the test's clock. */
  private boolean hash(String password) {
    hashes.incrementAndGet();
    now.addAndGet(HASH_NANOS);
    return password.equals("open sesame");
  }

  private static String basic(String nameAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void decide_rightPassword_entersAndIsHashedOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(gate.decide(basic("prometheus:open sesame"))).isEqualTo(Decision.ENTER);
    }
    assertThat(hashes).hasValue(1);
  }

  @Test
  void decide_sameWrongPassword_isRefusedAndHashedOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(gate.decide(basic("prometheus:open barley"))).isEqualTo(Decision.REFUSE);
    }
    assertThat(hashes).hasValue(1);
  }

  @Test
  void decide_unknownUser_costsTheSameAndIsAnsweredTheSame() {
    assertThat(gate.decide(basic("alibaba:open sesame"))).isEqualTo(Decision.REFUSE);
    assertThat(hashes).hasValue(1);
  }

  @Test
  void decide_manyWrongPasswords_hashTakesATenthOfTheTime() {
    long began = now.get();
    for (int i = 0; i < 10_000; i++) {
      now.addAndGet(1_000_000);
      assertThat(gate.decide(basic("prometheus:guess " + i))).isNotEqualTo(Decision.ENTER);
    }
    long took = now.get() - began;

    // 10 s of guessing and the hashes themselves: one in every 2 s.
    assertThat(hashes.get() * HASH_NANOS).isBetween(took / 11, took / 9);
  }

  @Test
  void decide_whileGuessed_whoWasLetInStillEnters() {
    gate.decide(basic("prometheus:open sesame"));
    gate.decide(basic("prometheus:guess"));

    assertThat(gate.decide(basic("prometheus:another guess"))).isEqualTo(Decision.LATER);
    assertThat(gate.decide(basic("prometheus:open sesame"))).isEqualTo(Decision.ENTER);
  }

  @Test
  void decide_afterTheRest_rightPasswordEnters() {
    gate.decide(basic("prometheus:guess"));
    assertThat(gate.decide(basic("prometheus:open sesame"))).isEqualTo(Decision.LATER);

    now.addAndGet(9 * HASH_NANOS);

    assertThat(gate.decide(basic("prometheus:open sesame"))).isEqualTo(Decision.ENTER);
  }

  @Test
  void decide_fastHash_isNeverPutOff() {
    PasswordGate fast = new PasswordGate("prometheus", this::hash, false, now::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(fast.decide(basic("prometheus:guess " + i))).isEqualTo(Decision.REFUSE);
    }
    assertThat(fast.decide(basic("prometheus:open sesame"))).isEqualTo(Decision.ENTER);
  }

  @Test
  void decide_manyAtOnce_oneIsHashedAndFewWait() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    PasswordGate slow =
        new PasswordGate(
            "prometheus",
            password -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              begun.countDown();
              awaitUnchecked(goOn);
              atOnce.decrementAndGet();
              return false;
            },
            true,
            now::get);
    ExecutorService clients = Executors.newFixedThreadPool(20);
    try {
      Future<Decision> first = clients.submit(() -> slow.decide(basic("prometheus:first")));
      begun.await();
      List<Future<Decision>> others = new ArrayList<>();
      for (int i = 0; i < 19; i++) {
        String said = "prometheus:guess " + i;
        others.add(clients.submit(() -> slow.decide(basic(said))));
      }
      // All but the two that wait beside the first are answered while it is still hashed.
      await().until(() -> others.stream().filter(Future::isDone).count() == 17);
      goOn.countDown();

      assertThat(first.get()).isEqualTo(Decision.REFUSE);
      assertThat(most).hasValue(1);
    } finally {
      clients.shutdownNow();
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic ???",
        "Basic b3BlbiBzZXNhbWU=",
        "Bearer cHJvbWV0aGV1czpvcGVuIHNlc2FtZQ==",
        "prometheus:open sesame"
      })
  void decide_nothingToCheck_isRefusedWithoutHash(@Nullable String header) {
    assertThat(gate.decide(header)).isEqualTo(Decision.REFUSE);
    assertThat(hashes).hasValue(0);
  }

  @Test
  void decide_veryLongHeader_isRefusedWithoutHash() {
    assertThat(gate.decide(basic("prometheus:" + "a".repeat(10_000)))).isEqualTo(Decision.REFUSE);
    assertThat(hashes).hasValue(0);
  }

  @Test
  void decide_colonInPassword_belongsToThePassword() {
    PasswordGate colons = new PasswordGate("a", "b:c"::equals, false, now::get);

    assertThat(colons.decide(basic("a:b:c"))).isEqualTo(Decision.ENTER);
    assertThat(colons.decide("BASIC " + basic("a:b:c").substring(6))).isEqualTo(Decision.ENTER);
  }
}
