package io.lambdascope.examples.digits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Files of digits as MNIST's, of noise. */
public final class IdxFiles {

  /** The names of the files. */
  public static final String IMAGES = "mnist10k-images-idx3-ubyte.gz";

  public static final String LABELS = "mnist10k-labels-idx1-ubyte.gz";

  private IdxFiles() {}

  /** Writes so many digits to a directory, which is made. */
  public static Path write(Path directory, int count) {
    byte[] pixels = new byte[count * MnistDigits.PIXELS];
    new Random(1).nextBytes(pixels);
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % MnistDigits.CLASSES);
    }
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(IMAGES), gzip(idx(pixels, 0x803, count, 28, 28)));
      Files.write(directory.resolve(LABELS), gzip(idx(labels, 0x801, count)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  static byte[] idx(byte[] content, int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
    for (int word : header) {
      bytes.putInt(word);
    }
    return bytes.put(content).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
