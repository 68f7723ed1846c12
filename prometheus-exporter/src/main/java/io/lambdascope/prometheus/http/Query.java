package io.lambdascope.prometheus.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parameters of a request, each at most once. Immutable. */
final class Query {

  private final Map<String, String> parameters;

  private Query(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /** What is wrong with a request, in words for who made it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Reads them.
   *
   * @param known the names that mean something here
   * @throws Refused for any other name, or one given twice
   */
  static Query of(URI uri, Set<String> known) throws Refused {
    Map<String, String> parameters = new TreeMap<>();
    String raw = uri.getRawQuery();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        if (!known.contains(name)) {
          throw new Refused(
              "unknown parameter \"%s\"; there is %s"
                  .formatted(printable(name), String.join(", ", new TreeSet<>(known))));
        }
        if (parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
          throw new Refused(name + " is given twice; give it once");
        }
      }
    }
    return new Query(parameters);
  }

  /**
   * An integer.
   *
   * @param otherwise when it is not given
   * @throws Refused unless it is an integer from {@code least} to {@code most}
   */
  long integer(String name, long otherwise, long least, long most) throws Refused {
    Optional<String> given = Optional.ofNullable(parameters.get(name));
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(given.orElseThrow());
      if (least <= value && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Refused(
        "%s must be an integer from %d to %d, was \"%s\""
            .formatted(name, least, most, printable(given.orElseThrow())));
  }

  private static String decode(String text) throws Refused {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refused("\"%s\" is not URL-encoded".formatted(printable(text)));
    }
  }

  /** Short, and without what could pass for a line of its own in a log. */
  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }
}
