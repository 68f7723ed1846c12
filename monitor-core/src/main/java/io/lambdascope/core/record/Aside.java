package io.lambdascope.core.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Moves files out of the way, so that nothing is lost. */
public final class Aside {

  private Aside() {}

  /**
   * Renames a file to {@code NAME.WHY-N} with the first N from 1 that is free.
   *
   * @return where it is now
   */
  public static Path move(Path file, String why) throws IOException {
    for (int n = 1; ; n++) {
      Path aside = file.resolveSibling(file.getFileName() + "." + why + "-" + n);
      if (!Files.exists(aside)) {
        return Files.move(file, aside);
      }
    }
  }
}
