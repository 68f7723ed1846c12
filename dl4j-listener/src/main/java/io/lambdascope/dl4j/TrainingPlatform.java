package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** Which ND4J and DL4J train in this JVM. Any thread. */
public final class TrainingPlatform {

  /** Maven's own record in DL4J's jar; jars of everything keep it too. */
  private static final String DL4J =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

  /** Read once, when it is first asked for: it does not change. */
  private static final class Here {
    static final Platform PLATFORM = new Platform(backend(), dl4j());
  }

  private TrainingPlatform() {}

  /** What it is; any part that cannot be told is {@link Platform#UNKNOWN_NAME}. */
  public static Platform get() {
    return Here.PLATFORM;
  }

  /** The backend's name is that of the file of its settings: nd4j-native.properties. */
  private static String backend() {
    try {
      Nd4jBackend backend = Nd4j.getBackend();
      String file = backend == null ? null : backend.getConfigurationResource().getFilename();
      return orUnknown(file == null ? null : file.replaceAll("\\.properties$", ""));
    } catch (RuntimeException e) {
      return Platform.UNKNOWN_NAME; // a backend without such a file, which it need not have
    }
  }

  private static String dl4j() {
    try (InputStream in = Model.class.getResourceAsStream(DL4J)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return orUnknown(properties.getProperty("version"));
    } catch (IOException e) {
      return Platform.UNKNOWN_NAME;
    }
  }

  private static String orUnknown(@Nullable String name) {
    return name == null || name.isBlank() ? Platform.UNKNOWN_NAME : name;
  }
}
