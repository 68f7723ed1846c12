package io.lambdascope.prometheus.push;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Says the first time that something went wrong, and from then on only to who debugs. Any thread.
 */
final class Trouble {

  private final Logger log;
  private final AtomicBoolean said = new AtomicBoolean();

  Trouble(Logger log) {
    this.log = log;
  }

  /** Notes what went wrong; never throws. */
  void note(String what, Throwable cause) {
    try {
      if (said.compareAndSet(false, true)) {
        log.warn(
            "{} ({}); training is not affected. Further failures are logged at DEBUG.",
            what,
            String.valueOf(cause));
      } else {
        log.debug("{}", what, cause);
      }
    } catch (Throwable t) {
      // Logging may fail too, with no memory left for example; there is nowhere left to say so.
    }
  }
}
