package io.lambdascope.core.verdict;

import java.util.Optional;

/** A share of the deviations' energy that candidates explain, or that it is unknown. */
public sealed interface Share {

  /** The estimate, where there is one. */
  Optional<Known> known();

  /**
   * An estimated share.
   *
   * @param value unbiased in the energy explained, so noise can take it below 0; never above 1 for
   *     all candidates together
   * @param standardError from the variation between successive observations; infinite for fewer
   *     than two
   * @param lower end of the confidence interval of the true share, in [0, 1]
   * @param upper end of it, in [0, 1]
   */
  record Known(double value, double standardError, double lower, double upper) implements Share {
    @Override
    public Optional<Known> known() {
      return Optional.of(this);
    }
  }

  /** Why there is none. */
  enum Unknown implements Share {
    /** The deviations were all exactly zero. */
    NO_DEVIATION,
    /** The estimated predictable energy is not positive: what there is of it drowns in noise. */
    NO_PREDICTABLE_DEVIATION;

    @Override
    public Optional<Known> known() {
      return Optional.empty();
    }
  }
}
