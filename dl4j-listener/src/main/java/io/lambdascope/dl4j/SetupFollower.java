package io.lambdascope.dl4j;

import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.SetupWatch;
import io.lambdascope.dl4j.network.TrainingSetup;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells each captured step what the network trains by, so that its reference can follow changes in
 * mid-run. Training thread only.
 */
final class SetupFollower {

  private final SetupWatch watch;
  private final Function<Optional<ParameterLayout>, CaptureNeeds> needsOf;
  private int changes;
  private @Nullable CaptureNeeds needs;

  /**
   * From the network's configuration as it is now.
   *
   * @param needsOf what must be captured of a network of this layout, as far as it is known
   */
  SetupFollower(Network network, Function<Optional<ParameterLayout>, CaptureNeeds> needsOf) {
    this.watch = new SetupWatch(network);
    this.needsOf = needsOf;
  }

  /** Looks at the network, and tells the step where it was changed. Ahead of the step's capture. */
  void tell(CapturedStep step) {
    TrainingSetup setup = watch.current();
    if (setup == null) {
      return;
    }
    if (needs == null || setup.changes() != changes) {
      changes = setup.changes();
      needs = needsOf.apply(setup.layout());
    }
    step.follow(setup, needs);
  }
}
