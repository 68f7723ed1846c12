package io.lambdascope.dl4j;

import io.lambdascope.core.record.ObservationLogWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a listener is to keep outside its process.
 *
 * @param log the log of observations
 * @param maxLogBytes its bound
 * @param directory where the state is saved and gone on from
 * @param file a state to go on from
 */
record Keeping(
    Optional<Path> log, long maxLogBytes, Optional<Path> directory, Optional<Path> file) {

  static final Keeping NOTHING =
      new Keeping(
          Optional.empty(),
          ObservationLogWriter.DEFAULT_MAX_BYTES,
          Optional.empty(),
          Optional.empty());

  Keeping withLog(Path path, long maxBytes) {
    return new Keeping(Optional.of(path), maxBytes, directory, file);
  }

  Keeping withDirectory(Path path) {
    return new Keeping(log, maxLogBytes, Optional.of(path), file);
  }

  Keeping withFile(Path path) {
    return new Keeping(log, maxLogBytes, directory, Optional.of(path));
  }
}
