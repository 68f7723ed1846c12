package io.lambdascope.dl4j.regularizer;

import io.lambdascope.dl4j.network.ParameterKind;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Into which groups of parameters each regularizer is split: one column and one coefficient for
 * each regularizer and group. One group of all by default.
 *
 * <p>Groups may overlap, but their columns then overlap too: a group beside the total of which it
 * is the only part that matters is not identified. Immutable.
 *
 * <pre>{@code
 * ParameterGroups.perLayer()
 * ParameterGroups.of("early", s -> Integer.parseInt(s.layer()) < 3)
 *     .and("late", s -> Integer.parseInt(s.layer()) >= 3)
 * }</pre>
 */
public final class ParameterGroups implements Serializable {

  private static final long serialVersionUID = 1;

  /** The name of the group of all, as it is in {@code Term.ALL}. */
  public static final String ALL = "all";

  /**
   * Groups at most: as many label values each coefficient's metrics have, and r groups cost r³ in
   * an estimate.
   */
  public static final int DEFAULT_MOST = 32;

  private final Splitter splitter;
  private final int most;

  /** Names the groups of a layout, in their order. */
  private interface Splitter extends Serializable {
    Map<String, List<Segment>> split(ParameterLayout layout);
  }

  /** Takes some parameters. Serializable, as listeners are. */
  @FunctionalInterface
  public interface Filter extends Predicate<Segment>, Serializable {}

  private ParameterGroups(Splitter splitter, int most) {
    this.splitter = splitter;
    this.most = most;
  }

  /** One group of all parameters, {@value #ALL}: the default. */
  public static ParameterGroups total() {
    return of(ALL, segment -> true);
  }

  /** One for each layer, by its index, or its name in a graph. */
  public static ParameterGroups perLayer() {
    return new ParameterGroups(
        layout -> {
          Map<String, List<Segment>> groups = new LinkedHashMap<>();
          for (Segment segment : layout.trained()) {
            groups.computeIfAbsent(segment.layer(), key -> new ArrayList<>()).add(segment);
          }
          return groups;
        },
        DEFAULT_MOST);
  }

  /** {@code weight}, {@code bias} and {@code other}, those of them that the network has. */
  public static ParameterGroups perKind() {
    return new ParameterGroups(
        layout -> {
          Map<String, List<Segment>> groups = new LinkedHashMap<>();
          for (ParameterKind kind : ParameterKind.values()) {
            List<Segment> segments =
                layout.trained().stream().filter(segment -> segment.kind() == kind).toList();
            if (!segments.isEmpty()) {
              groups.put(kind.name().toLowerCase(Locale.ROOT), segments);
            }
          }
          return groups;
        },
        DEFAULT_MOST);
  }

  /**
   * The parameters that a filter takes.
   *
   * @param name of the group in metrics: some text without control characters, at most 64 long
   * @throws IllegalArgumentException when the name is not
   */
  public static ParameterGroups of(String name, Filter filter) {
    refuseName(name);
    return new ParameterGroups(
        layout -> Map.of(name, layout.trained().stream().filter(filter).toList()), DEFAULT_MOST);
  }

  /**
   * These groups and one more.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public ParameterGroups and(String name, Filter filter) {
    refuseName(name);
    return new ParameterGroups(
        layout -> {
          Map<String, List<Segment>> groups = new LinkedHashMap<>(splitter.split(layout));
          if (groups.put(name, layout.trained().stream().filter(filter).toList()) != null) {
            throw new IllegalArgumentException(
                "there are two groups of parameters named \"%s\"; rename one".formatted(name));
          }
          return groups;
        },
        most);
  }

  /**
   * The same groups, with room for this many in place of {@value #DEFAULT_MOST}.
   *
   * @throws IllegalArgumentException when below 1
   */
  public ParameterGroups atMost(int groups) {
    if (groups < 1) {
      throw new IllegalArgumentException("at least 1 group must be allowed, was " + groups);
    }
    return new ParameterGroups(splitter, groups);
  }

  /**
   * The groups of a network: the trained parameters of each, by its name.
   *
   * @throws IllegalArgumentException when they are too many, one is empty, or two are the same
   */
  Map<String, List<Segment>> split(ParameterLayout layout) {
    Map<String, List<Segment>> groups = splitter.split(layout);
    if (groups.size() > most) {
      throw new IllegalArgumentException(
          ("the parameters make %d groups, and at most %d are allowed; take coarser ones, such as"
                  + " perKind() or some of(name, filter), or allow more by atMost(%d)")
              .formatted(groups.size(), most, groups.size()));
    }
    Set<List<Segment>> seen = new LinkedHashSet<>();
    groups.forEach(
        (name, segments) -> {
          refuseName(name);
          if (segments.isEmpty()) {
            throw new IllegalArgumentException(
                "the group \"%s\" has no trained parameter; its filter must take some of %s"
                    .formatted(name, keys(layout.trained())));
          }
          if (!seen.add(segments)) {
            throw new IllegalArgumentException(
                "the group \"%s\" has the same parameters as one before, %s; drop one of the two"
                    .formatted(name, keys(segments)));
          }
        });
    return groups;
  }

  static List<String> keys(List<Segment> segments) {
    return segments.stream().map(Segment::gradientKey).toList();
  }

  private static void refuseName(String name) {
    if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          ("the name of a group is the value of a label of metrics: some text without control"
                  + " characters, at most 64 long; was \"%s\"")
              .formatted(name));
    }
  }
}
