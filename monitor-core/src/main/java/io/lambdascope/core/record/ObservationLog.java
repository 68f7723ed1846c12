package io.lambdascope.core.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a log of observations holds: the sufficient statistics of every observation of a run, from
 * which estimates are made again by any estimator ({@link Refit}). Immutable.
 *
 * <p>A log is one file, or two: when the newer one has grown to half of the bound it becomes {@code
 * NAME.1}, in place of the one before, and a new one is begun. Every prefix of a file can be read;
 * what comes after the last whole record is told and not guessed at.
 *
 * @param header what all observations have in common
 * @param observations in the order of their iterations
 * @param damages of the files, at most one each; empty for whole ones
 */
public record ObservationLog(
    LogHeader header, List<LoggedObservation> observations, List<Damage> damages) {

  /** Copies. */
  public ObservationLog {
    observations = List.copyOf(observations);
    damages = List.copyOf(damages);
  }

  /** The older of the two files of a log. */
  static Path older(Path log) {
    return log.resolveSibling(log.getFileName() + ".1");
  }

  /** Those of a log's two files that are there, the older first. */
  public static List<Path> files(Path log) {
    return Stream.of(older(log), log).filter(Files::exists).toList();
  }

  /**
   * Reads a log. Memory: that of its observations.
   *
   * @param log the newer file, which may be missing where there is an older
   * @throws java.nio.file.NoSuchFileException when there is neither
   * @throws IOException when a file cannot be read
   * @throws IllegalArgumentException when no file has a whole header, or the two are of different
   *     runs; names file and place
   */
  public static ObservationLog read(Path log) throws IOException {
    Optional<LogHeader> header = Optional.empty();
    List<LoggedObservation> observations = new ArrayList<>();
    List<Damage> damages = new ArrayList<>();
    List<Path> files = files(log);
    if (files.isEmpty()) {
      throw new NoSuchFileException(log.toString(), null, "there is no log of observations");
    }
    for (Path file : files) {
      LogFormat.Segment segment = LogFormat.read(file);
      segment.damage().ifPresent(damages::add);
      if (header.isPresent() && segment.header().isPresent() && !header.equals(segment.header())) {
        throw new IllegalArgumentException(
            "%s is of another run than %s; move it away".formatted(log.getFileName(), older(log)));
      }
      header = header.or(segment::header);
      long last = lastIteration(observations);
      segment.observations().stream().filter(o -> o.iteration() > last).forEach(observations::add);
    }
    return new ObservationLog(
        header.orElseThrow(() -> new IllegalArgumentException("nothing to read: " + damages)),
        observations,
        damages);
  }

  /** The last iteration there is; −1 in an empty log. */
  public long lastIteration() {
    return lastIteration(observations);
  }

  private static long lastIteration(List<LoggedObservation> observations) {
    return observations.isEmpty() ? -1 : observations.get(observations.size() - 1).iteration();
  }
}
