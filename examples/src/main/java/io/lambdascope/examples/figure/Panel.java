package io.lambdascope.examples.figure;

import org.knowm.xchart.internal.chartpart.Chart;

/** One of the plots of a {@link Figure}. Build it, draw it, throw it away; one thread. */
public sealed interface Panel permits XyPanel, MatrixPanel {

  /** The chart that is drawn, at the size it is made for. */
  Chart<?, ?> chart();
}
