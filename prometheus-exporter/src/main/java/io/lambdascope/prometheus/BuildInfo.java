package io.lambdascope.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * Which build of Lambdascope this is, as the build wrote it beside this class, so that a jar of
 * everything tells it too.
 *
 * @param version of the artifact
 * @param revision of its source in git, abbreviated; unknown for a build outside a checkout
 */
public record BuildInfo(String version, String revision) {

  private static final String UNKNOWN = "unknown";

  /** Reads it; what cannot be told is {@code unknown}. Never throws. */
  public static BuildInfo read() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      build.clear(); // as if there were none
    }
    return new BuildInfo(
        build.getProperty("version", UNKNOWN), build.getProperty("revision", UNKNOWN));
  }
}
