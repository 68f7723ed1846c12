package io.lambdascope.examples.experiment;

import io.lambdascope.examples.experiment.TaskLog.Done;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar of the work done, with the time that the rest will take as what was done has. Safe for
 * several threads.
 */
final class RunProgress implements AutoCloseable {

  /** Steps of the whole bar. */
  private static final int STEPS = 10_000;

  private static final int REDRAW_MILLIS = 500;

  /** Where nobody looks on, as in a file: a line now and then, none drawn over another. */
  private static final int LINE_MILLIS = 60_000;

  private static final int LINE_LENGTH = 120;

  private final Map<String, Double> shares = new HashMap<>();
  private final Map<String, Double> costs = new HashMap<>();
  private final double total;
  private final int tasks;
  private final ProgressBar bar;

  /**
   * Draws it.
   *
   * @param before what an earlier run has done already: no part of the bar's estimate of time
   */
  RunProgress(String name, List<Task> tasks, Map<String, Done> before, PrintStream out) {
    this.tasks = tasks.size();
    tasks.forEach(task -> costs.put(task.key(), task.cost()));
    this.total = costs.values().stream().mapToDouble(cost -> cost).sum();
    tasks.stream()
        .filter(task -> before.containsKey(task.key()))
        .forEach(task -> shares.put(task.key(), 1.0));
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(STEPS)
            .startsFrom(steps(), Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(isWatched() ? REDRAW_MILLIS : LINE_MILLIS)
            .setConsumer(
                isWatched()
                    ? new ConsoleProgressBarConsumer(out)
                    : new DelegatingProgressBarConsumer(out::println, LINE_LENGTH))
            .build();
  }

  /** Whether the console is a terminal: a bar that is drawn over itself is of use only there. */
  @SuppressWarnings("SystemConsoleNull") // the later versions' way is asked for too
  private static boolean isWatched() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      return true; // before Java 22, which had a console only where there was a terminal
    }
  }

  /** A task is so far. */
  synchronized void reach(Task task, double share) {
    shares.merge(task.key(), share, Math::max);
    bar.setExtraMessage(" %d of %d".formatted(finished(), tasks));
    bar.stepTo(steps());
  }

  /** How many tasks are done. */
  synchronized int finished() {
    return (int) shares.values().stream().filter(share -> share >= 1).count();
  }

  private long steps() {
    double done = 0;
    for (Map.Entry<String, Double> entry : shares.entrySet()) {
      done += entry.getValue() * costs.getOrDefault(entry.getKey(), 0.0);
    }
    return Math.round(done / total * STEPS);
  }

  @Override
  public void close() {
    bar.close();
  }
}
