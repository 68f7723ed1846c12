package io.lambdascope.examples.experiment.network;

import io.lambdascope.examples.digits.MnistDigits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Digits that a network learns at once: each class has bright rows of its own, with noise. */
public final class StripedDigits {

  private static final int SIDE = 28;

  private StripedDigits() {}

  /** Writes so many to a directory as MNIST's files, and reads them. */
  public static MnistDigits in(Path directory, int count) {
    Random random = new Random(1);
    ByteBuffer images = ByteBuffer.allocate(16 + count * MnistDigits.PIXELS);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(MnistDigits.CLASSES);
      labels.put((byte) label);
      for (int pixel = 0; pixel < MnistDigits.PIXELS; pixel++) {
        boolean bright = pixel / SIDE / 2 == label;
        images.put((byte) (random.nextInt(60) + (bright ? 150 : 0)));
      }
    }
    try {
      Files.write(directory.resolve("train-images-idx3-ubyte"), images.array());
      Files.write(directory.resolve("train-labels-idx1-ubyte"), labels.array());
      return MnistDigits.read(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
