package io.lambdascope.examples.quickstart;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar with the loss and the first coefficient beside it. Drawn from the first snapshot
 * on, so that a run that cannot start leaves none; safe for the worker and the training thread.
 */
final class TrainingProgress implements Consumer<MonitorSnapshot>, AutoCloseable {

  private static final int REDRAW_MILLIS = 200;

  private final long iterations;
  private @Nullable ProgressBar bar;
  private boolean closed;

  TrainingProgress(long iterations) {
    this.iterations = iterations;
  }

  @Override
  public synchronized void accept(MonitorSnapshot snapshot) {
    if (closed) {
      return;
    }
    ProgressBar drawn = bar == null ? draw() : bar;
    Coefficient first = snapshot.estimate().orElseThrow().coefficient(0);
    drawn.setExtraMessage(
        String.format(
            Locale.ROOT,
            " loss %.3f  %s %.1e +- %.0e",
            snapshot.progress().loss(),
            snapshot.terms().get(0).regularizer(),
            first.value(),
            (first.upper() - first.lower()) / 2));
    drawn.stepTo(snapshot.progress().iterations());
  }

  private ProgressBar draw() {
    ProgressBar drawn =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(iterations)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .build();
    bar = drawn;
    return drawn;
  }

  /** Ends the bar, once. */
  @Override
  public synchronized void close() {
    if (bar != null && !closed) {
      bar.close();
    }
    closed = true;
  }
}
