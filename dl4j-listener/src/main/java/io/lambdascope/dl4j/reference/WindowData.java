package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.network.MiniBatch;
import java.util.Iterator;
import java.util.stream.IntStream;

/** The mini-batches of a window in their order; one that lies in a file is read when it is due. */
record WindowData(CapturedWindow window) implements ProbeData {

  @Override
  public int examples() {
    return IntStream.range(0, window.steps().size()).map(window::examples).sum();
  }

  @Override
  public Iterator<MiniBatch> iterator() {
    return IntStream.range(0, window.steps().size()).mapToObj(window::batch).iterator();
  }
}
