package io.lambdascope.dl4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The UCI digits, pixels in [0, 1], labels one-hot. */
final class Digits {

  private static final String RESOURCE = "/io/lambdascope/examples/digits/optdigits-1797.csv.gz";

  private Digits() {}

  static DataSet all(DataType type) {
    return first(Integer.MAX_VALUE, type);
  }

  static DataSet first(int count, DataType type) {
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(Digits.class.getResourceAsStream(RESOURCE))),
                StandardCharsets.US_ASCII))) {
      lines = reader.lines().limit(count).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double[][] features = new double[lines.size()][64];
    double[][] labels = new double[lines.size()][10];
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      for (int j = 0; j < 64; j++) {
        features[i][j] = Integer.parseInt(fields[j].trim()) / 16.0;
      }
      labels[i][Integer.parseInt(fields[64].trim())] = 1;
    }
    return new DataSet(Nd4j.create(features).castTo(type), Nd4j.create(labels).castTo(type));
  }
}
