package io.lambdascope.examples.figure;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Element;

/**
 * Panels in rows, as PNG or SVG. Drawn once: the charts of the panels keep state of their drawing.
 *
 * @param panels in reading order, at least one
 * @param columns panels in a row, at least 1
 */
public record Figure(List<Panel> panels, int columns) {

  /** Pixels of the PNG for each unit of a panel's size, for screens of high resolution. */
  private static final int SCALE = 2;

  /** Of coordinates in SVG. */
  private static final int DECIMALS = 2;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when there is no panel or no column
   */
  public Figure {
    panels = List.copyOf(panels);
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "a figure needs at least one panel and one column, has %d and %d"
              .formatted(panels.size(), columns));
    }
  }

  /** A figure of these panels. */
  public static Figure of(int columns, Panel... panels) {
    return new Figure(List.of(panels), columns);
  }

  /**
   * Writes a PNG.
   *
   * @throws IOException when it cannot be written
   */
  public void writePng(OutputStream out) throws IOException {
    BufferedImage image =
        new BufferedImage(width() * SCALE, height() * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(SCALE, SCALE);
    draw(graphics);
    graphics.dispose();
    ImageIO.write(image, "png", out);
  }

  /**
   * The figure as an SVG document.
   *
   * @throws IOException never, as it is written to memory
   */
  public String svg() throws IOException {
    var document =
        GenericDOMImplementation.getDOMImplementation()
            .createDocument("http://www.w3.org/2000/svg", "svg", null);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment("Lambdascope");
    context.setPrecision(DECIMALS);
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(width(), height()));
    draw(graphics);
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 %d %d".formatted(width(), height()));
    StringWriter text = new StringWriter();
    graphics.stream(root, text, true, false);
    return text.toString();
  }

  private void draw(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width(), height());
    AffineTransform origin = graphics.getTransform();
    for (int i = 0; i < panels.size(); i++) {
      Chart<?, ?> chart = panels.get(i).chart();
      graphics.setTransform(origin);
      graphics.translate(i % columns * panelWidth(), i / columns * panelHeight());
      chart.paint(graphics, panelWidth(), panelHeight());
    }
    graphics.setTransform(origin);
  }

  private int panelWidth() {
    return panels.stream().mapToInt(panel -> panel.chart().getWidth()).max().orElseThrow();
  }

  private int panelHeight() {
    return panels.stream().mapToInt(panel -> panel.chart().getHeight()).max().orElseThrow();
  }

  private int width() {
    return Math.min(columns, panels.size()) * panelWidth();
  }

  private int height() {
    return (panels.size() + columns - 1) / columns * panelHeight();
  }
}
