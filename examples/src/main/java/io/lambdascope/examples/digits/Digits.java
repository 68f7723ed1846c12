package io.lambdascope.examples.digits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The 1,797 digits of the UCI Optical Recognition test set (Alpaydin and Kaynak 1998, CC BY 4.0):
 * 64 pixels in [0, 1] and one-hot labels, float32.
 */
public final class Digits {

  /** Pixels of one digit. */
  public static final int PIXELS = 64;

  /** Number of classes. */
  public static final int CLASSES = 10;

  private static final double BRIGHTEST = 16;
  private static final String RESOURCE = "optdigits-1797.csv.gz";

  private Digits() {}

  /** Reads all of them. */
  public static DataSet load() {
    try (InputStream resource = Digits.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar; build it again");
      }
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII));
      return parse(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataSet parse(List<String> lines) {
    double[][] features = new double[lines.size()][PIXELS];
    double[][] labels = new double[lines.size()][CLASSES];
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      for (int j = 0; j < PIXELS; j++) {
        features[i][j] = Integer.parseInt(fields[j]) / BRIGHTEST;
      }
      labels[i][Integer.parseInt(fields[PIXELS])] = 1;
    }
    return new DataSet(
        Nd4j.create(features).castTo(DataType.FLOAT), Nd4j.create(labels).castTo(DataType.FLOAT));
  }
}
