package io.lambdascope.examples.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class FigureTest {

  private static final double NAN = Double.NaN;

  private static BufferedImage png(Figure figure) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    figure.writePng(out);
    return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static Element svg(String text) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    // The document type names a server, which a test does not ask.
    builder.setEntityResolver((id, system) -> new InputSource(new StringReader("")));
    return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
  }

  private static XyPanel line() {
    return new XyPanel("t", "x", "y").line("a", new double[] {1, 2, 3}, new double[] {1, 3, 2});
  }

  @Test
  void threePanelsInTwoColumns_sizeOfPngAndSvg() throws Exception {
    BufferedImage image = png(Figure.of(2, line(), line(), line()));
    assertThat(image.getWidth()).isEqualTo(2 * 2 * 560);
    assertThat(image.getHeight()).isEqualTo(2 * 2 * 400);
    Element root = svg(Figure.of(2, line(), line(), line()).svg());
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 1120 800");
    assertThat(root.getAttribute("width")).isEqualTo("1120");
  }

  @Test
  void panelsAreInReadingOrder() throws IOException {
    XyPanel empty = new XyPanel("", "", "");
    BufferedImage image = png(Figure.of(2, empty, line()));
    assertThat(blue(image, 0, image.getWidth() / 2)).isZero();
    assertThat(blue(image, image.getWidth() / 2, image.getWidth())).isGreaterThan(100);
  }

  /** Pixels of the first line's colour. */
  private static int blue(BufferedImage image, int from, int to) {
    int count = 0;
    for (int x = from; x < to; x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        count += (image.getRGB(x, y) & 0xffffff) == 0x0072b2 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void panelsWithoutAnythingToShow_draw() throws Exception {
    double[] one = {1};
    List<Supplier<Panel>> panels =
        List.of(
            () -> new XyPanel("t", "x", "y"),
            () -> new XyPanel("t", "x", "y").logX().logY(),
            () -> new XyPanel("t", "x", "y").line("a", new double[0], new double[0]),
            () -> new XyPanel("t", "x", "y").logY().points("a", one, new double[] {NAN}),
            () -> new XyPanel("t", "x", "y").logY().line("a", one, new double[] {0}),
            () -> new XyPanel("t", "x", "y").line("a", one, one),
            () -> new XyPanel("t", "x", "y").line("a", one, one).line("a", one, one),
            () -> new XyPanel("t", "x", "y").logX().logY().intervals("a", one, one, one, one),
            () -> new MatrixPanel("t", new double[0][0], 1),
            () -> new MatrixPanel("t", new double[][] {{NAN, 1}}, NAN),
            () -> new MatrixPanel("t", new double[][] {{0, 0}}, 0));
    for (Supplier<Panel> panel : panels) {
      assertThat(png(Figure.of(1, panel.get())).getWidth()).isGreaterThan(500);
      assertThat(svg(Figure.of(1, panel.get()).svg()).getTagName()).isEqualTo("svg");
    }
  }

  @Test
  void logarithmicAxis_leavesOutWhatItCannotShow() {
    XyPanel panel =
        new XyPanel("t", "x", "y")
            .logX()
            .logY()
            .line(
                "a",
                new double[] {0, 1, 2, 3, 4, Double.POSITIVE_INFINITY},
                new double[] {1, -1, 2, NAN, 4, 1});
    assertThat(shownX(panel)).containsExactly(2, 4);
    assertThat(
            shownX(
                new XyPanel("t", "x", "y").line("a", new double[] {0, 1}, new double[] {-1, NAN})))
        .containsExactly(0);
  }

  private static double[] shownX(XyPanel panel) {
    return panel.chart().getSeriesCollection().iterator().next().getXData();
  }

  @Test
  void svg_ofLogarithmicPanels_isSmall() throws IOException {
    // Dashed lines of the grid, each dash an outline, made this 600,000 characters.
    XyPanel panel =
        new XyPanel("t", "x", "y")
            .logY()
            .line("a", new double[] {1, 2, 3}, new double[] {1e-14, 1e-3, 1});
    assertThat(Figure.of(1, panel).svg()).hasSizeLessThan(120_000);
  }

  @Test
  void figureWithoutPanels_isRefused() {
    assertThatThrownBy(() -> new Figure(List.of(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one panel");
  }
}
