package io.lambdascope.prometheus.push;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.prometheus.MetricNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The labels under which a Pushgateway keeps what is pushed, and which it sets on every series of
 * it: a later push under the same key takes the place of the earlier one. Immutable.
 *
 * @param job value of the label {@code job}
 * @param labels the others, by name
 */
record GroupingKey(String job, Map<String, String> labels) {

  /** What a URL's path takes as it is, and no server tidies up. */
  private static final String PLAIN = "[A-Za-z0-9_-]+";

  /** Set on series of their own, where one value for all of them would be wrong. */
  private static final Set<String> TAKEN =
      Set.of(
          "job",
          MetricNames.TAG_RUN,
          MetricNames.TAG_MODEL,
          MetricNames.TAG_REFERENCE,
          MetricNames.TAG_REGULARIZER,
          MetricNames.TAG_GROUP,
          MetricNames.TAG_REASON,
          MetricNames.TAG_STATUS,
          MetricNames.TAG_VERDICT,
          MetricNames.TAG_CAUSE,
          MetricNames.TAG_DATA,
          MetricNames.TAG_VERSION,
          MetricNames.TAG_REVISION,
          MetricNames.TAG_BACKEND,
          MetricNames.TAG_DL4J);

  /** Copies. */
  GroupingKey {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels)); // keeps their order
  }

  /**
   * Refuses a label that cannot be one of a key.
   *
   * @throws IllegalArgumentException with what was given, what is allowed and what to do
   */
  static void refuse(String label) {
    if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*") || label.startsWith("__")) {
      throw new IllegalArgumentException(
          ("the name of a label is letters, digits and underscores, not beginning with a digit or"
                  + " two underscores; was \"%s\"")
              .formatted(label));
    }
    if (TAKEN.contains(label)) {
      throw new IllegalArgumentException(
          ("the label \"%s\" is set already, by the metrics themselves or by job(...); choose"
                  + " another name")
              .formatted(label));
    }
  }

  /** The key of one monitor: its run, model and reference besides. */
  GroupingKey of(Identity identity) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(MetricNames.TAG_RUN, identity.run());
    all.put(MetricNames.TAG_MODEL, identity.model());
    all.put(MetricNames.TAG_REFERENCE, identity.reference());
    return new GroupingKey(job, all);
  }

  /** The path of the key in the Pushgateway's API, {@code /metrics/job/...}. */
  String path() {
    StringBuilder path = new StringBuilder("/metrics");
    append(path, "job", job);
    labels.forEach((name, value) -> append(path, name, value));
    return path.toString();
  }

  private static void append(StringBuilder path, String name, String value) {
    path.append('/').append(name);
    if (value.matches(PLAIN)) {
      path.append('/').append(value);
    } else {
      // The Pushgateway's own way, that no proxy decodes or tidies up; a single = says empty.
      String encoded =
          Base64.getUrlEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
      path.append("@base64/").append(encoded.isEmpty() ? "=" : encoded);
    }
  }
}
