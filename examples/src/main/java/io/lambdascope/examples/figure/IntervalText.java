package io.lambdascope.examples.figure;

import io.lambdascope.core.estimate.Coefficient;
import java.util.Locale;

/** A coefficient with its interval, in columns of fixed width for tables. */
public final class IntervalText {

  private IntervalText() {}

  /** For example {@code 2.00e-04 [ 1.63e-04, 2.36e-04]}. */
  public static String of(Coefficient coefficient) {
    return String.format(
        Locale.ROOT,
        "%9.2e [%9.2e, %9.2e]",
        coefficient.value(),
        coefficient.lower(),
        coefficient.upper());
  }
}
