package io.lambdascope.dl4j;

import io.lambdascope.core.monitor.Monitor;
import io.lambdascope.core.monitor.MonitorBuilder;
import io.lambdascope.core.monitor.MonitorState;
import io.lambdascope.core.record.Aside;
import io.lambdascope.core.record.LogHeader;
import io.lambdascope.core.record.LoggedObservation;
import io.lambdascope.core.record.ObservationLog;
import io.lambdascope.core.record.ObservationLogWriter;
import io.lambdascope.core.record.StateFile;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a monitor that goes on where one of an earlier process stopped: from its saved state, and
 * from what the log of observations has beyond that. What cannot be gone on from is named in the
 * log and kept aside.
 */
final class Resumption {

  private static final Logger log = LoggerFactory.getLogger(Resumption.class);

  private final Keeping keeping;
  private final LogHeader header;
  private final long iterationsDone;

  /**
   * For a listener.
   *
   * @param header of the observations to come
   * @param iterationsDone how many iterations the model has done
   */
  Resumption(Keeping keeping, LogHeader header, long iterationsDone) {
    this.keeping = keeping;
    this.header = header;
    this.iterationsDone = iterationsDone;
  }

  /**
   * Builds the monitor and saves its state, so that a restart is counted before the first sample.
   *
   * @param settings starts a builder, which may be asked for more than once
   * @throws IllegalArgumentException when a file or directory cannot be written, or is another
   *     run's; says which and what to do
   */
  Monitor monitor(Supplier<MonitorBuilder> settings, List<Consumer<MonitorSnapshot>> subscribers) {
    Optional<ObservationLogWriter> writer = keeping.log().map(this::open);
    try {
      MonitorBuilder builder = settings.get();
      subscribers.forEach(builder::subscriber);
      writer.ifPresent(builder::recorder);
      Optional<StateFile> file = keeping.directory().map(this::stateFile);
      file.ifPresent(f -> builder.stateStore(f, Monitor.DEFAULT_SAMPLES_TO_SAVE));
      MonitorState before = caughtUp(settings, before(settings, file));
      if (before != null) {
        builder.goOnFrom(before);
        log.info(
            "The monitor of run {} goes on after iteration {} with {} samples; its restart {}",
            header.identity().run(),
            before.lastIteration(),
            before.samples(),
            before.restarts() + 1);
      }
      Monitor monitor = builder.build();
      monitor.saveState();
      return monitor;
    } catch (RuntimeException | Error e) {
      writer.ifPresent(Resumption::closeQuietly);
      throw e;
    }
  }

  private static void closeQuietly(ObservationLogWriter writer) {
    try {
      writer.close();
    } catch (IOException e) {
      log.debug("A log of observations was not closed", e);
    }
  }

  private ObservationLogWriter open(Path path) {
    try {
      ObservationLogWriter writer = ObservationLogWriter.open(path, header, keeping.maxLogBytes());
      if (iterationsDone > 0 || writer.lastIteration() < 0) {
        return writer;
      }
      writer.close();
      for (Path part : ObservationLog.files(path)) {
        Path aside = Aside.move(part, "earlier");
        log.warn(
            "The model is at iteration 0 and {} is of an earlier run of the same name: moved to {}",
            part,
            aside);
      }
      return ObservationLogWriter.open(path, header, keeping.maxLogBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          ("the log of observations %s cannot be read or written (%s); give record() a file in a"
                  + " directory that exists and can be written to")
              .formatted(path, e),
          e);
    }
  }

  private StateFile stateFile(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "resume() needs a directory that is there or can be made, was given %s (%s)"
              .formatted(directory, e),
          e);
    }
    return StateFile.in(directory, header.identity());
  }

  /** The state to go on from; null when there is none that can be. */
  private @Nullable MonitorState before(
      Supplier<MonitorBuilder> settings, Optional<StateFile> file) {
    if (keeping.file().isPresent()) {
      return given(settings, keeping.file().get());
    }
    return file.map(f -> resumed(settings, f)).orElse(null);
  }

  private @Nullable MonitorState given(Supplier<MonitorBuilder> settings, Path path) {
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "restoreState() needs a file of saveState(), there is none to be read at " + path);
    }
    try {
      MonitorState state = new StateFile(path).load().orElse(null);
      if (state != null) {
        settings.get().goOnFrom(state).build();
        if (iterationsDone == 0 && state.samples() > 0) {
          throw new IllegalArgumentException(
              "the state is of iteration %d, and the model is at iteration 0; read the model from the"
                      .formatted(state.lastIteration())
                  + " file that was saved with the state");
        }
      }
      return state;
    } catch (IOException | RuntimeException e) {
      log.warn("The monitor starts afresh, since {} cannot be gone on from", path, e);
      return null;
    }
  }

  private @Nullable MonitorState resumed(Supplier<MonitorBuilder> settings, StateFile file) {
    String why;
    @Nullable Exception cause = null;
    try {
      Optional<MonitorState> state = file.load();
      if (state.isEmpty()) {
        return null;
      }
      if (iterationsDone > 0 || state.get().samples() == 0) {
        settings.get().goOnFrom(state.get()).build();
        return state.get();
      }
      why = "earlier";
    } catch (IOException | RuntimeException e) {
      why = "refused";
      cause = e;
    }
    try {
      log.warn(
          "The state {} is {}: it was moved to {}, and the monitor starts afresh",
          file.path(),
          cause == null ? "that of an earlier run, and the model at iteration 0" : "refused",
          Aside.move(file.path(), why),
          cause);
    } catch (IOException e) {
      log.warn("The state {} is refused and could not be moved", file.path(), e);
    }
    return null;
  }

  /** The state with what the log has beyond it. */
  private @Nullable MonitorState caughtUp(
      Supplier<MonitorBuilder> settings, @Nullable MonitorState state) {
    if (keeping.log().isEmpty()) {
      return state;
    }
    long last = state == null ? -1 : state.lastIteration();
    List<LoggedObservation> missing;
    try {
      missing =
          ObservationLog.read(keeping.log().get()).observations().stream()
              .filter(logged -> logged.iteration() > last)
              .toList();
    } catch (IOException e) {
      log.warn("The log of observations cannot be read again", e);
      return state;
    }
    if (missing.isEmpty()) {
      return state;
    }
    MonitorBuilder builder = settings.get();
    Monitor catchingUp = (state == null ? builder : builder.goOnFrom(state)).build();
    for (LoggedObservation logged : missing) {
      catchingUp.observe(
          logged.observation(), new Progress(0, logged.iteration(), logged.epoch(), logged.loss()));
    }
    log.info(
        "{} observations of {} were made after the state was saved, and are taken from there",
        missing.size(),
        keeping.log().get());
    return catchingUp.state().withRestarts(state == null ? 0 : state.restarts());
  }
}
