package io.lambdascope.examples.experiment;

import io.lambdascope.examples.experiment.TaskLog.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs tasks on several threads, each wholly on one of them, with one native thread and a random
 * generator that is seeded for it: what it gives does not depend on how many run beside it.
 */
final class TaskRunner {

  private final int threads;
  private final TaskLog log;
  private final RunProgress progress;

  TaskRunner(int threads, TaskLog log, RunProgress progress) {
    this.threads = threads;
    this.log = log;
    this.progress = progress;
  }

  /**
   * Runs those that the log has not, the costly ones first so that no thread is left with one at
   * the end.
   *
   * @throws TaskFailedException when any failed, once all others are done and kept; at once when
   *     nothing can be kept any more
   */
  void run(List<Task> tasks) throws InterruptedException {
    Map<String, Done> done = log.done();
    List<Task> left = new ArrayList<>(tasks);
    left.removeIf(task -> done.containsKey(task.key()));
    left.sort((a, b) -> Double.compare(b.cost(), a.cost()));
    Nd4j.getBackend(); // loaded by one thread, before several ask for it at once
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "experiment");
              thread.setDaemon(true);
              return thread;
            });
    try {
      ExecutorCompletionService<Void> finished = new ExecutorCompletionService<>(pool);
      for (Task task : left) {
        finished.submit(() -> run(task));
      }
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        try {
          finished.take().get();
        } catch (ExecutionException e) {
          failures.add(e.getCause());
          if (e.getCause() instanceof UncheckedIOException) {
            break;
          }
        }
      }
      if (!failures.isEmpty()) {
        throw failed(failures, tasks.size());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private TaskFailedException failed(List<Throwable> failures, int tasks) {
    return new TaskFailedException(
        "%s (%d of %d tasks are done and kept, %d failed; --resume tries again)"
            .formatted(failures.get(0).getMessage(), log.done().size(), tasks, failures.size()),
        failures.get(0));
  }

  private List<Cell> work(Task task) {
    try {
      return task.work().run(share -> progress.reach(task, share));
    } catch (Exception | LinkageError | AssertionError | OutOfMemoryError e) {
      throw new TaskFailedException("'%s' failed: %s".formatted(task.key(), e), e);
    }
  }

  private Void run(Task task) {
    long start = System.nanoTime();
    Nd4j.getRandom().setSeed(task.key().hashCode());
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    List<Cell> cells = work(task);
    try {
      log.add(task.key(), new Done(cells, (System.nanoTime() - start) / 1e9));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "what '%s' gave could not be kept: %s".formatted(task.key(), ResultFiles.reason(e)), e);
    }
    progress.reach(task, 1);
    return null;
  }
}
