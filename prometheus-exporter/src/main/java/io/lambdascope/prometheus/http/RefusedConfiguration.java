package io.lambdascope.prometheus.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A configuration file that says something it may not; the message tells file, place and why. */
final class RefusedConfiguration extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  RefusedConfiguration(Path file, String why, @Nullable Exception cause) {
    super("configuration file %s: %s".formatted(file, why), cause);
  }
}
