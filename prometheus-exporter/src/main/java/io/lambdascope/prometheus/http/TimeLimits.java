package io.lambdascope.prometheus.http;

import java.time.Duration;

/**
 * How long a client may hold a thread of the server.
 *
 * @param request from the first byte to the end of the headers, a TLS handshake included
 * @param answer from there until the answer is written
 * @param patience the same for a request, where others wait for a thread: a client that means well
 *     has its request out in a few round trips
 * @param answerPatience the same for an answer, where others wait
 */
record TimeLimits(Duration request, Duration answer, Duration patience, Duration answerPatience) {

  /**
   * Times are counted in nanoseconds, which a long has no more of. Before what is checked by it.
   */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  static final TimeLimits DEFAULT =
      new TimeLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofSeconds(1));

  TimeLimits {
    require("request time", request);
    require("answer time", answer);
  }

  TimeLimits withRequest(Duration time) {
    return new TimeLimits(time, answer, patience, answerPatience);
  }

  TimeLimits withAnswer(Duration time) {
    return new TimeLimits(request, time, patience, answerPatience);
  }

  /** The duration, unless nothing can be measured by it. */
  static Duration require(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "%s must be longer than zero, was %s".formatted(what, duration));
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must not be longer than 292 years, was %s".formatted(what, duration));
    }
    return duration;
  }
}
