package io.lambdascope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** The buffers go round; none is lost and none is made. */
class StepQueueTest {

  private static StepQueue<CapturedStep> queue(int capacity) {
    StepQueue<CapturedStep> queue = new StepQueue<>(capacity, "step-queue-test");
    queue.fill(() -> new CapturedStep(new CaptureNeeds(false, false, false), DataType.FLOAT, 1, 0));
    return queue;
  }

  private static CapturedStep acquire(StepQueue<CapturedStep> queue) {
    return Objects.requireNonNull(queue.acquire());
  }

  @Test
  void acquire_beyondCapacity_isNull() {
    try (StepQueue<CapturedStep> queue = queue(2)) {
      CapturedStep first = acquire(queue);
      acquire(queue);
      assertThat(queue.acquire()).isNull();
      assertThat(queue.depth()).isEqualTo(2);
      queue.release(first);
      assertThat(queue.acquire()).isSameAs(first);
    }
  }

  @Test
  void submit_taskThatThrows_givesTheBufferBack() throws InterruptedException {
    try (StepQueue<CapturedStep> queue = queue(1)) {
      try {
        queue
            .submit(
                acquire(queue),
                step -> {
                  throw new IllegalStateException("on purpose");
                })
            .get();
      } catch (ExecutionException e) {
        assertThat(e).hasRootCauseMessage("on purpose");
      }
      assertThat(queue.depth()).isZero();
    }
  }

  @Test
  void submit_afterClose_givesTheBufferBackAndDoesNothing()
      throws InterruptedException, ExecutionException {
    StepQueue<CapturedStep> queue = queue(1);
    CapturedStep step = acquire(queue);
    queue.close();
    List<CapturedStep> worked = new ArrayList<>();
    queue.submit(step, worked::add).get();
    assertThat(worked).isEmpty();
    assertThat(queue.depth()).isZero();
  }

  @Test
  void close_withSamplesWaiting_finishesThem() {
    StepQueue<CapturedStep> queue = queue(3);
    List<CapturedStep> worked = Collections.synchronizedList(new ArrayList<>());
    List<Future<?>> submitted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      submitted.add(queue.submit(acquire(queue), worked::add));
    }
    queue.close();
    assertThat(submitted).allMatch(Future::isDone);
    assertThat(worked).hasSize(3).doesNotHaveDuplicates();
    queue.close();
  }

  @Test
  void call_taskThatThrows_throwsTheSame() {
    try (StepQueue<CapturedStep> queue = queue(1)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  queue.call(
                      () -> {
                        throw new IllegalStateException("on purpose");
                      }))
          .withMessage("on purpose");
    }
  }

  /** Between two samples, so that the one it had taken is in no hands. */
  @Test
  void thread_lost_isReplacedAndItsBufferComesBack() throws InterruptedException {
    AtomicInteger faults = new AtomicInteger(1);
    AtomicInteger lost = new AtomicInteger();
    StepQueue<CapturedStep> queue =
        new StepQueue<>(
            2,
            "step-queue-test",
            () -> {
              if (faults.getAndDecrement() == 1) {
                throw new StopTheThread();
              }
            });
    queue.fill(() -> new CapturedStep(new CaptureNeeds(false, false, false), DataType.FLOAT, 1, 0));
    queue.onLostThread(lost::incrementAndGet);
    List<CapturedStep> worked = Collections.synchronizedList(new ArrayList<>());
    CapturedStep first = acquire(queue);
    CapturedStep second = acquire(queue);
    try (queue) {
      Future<?> ofTheFirst = queue.submit(first, worked::add);
      Future<?> ofTheSecond = queue.submit(second, worked::add);
      // Would wait for ever if what the thread had at work were not given up.
      assertThat(ofTheFirst).succeedsWithin(Duration.ofSeconds(30));
      assertThat(ofTheSecond).succeedsWithin(Duration.ofSeconds(30));
      assertThat(queue.depth()).isZero();
      acquire(queue);
      acquire(queue);
    }
    assertThat(worked).containsExactly(second);
    assertThat(lost).hasValue(1);
  }

  private static final class StopTheThread extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void close_byTheWorkerItself_doesNotWaitForItself() {
    StepQueue<CapturedStep> queue = queue(1);
    Future<?> work = queue.submit(acquire(queue), step -> queue.close());
    assertThat(work).succeedsWithin(Duration.ofSeconds(30)); // waits for 60 where it waits
  }
}
