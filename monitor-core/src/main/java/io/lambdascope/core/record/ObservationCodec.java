package io.lambdascope.core.record;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.ReferenceQuality;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An observation as bytes and back, exact to the last bit: big-endian, doubles as they are. With r
 * regularizers, one replicate and a symmetric Gram matrix these are 79 + 4r(r + 1) + 8r bytes and 8
 * for each measure of the reference's quality that there is.
 */
final class ObservationCodec {

  /** The Gram matrix is symmetric to the last bit, and its lower triangle alone is written. */
  private static final int SYMMETRIC_GRAM = 1;

  /** The replicates' products likewise. */
  private static final int SYMMETRIC_PRODUCTS = 2;

  private static final int VALID = 4;

  private ObservationCodec() {}

  static byte[] encoded(LoggedObservation logged) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(logged, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(LoggedObservation logged, DataOutputStream out) throws IOException {
    Observation observation = logged.observation();
    ReplicatedMatch match = observation.match();
    ReferenceQuality quality = observation.quality();
    int r = match.regularizers();
    int replicates = match.replicates();
    boolean symmetricGram = isSymmetric(match.gram(), r);
    boolean symmetricProducts = isSymmetric(match.products(), replicates);
    out.writeByte(
        (symmetricGram ? SYMMETRIC_GRAM : 0)
            | (symmetricProducts ? SYMMETRIC_PRODUCTS : 0)
            | (quality.valid() ? VALID : 0));
    out.writeLong(match.iteration());
    out.writeInt(logged.epoch());
    writeDouble(out, logged.loss());
    out.writeLong(match.equations());
    out.writeShort(r);
    out.writeShort(replicates);
    writeSquare(match.gram(), r, symmetricGram, out);
    writeAll(match.crosses(), out);
    writeSquare(match.products(), replicates, symmetricProducts, out);
    writeDouble(out, observation.deviationNorm());
    writeDouble(out, observation.referenceNorm());
    writeOptional(quality.etaCurvature(), out);
    writeOptional(quality.error(), out);
    writeOptional(quality.samplingError(), out);
    writeDouble(out, quality.gradients());
    out.writeLong(quality.examples());
    out.writeShort(observation.quadraticZoneShares().size());
    for (OptionalDouble share : observation.quadraticZoneShares()) {
      writeOptional(share, out);
    }
    out.writeByte(observation.attribution().size());
    for (CauseMatch cause : observation.attribution()) {
      out.writeUTF(cause.cause().name());
      out.writeShort(cause.cross().length);
      writeAll(cause.cross(), out);
      writeDouble(out, cause.partialEnergy());
      writeDouble(out, cause.energy());
      writeDouble(out, cause.product());
    }
  }

  private static boolean isSymmetric(double[] square, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (Double.doubleToRawLongBits(square[i * n + j])
            != Double.doubleToRawLongBits(square[j * n + i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@link DataOutputStream#writeDouble} makes every NaN the same. */
  private static void writeDouble(DataOutputStream out, double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  private static double readDouble(DataInputStream in) throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  private static void writeSquare(double[] square, int n, boolean symmetric, DataOutputStream out)
      throws IOException {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < (symmetric ? i + 1 : n); j++) {
        writeDouble(out, square[i * n + j]);
      }
    }
  }

  private static void writeAll(double[] values, DataOutputStream out) throws IOException {
    for (double value : values) {
      writeDouble(out, value);
    }
  }

  private static void writeOptional(OptionalDouble value, DataOutputStream out) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      writeDouble(out, value.getAsDouble());
    }
  }

  /**
   * From {@link #encoded}.
   *
   * @throws IOException when that is something else
   */
  static LoggedObservation decoded(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      LoggedObservation logged = read(in);
      if (in.read() >= 0) {
        throw new IOException("the record goes on after its end");
      }
      return logged;
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  private static LoggedObservation read(DataInputStream in) throws IOException {
    int flags = in.readByte();
    long iteration = in.readLong();
    int epoch = in.readInt();
    double loss = readDouble(in);
    long equations = in.readLong();
    int r = in.readUnsignedShort();
    int replicates = in.readUnsignedShort();
    ReplicatedMatch match =
        new ReplicatedMatch(
            iteration,
            equations,
            readSquare(r, (flags & SYMMETRIC_GRAM) != 0, in),
            readAll(replicates * r, in),
            readSquare(replicates, (flags & SYMMETRIC_PRODUCTS) != 0, in));
    double deviationNorm = readDouble(in);
    double referenceNorm = readDouble(in);
    ReferenceQuality quality =
        new ReferenceQuality(
            readOptional(in),
            readOptional(in),
            readOptional(in),
            (flags & VALID) != 0,
            readDouble(in),
            in.readLong());
    List<OptionalDouble> shares = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      shares.add(readOptional(in));
    }
    List<CauseMatch> attribution = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      attribution.add(
          new CauseMatch(
              Cause.valueOf(in.readUTF()),
              readAll(in.readUnsignedShort(), in),
              readDouble(in),
              readDouble(in),
              readDouble(in)));
    }
    return new LoggedObservation(
        epoch,
        loss,
        new Observation(match, deviationNorm, referenceNorm, quality, shares, attribution));
  }

  private static double[] readSquare(int n, boolean symmetric, DataInputStream in)
      throws IOException {
    double[] square = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < (symmetric ? i + 1 : n); j++) {
        square[i * n + j] = readDouble(in);
        if (symmetric) {
          square[j * n + i] = square[i * n + j];
        }
      }
    }
    return square;
  }

  private static double[] readAll(int length, DataInputStream in) throws IOException {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = readDouble(in);
    }
    return values;
  }

  private static OptionalDouble readOptional(DataInputStream in) throws IOException {
    return in.readBoolean() ? OptionalDouble.of(readDouble(in)) : OptionalDouble.empty();
  }
}
