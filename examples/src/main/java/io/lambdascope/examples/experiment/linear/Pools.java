package io.lambdascope.examples.experiment.linear;

import io.lambdascope.examples.experiment.Settings;
import java.util.ArrayList;
import java.util.List;

/** Pools of endpoints of gradient descent: what the experiments that are made of them share. */
final class Pools {

  private static final int FULL = 10;
  private static final int QUICK = 3;

  private Pools() {}

  /** How many by default: one a seed. */
  static int count(boolean quick) {
    return quick ? QUICK : FULL;
  }

  /** What the settings change of the paper's protocol, and how descent is computed. */
  static List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "Descent runs on XᵀX/n and Xᵀy/n: the same iteration up to rounding, cheaper by n/p.");
    if (settings.quick()) {
      changes.add("--quick: %d pools in place of %d.".formatted(settings.seeds(), FULL));
    } else if (settings.seeds() != FULL) {
      changes.add("%d pools in place of %d.".formatted(settings.seeds(), FULL));
    }
    if (settings.epochs() != null) {
      changes.add("At most %d steps of descent.".formatted(settings.epochs()));
    }
    return changes;
  }
}
