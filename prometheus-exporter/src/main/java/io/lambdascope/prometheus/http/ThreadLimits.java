package io.lambdascope.prometheus.http;

import java.time.Duration;

/**
 * How many threads answer requests.
 *
 * @param minimum that stay when there is nothing to do; 1 or more
 * @param maximum requests that are worked on at once
 * @param keepAlive after which a thread beyond the minimum ends when there is nothing to do
 */
record ThreadLimits(int minimum, int maximum, Duration keepAlive) {

  /**
   * A scrape takes milliseconds and comes every few seconds. More threads only serve clients that
   * are slow, and those hold a thread each.
   */
  static final ThreadLimits DEFAULT = new ThreadLimits(1, 16, Duration.ofSeconds(60));

  ThreadLimits {
    if (minimum < 1 || maximum < minimum) {
      throw new IllegalArgumentException(
          "threads must be 1 <= minimum <= maximum, were minimum %d and maximum %d"
              .formatted(minimum, maximum));
    }
    TimeLimits.require("keepAliveTime of threads", keepAlive);
  }
}
