package io.lambdascope.dl4j;

import io.lambdascope.core.record.ObservationLogWriter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is to keep outside its process. By the names of files, which can be serialized.
 *
 * @param logName the log of observations
 * @param maxLogBytes its bound
 * @param directoryName where the state is saved and gone on from
 * @param fileName a state to go on from
 */
record Keeping(
    @Nullable String logName,
    long maxLogBytes,
    @Nullable String directoryName,
    @Nullable String fileName)
    implements Serializable {

  static final Keeping NOTHING =
      new Keeping(null, ObservationLogWriter.DEFAULT_MAX_BYTES, null, null);

  Keeping withLog(Path path, long maxBytes) {
    return new Keeping(path.toString(), maxBytes, directoryName, fileName);
  }

  Keeping withDirectory(Path path) {
    return new Keeping(logName, maxLogBytes, path.toString(), fileName);
  }

  Keeping withFile(Path path) {
    return new Keeping(logName, maxLogBytes, directoryName, path.toString());
  }

  Optional<Path> log() {
    return Optional.ofNullable(logName).map(Path::of);
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directoryName).map(Path::of);
  }

  Optional<Path> file() {
    return Optional.ofNullable(fileName).map(Path::of);
  }
}
