package io.lambdascope.examples.digits;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.deeplearning4j.datasets.base.MnistFetcher;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** MNIST digits from IDX files, which the project does not ship. Immutable. */
public final class MnistDigits {

  /** Pixels of one digit. */
  public static final int PIXELS = 784;

  /** Number of classes. */
  public static final int CLASSES = 10;

  /** Mean and standard deviation of the training pixels, by which papers normalize them. */
  private static final double MEAN = 0.1307;

  private static final double DEVIATION = 0.3081;

  private static final double BRIGHTEST = 255;
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;
  private static final int SIDE = 28;

  /** The whole training set, or its first 10,000 digits, in the order in which they are tried. */
  private static final List<String> PREFIXES = List.of("train", "mnist10k");

  private final byte[] pixels;
  private final byte[] labels;
  private final String description;

  private MnistDigits(byte[] pixels, byte[] labels, String description) {
    this.pixels = pixels;
    this.labels = labels;
    this.description = description;
  }

  /**
   * Reads {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, or the same with
   * {@code mnist10k}, gzipped or not.
   *
   * @throws IllegalArgumentException when they are missing, damaged or cannot be read, says how and
   *     what to do
   */
  public static MnistDigits read(Path directory) throws IOException {
    for (String prefix : PREFIXES) {
      Path images = existing(directory, prefix + "-images-idx3-ubyte");
      Path labels = existing(directory, prefix + "-labels-idx1-ubyte");
      if (images != null && labels != null) {
        return read(images, labels);
      }
    }
    throw new IllegalArgumentException(
        "there are no MNIST files (%s-images-idx3-ubyte and %s-labels-idx1-ubyte, or %s-..., gzipped"
                .formatted(PREFIXES.get(0), PREFIXES.get(0), PREFIXES.get(1))
            + " or not) in %s; give the directory that has them by --mnist"
                .formatted(directory.toAbsolutePath()));
  }

  /**
   * The training set as DL4J fetches it, from its cache or the network.
   *
   * @throws IllegalArgumentException when it cannot be had, says what to do
   */
  public static MnistDigits fetch() throws IOException {
    try {
      return read(new MnistFetcher().downloadAndUntar().toPath());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "DL4J could not fetch MNIST (%s); give a directory with its IDX files by --mnist"
              .formatted(e.toString()),
          e);
    }
  }

  private static @Nullable Path existing(Path directory, String name) {
    for (String suffix : List.of("", ".gz")) {
      Path file = directory.resolve(name + suffix);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  private static MnistDigits read(Path imagesFile, Path labelsFile) {
    ByteBuffer images = content(imagesFile);
    ByteBuffer labels = content(labelsFile);
    int count = header(imagesFile, images, IMAGES_MAGIC, "images", 4);
    int rows = images.getInt();
    int columns = images.getInt();
    if (rows != SIDE || columns != SIDE) {
      throw damaged(imagesFile, "has images of %d x %d, not 28 x 28".formatted(rows, columns));
    }
    int labelCount = header(labelsFile, labels, LABELS_MAGIC, "labels", 2);
    if (count != labelCount) {
      throw damaged(labelsFile, "has %d labels for the %d images".formatted(labelCount, count));
    }
    byte[] pixels = rest(imagesFile, images, (long) count * PIXELS);
    byte[] classes = rest(labelsFile, labels, count);
    for (byte label : classes) {
      if (label < 0 || label >= CLASSES) {
        throw damaged(labelsFile, "has the label %d".formatted(label & 0xff));
      }
    }
    CRC32 checksum = new CRC32();
    checksum.update(pixels);
    checksum.update(classes);
    String description =
        String.format(
            Locale.ROOT,
            "%,d digits of %s, CRC %08x",
            count,
            imagesFile.getFileName(),
            checksum.getValue());
    return new MnistDigits(pixels, classes, description);
  }

  private static ByteBuffer content(Path file) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
      return ByteBuffer.wrap(in.readAllBytes());
    } catch (EOFException | ZipException e) {
      throw damaged(file, "is cut short or no gzip file (" + e.getMessage() + ")");
    } catch (IOException e) {
      throw damaged(file, "cannot be read (" + e + ")");
    }
  }

  /** The number of items, with the buffer behind it. */
  private static int header(Path file, ByteBuffer content, int magic, String kind, int words) {
    if (content.remaining() < words * Integer.BYTES) {
      throw damaged(file, "is cut short in its header");
    }
    int found = content.getInt();
    if (found != magic) {
      throw damaged(
          file,
          "begins with %08x, an IDX file of %s begins with %08x".formatted(found, kind, magic));
    }
    int count = content.getInt();
    if (count < 1) {
      throw damaged(file, "says that it has %d %s".formatted(count, kind));
    }
    return count;
  }

  private static byte[] rest(Path file, ByteBuffer content, long expected) {
    if (content.remaining() != expected) {
      throw damaged(
          file,
          "has %d bytes of data, its header says %d".formatted(content.remaining(), expected));
    }
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    return bytes;
  }

  private static IllegalArgumentException damaged(Path file, String how) {
    return new IllegalArgumentException(
        "%s %s; fetch it again, or give another directory by --mnist".formatted(file, how));
  }

  /** How many. */
  public int size() {
    return labels.length;
  }

  /**
   * Sees that there are enough of them.
   *
   * @throws IllegalArgumentException when there are fewer, says what to do
   */
  public void requireAtLeast(int count) {
    if (size() < count) {
      throw new IllegalArgumentException(
          "at least %d digits are needed, there are %d; give the whole training set by --mnist"
              .formatted(count, size()));
    }
  }

  /** Number, file and checksum. */
  public String description() {
    return description;
  }

  /**
   * Some of them, in the order of the file: pixels in [0, 1], labels one-hot.
   *
   * @throws IllegalArgumentException when there are not so many, says what to do
   */
  public DataSet range(int from, int to, DataType type) {
    return range(from, to, type, 0, 1);
  }

  /** As {@link #range}, with pixels less the training set's mean, over its deviation. */
  public DataSet normalized(int from, int to, DataType type) {
    return range(from, to, type, MEAN, DEVIATION);
  }

  private DataSet range(int from, int to, DataType type, double mean, double deviation) {
    if (from < 0 || from >= to || to > size()) {
      throw new IllegalArgumentException(
          "digits %d to %d are needed, there are %d; give the whole training set by --mnist"
              .formatted(from, to, size()));
    }
    int count = to - from;
    float[] x = new float[count * PIXELS];
    float[] y = new float[count * CLASSES];
    for (int i = 0; i < x.length; i++) {
      double brightness = (pixels[from * PIXELS + i] & 0xff) / BRIGHTEST;
      x[i] = (float) ((brightness - mean) / deviation);
    }
    for (int i = 0; i < count; i++) {
      y[i * CLASSES + labels[from + i]] = 1;
    }
    return new DataSet(
        Nd4j.create(x, new long[] {count, PIXELS}, 'c').castTo(type),
        Nd4j.create(y, new long[] {count, CLASSES}, 'c').castTo(type));
  }
}
