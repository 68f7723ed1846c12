package io.lambdascope.examples.experiment;

import io.lambdascope.examples.experiment.TaskLog.Done;
import io.lambdascope.examples.figure.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of an experiment in one directory, from its tasks to its files. */
public final class ExperimentRun {

  /** What to do about a run that was broken off in the same directory. */
  public enum Start {
    /** Refuse to lose it. */
    FRESH,
    /** Go on with it. */
    RESUME,
    /** Begin anew. */
    RESTART,
  }

  private static final String TASKS = "tasks.jsonl";

  private final Experiment experiment;
  private final Settings settings;
  private final Path directory;
  private final String command;

  /**
   * A run.
   *
   * @param directory where its files go
   * @param command that makes it again, for the report
   */
  public ExperimentRun(Experiment experiment, Settings settings, Path directory, String command) {
    this.experiment = experiment;
    this.settings = settings;
    this.directory = directory;
    this.command = command;
  }

  /**
   * Does what is not done yet, and writes the files.
   *
   * @param threads how many tasks at once
   * @param only what the names of the tasks to do have in them; null for all
   * @param json where to write the results beside, if anywhere
   * @throws IllegalArgumentException before anything is written, when the directory or the run that
   *     is to go on are not as they must be
   * @throws IOException when a file cannot be written
   */
  public Results run(int threads, Start start, @Nullable String only, @Nullable Path json)
      throws IOException, InterruptedException {
    List<Task> all = experiment.tasks(settings);
    List<Task> tasks =
        only == null
            ? all
            : all.stream().filter(task -> (task.key() + ",").contains(only)).toList();
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "no task has '%s' in its name, given by --only; the first of them is '%s'"
              .formatted(only, all.get(0).key()));
    }
    ResultFiles.requireWritable(directory);
    if (json != null) {
      ResultFiles.requireWritableFile(json, "--json");
    }
    Map<String, Done> done;
    try (TaskLog log = log(start, all.size())) {
      runTasks(tasks, all.size(), log, threads);
      done = log.done();
    }
    Results results;
    Figure figure;
    try {
      results = results(all, done);
      figure = experiment.figure(results.cells());
    } catch (RuntimeException e) {
      throw new TaskFailedException(
          "findings or figure could not be made of what the tasks gave, which is kept: " + e, e);
    }
    ResultFiles.write(results, figure, directory);
    if (json != null) {
      ResultFiles.writeJson(results, json);
    }
    return results;
  }

  private TaskLog log(Start start, int tasks) throws IOException {
    Path file = directory.resolve(TASKS);
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("experiment", experiment.name());
    identity.put("revision", String.valueOf(experiment.revision()));
    identity.put("quick", String.valueOf(settings.quick()));
    identity.put("seeds", String.valueOf(settings.seeds()));
    identity.put("epochs", String.valueOf(settings.epochs()));
    identity.put("data", data());
    if (start == Start.RESUME && TaskLog.exists(file)) {
      return TaskLog.open(file, identity);
    }
    if (start == Start.RESUME) {
      System.err.printf("%s has no run to go on with; this one begins anew%n", directory);
    } else if (TaskLog.exists(file)) {
      TaskLog.requireReplaceable(file, start == Start.RESTART);
    }
    return TaskLog.create(file, identity, tasks);
  }

  private void runTasks(List<Task> tasks, int all, TaskLog log, int threads)
      throws InterruptedException {
    RunProgress progress = new RunProgress(experiment.name(), tasks, log.done(), System.err);
    Thread farewell =
        new Thread(
            () ->
                System.err.printf(
                    "%n%d of %d tasks are done and kept; --resume goes on from there%n",
                    log.done().size(), all));
    Runtime.getRuntime().addShutdownHook(farewell);
    try (progress) {
      new TaskRunner(threads, log, progress).run(tasks);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // it is being broken off just now, and the hook says so
      }
    }
  }

  private Results results(List<Task> tasks, Map<String, Done> done) {
    List<Cell> cells = new ArrayList<>();
    double seconds = 0;
    int missing = 0;
    for (Task task : tasks) {
      Done result = done.get(task.key());
      if (result == null) {
        missing++;
      } else {
        cells.addAll(result.cells());
        seconds += result.seconds();
      }
    }
    List<String> changes = new ArrayList<>(experiment.changes(settings));
    if (missing > 0) {
      changes.add("%d of %d tasks were not done (--only).".formatted(missing, tasks.size()));
    }
    return new Results(
        experiment.name(),
        experiment.title(),
        experiment.reproduces(),
        experiment.protocol(settings),
        changes,
        RunProvenance.here(command, settings.quick(), settings.seeds(), data(), seconds),
        cells,
        experiment.findings(cells));
  }

  private String data() {
    return settings.digits() == null ? "" : settings.digits().description();
  }
}
