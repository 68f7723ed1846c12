package io.lambdascope.examples.noise;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** MNIST digits in gzipped IDX files, which the project does not ship. */
final class MnistDigits {

  private static final int PIXELS = 784;
  private static final int CLASSES = 10;

  private MnistDigits() {}

  /**
   * The first digits: pixels in [0, 1], labels one-hot, in double precision.
   *
   * @throws IllegalArgumentException when the directory has no such files
   */
  static DataSet first(int count, Path directory) throws IOException {
    Path images = directory.resolve("mnist10k-images-idx3-ubyte.gz");
    Path labels = directory.resolve("mnist10k-labels-idx1-ubyte.gz");
    if (!Files.exists(images) || !Files.exists(labels)) {
      throw new IllegalArgumentException(
          "there are no %s and %s in %s; give the directory that has them by --mnist"
              .formatted(images.getFileName(), labels.getFileName(), directory.toAbsolutePath()));
    }
    double[][] x = new double[count][PIXELS];
    double[][] y = new double[count][CLASSES];
    try (DataInputStream pixels = open(images, 16);
        DataInputStream classes = open(labels, 8)) {
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < PIXELS; j++) {
          x[i][j] = pixels.readUnsignedByte() / 255.0;
        }
        y[i][classes.readUnsignedByte()] = 1;
      }
    }
    return new DataSet(Nd4j.create(x), Nd4j.create(y));
  }

  private static DataInputStream open(Path file, int header) throws IOException {
    DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
    in.skipNBytes(header);
    return in;
  }
}
