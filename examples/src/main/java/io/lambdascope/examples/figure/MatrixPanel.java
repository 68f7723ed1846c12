package io.lambdascope.examples.figure;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** A matrix, its entries as colours: blue below zero, white at zero, red above. */
public final class MatrixPanel implements Panel {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 380;
  private static final Color LOWEST = new Color(33, 102, 172);
  private static final Color HIGHEST = new Color(178, 24, 43);

  private final HeatMapChart chart;

  /**
   * A panel.
   *
   * @param matrix row-major, [rows][columns], row 1 at the top
   * @param largest the absolute value that gets the full colour; the same for panels that are to be
   *     compared. Entries beyond it are drawn as if they were it; 1 where it is not above 0
   */
  public MatrixPanel(String title, double[][] matrix, double largest) {
    if (matrix.length == 0 || matrix[0].length == 0) {
      matrix = new double[][] {{Double.NaN}}; // a run in part has none yet
    }
    if (!(largest > 0 && Double.isFinite(largest))) {
      largest = 1;
    }
    int rows = matrix.length;
    int columns = matrix[0].length;
    this.chart = new HeatMapChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setRangeColors(new Color[] {LOWEST, Color.WHITE, HIGHEST});
    chart.getStyler().setMin(-largest);
    chart.getStyler().setMax(largest);
    chart.getStyler().setPlotContentSize(1);
    chart.getStyler().setHeatMapDecimalValueFormatter(Ticks::text);
    List<Number[]> entries = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double value = Math.max(-largest, Math.min(largest, matrix[i][j]));
        entries.add(new Number[] {j, rows - 1 - i, value});
      }
    }
    chart.addSeries(
        title,
        IntStream.rangeClosed(1, columns).boxed().toList(),
        IntStream.rangeClosed(1, rows).map(i -> rows + 1 - i).boxed().toList(),
        entries);
  }

  @Override
  public HeatMapChart chart() {
    return chart;
  }
}
