package io.lambdascope.dl4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The 10,000 MNIST digits in IDX form, which the project does not ship: read from the directory of
 * the system property {@code lambdascope.mnist}, by default the one beside a checkout. Tests that
 * want them are skipped with this reason where they are not there.
 */
final class Mnist {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("lambdascope.mnist", "../../shared/data"));

  private Mnist() {}

  /** Pixels in [0, 1], labels one-hot. */
  static DataSet first(int count, DataType type) {
    Path images = DIRECTORY.resolve("mnist10k-images-idx3-ubyte.gz");
    Path labels = DIRECTORY.resolve("mnist10k-labels-idx1-ubyte.gz");
    assumeTrue(
        Files.exists(images) && Files.exists(labels),
        () -> "no MNIST digits at " + images.toAbsolutePath() + "; set -Dlambdascope.mnist");
    try (DataInputStream pixels = open(images, 16);
        DataInputStream classes = open(labels, 8)) {
      float[][] x = new float[count][784];
      float[][] y = new float[count][10];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < 784; j++) {
          x[i][j] = pixels.readUnsignedByte() / 255f;
        }
        y[i][classes.readUnsignedByte()] = 1;
      }
      return new DataSet(Nd4j.create(x).castTo(type), Nd4j.create(y).castTo(type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataInputStream open(Path file, int header) throws IOException {
    DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
    in.skipNBytes(header);
    return in;
  }
}
