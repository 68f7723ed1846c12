package io.lambdascope.examples.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an experiment says in the end.
 *
 * @param summary its numbers, names unique
 * @param verdict what follows, a sentence each
 */
public record Findings(List<Finding> summary, List<String> verdict) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when two numbers have the same name
   */
  public Findings {
    summary = List.copyOf(summary);
    verdict = List.copyOf(verdict);
    Set<String> names = new LinkedHashSet<>();
    for (Finding finding : summary) {
      if (!names.add(finding.name())) {
        throw new IllegalArgumentException("two findings are called " + finding.name());
      }
    }
  }

  /** Those that are not what was asked for. */
  public List<Finding> missed() {
    List<Finding> missed = new ArrayList<>(summary);
    missed.removeIf(Finding::holds);
    return missed;
  }
}
