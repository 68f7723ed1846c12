package io.lambdascope.benchmarks.overhead;

import io.lambdascope.prometheus.testing.HostileRequest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Kinds of hostile requests by what they do to a server. Together they are all there are. */
enum Attack {
  /** Is no HTTP, or none that is served. */
  MALFORMED,
  /** Is far too large. */
  OVERSIZED,
  /** Takes its time: slowloris and its relatives, and all else. */
  SLOW;

  Set<HostileRequest> kinds() {
    Set<HostileRequest> malformed =
        EnumSet.of(
            HostileRequest.MALFORMED,
            HostileRequest.TRAVERSAL,
            HostileRequest.NOISE,
            HostileRequest.HALF_A_HANDSHAKE);
    Set<HostileRequest> oversized =
        EnumSet.of(
            HostileRequest.LONG_LINE, HostileRequest.LONG_HEADER, HostileRequest.MANY_HEADERS);
    return switch (this) {
      case MALFORMED -> malformed;
      case OVERSIZED -> oversized;
      case SLOW -> {
        Set<HostileRequest> others = EnumSet.allOf(HostileRequest.class);
        others.removeAll(malformed);
        others.removeAll(oversized);
        yield others;
      }
    };
  }

  @Override
  public String toString() {
    return words(this) + " requests";
  }

  /** Which kinds belong to which, for people. */
  static String description() {
    return Arrays.stream(values())
        .map(
            attack ->
                attack.kinds().stream()
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(Collectors.joining(", ", words(attack) + ": ", "")))
        .collect(Collectors.joining("; "));
  }

  private static String words(Attack attack) {
    return attack.name().toLowerCase(Locale.ROOT);
  }
}
