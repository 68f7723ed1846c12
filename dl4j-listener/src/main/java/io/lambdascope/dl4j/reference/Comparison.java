package io.lambdascope.dl4j.reference;

import io.lambdascope.dl4j.capture.CapturedStep;

/** How a step is compared with one kind of reference. Worker thread only. */
interface Comparison {

  /** The deviation of a step, whose parameters the objective was moved to. */
  Deviation compare(CapturedStep step);

  /** How many nuisance directions come with each deviation. */
  default int nuisanceDirections() {
    return 0;
  }

  /** How many independent replicates come with each deviation; 0 where there are none. */
  default int replicates() {
    return 0;
  }
}
