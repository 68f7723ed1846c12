package io.lambdascope.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class MnistDigitsTest {

  private static final int COUNT = 20;

  @TempDir private Path directory;

  private void refused(String file, byte[] content, String reason) throws IOException {
    IdxFiles.write(directory, COUNT);
    Files.write(directory.resolve(file), content);
    assertThatThrownBy(() -> MnistDigits.read(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason)
        .hasMessageContaining("--mnist");
  }

  @Test
  void read_whatWasWritten_pixelsAndLabels() throws IOException {
    byte[] pixels = new byte[2 * MnistDigits.PIXELS];
    pixels[0] = (byte) 255;
    pixels[MnistDigits.PIXELS + 1] = 51;
    Files.write(
        directory.resolve("train-images-idx3-ubyte"), IdxFiles.idx(pixels, 0x803, 2, 28, 28));
    Files.write(
        directory.resolve("train-labels-idx1-ubyte"), IdxFiles.idx(new byte[] {7, 0}, 0x801, 2));
    DataSet data = MnistDigits.read(directory).range(0, 2, DataType.DOUBLE);
    assertThat(data.getFeatures().getDouble(0, 0)).isEqualTo(1);
    assertThat(data.getFeatures().getDouble(1, 1)).isCloseTo(0.2, within(1e-7));
    assertThat(data.getFeatures().sumNumber().doubleValue()).isCloseTo(1.2, within(1e-7));
    assertThat(data.getLabels().getDouble(0, 7)).isEqualTo(1);
    assertThat(data.getLabels().getDouble(1, 0)).isEqualTo(1);
    assertThat(data.getLabels().sumNumber().doubleValue()).isEqualTo(2);
    DataSet normalized = MnistDigits.read(directory).normalized(1, 2, DataType.DOUBLE);
    assertThat(normalized.getFeatures().getDouble(0, 0)).isCloseTo(-0.1307 / 0.3081, within(1e-6));
  }

  @Test
  void read_damagedFiles_sayHow() throws IOException {
    byte[] pixels = new byte[COUNT * MnistDigits.PIXELS];
    byte[] labels = new byte[COUNT];
    byte[] good = IdxFiles.idx(pixels, 0x803, COUNT, 28, 28);
    byte[] packed = IdxFiles.gzip(good);
    String images = IdxFiles.IMAGES;
    refused(images, IdxFiles.gzip(IdxFiles.idx(pixels, 0x801, COUNT, 28, 28)), "begins with");
    refused(images, Arrays.copyOf(packed, packed.length / 2), "cut short");
    refused(images, good, "no gzip file");
    refused(images, new byte[0], "cut short");
    refused(images, IdxFiles.gzip(new byte[7]), "cut short in its header");
    refused(images, IdxFiles.gzip(Arrays.copyOf(good, good.length - 1)), "bytes of data");
    refused(images, IdxFiles.gzip(Arrays.copyOf(good, good.length + 1)), "bytes of data");
    refused(images, IdxFiles.gzip(IdxFiles.idx(pixels, 0x803, COUNT, 14, 56)), "14 x 56");
    refused(images, IdxFiles.gzip(IdxFiles.idx(pixels, 0x803, -1, 28, 28)), "-1 images");
    String labelFile = IdxFiles.LABELS;
    refused(
        labelFile, IdxFiles.gzip(IdxFiles.idx(new byte[19], 0x801, 19)), "19 labels for the 20");
    refused(labelFile, IdxFiles.gzip(IdxFiles.idx(new byte[19], 0x801, COUNT)), "bytes of data");
    labels[3] = 10;
    refused(labelFile, IdxFiles.gzip(IdxFiles.idx(labels, 0x801, COUNT)), "the label 10");
    labels[3] = (byte) 200;
    refused(labelFile, IdxFiles.gzip(IdxFiles.idx(labels, 0x801, COUNT)), "the label 200");
  }

  @Test
  void read_noFiles_saysWhichAreWanted() {
    assertThatThrownBy(() -> MnistDigits.read(directory.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train-images-idx3-ubyte")
        .hasMessageContaining("--mnist");
  }

  @Test
  void range_beyondTheEnd_saysHowManyThereAre() throws IOException {
    MnistDigits digits = MnistDigits.read(IdxFiles.write(directory, COUNT));
    assertThatThrownBy(() -> digits.range(0, COUNT + 1, DataType.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are 20");
  }
}
