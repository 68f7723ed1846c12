package io.lambdascope.dl4j.preflight;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What can be said before training: what is explicit in the configuration, what can mislead, what
 * will not be measured, which references are possible, and what they cost. Immutable; {@code
 * toString} is a page for people.
 *
 * @param parameters the length of the network's parameter vector
 * @param trainedParameters p: those that training changes
 * @param findings of each kind, in the order of the layers
 * @param references those asked about
 * @param coefficients r: regularizers times groups
 * @param series how many time series the exporter will show for them
 * @param batchSize the mini-batch that costs are predicted for
 */
public record Preflight(
    long parameters,
    long trainedParameters,
    List<Finding> findings,
    List<ReferenceCheck> references,
    int coefficients,
    int series,
    int batchSize) {

  /** Copies the lists. */
  public Preflight {
    findings = List.copyOf(findings);
    references = List.copyOf(references);
  }

  /** The findings of a kind. */
  public List<Finding> findings(Finding.Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).toList();
  }

  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    page.append(
        String.format(
            Locale.ROOT,
            "%,d parameters, %,d of them trained; %d coefficients, %d time series%n",
            parameters,
            trainedParameters,
            coefficients,
            series));
    section(page, "explicit regularization", Finding.Kind.EXPLICIT);
    section(page, "confounders", Finding.Kind.CONFOUNDER);
    section(page, "not measured", Finding.Kind.NOT_MEASURED);
    page.append(
        String.format(
            Locale.ROOT, "references, with the cost of a sample in steps of %d:%n", batchSize));
    for (ReferenceCheck check : references) {
      page.append(
          String.format(
              Locale.ROOT,
              "  %s: %s%n",
              check.reference(),
              check
                  .refusal()
                  .map(refusal -> "refused, " + refusal)
                  .orElseGet(
                      () ->
                          String.format(
                              Locale.ROOT,
                              "%.3g (data: %s)",
                              check.trainingSteps(batchSize),
                              check.data()))));
    }
    return page.toString();
  }

  private void section(StringBuilder page, String title, Finding.Kind kind) {
    List<Finding> all = findings(kind);
    page.append(title)
        .append(
            all.isEmpty()
                ? ": none\n"
                : all.stream()
                    .map(finding -> "\n  " + finding)
                    .collect(Collectors.joining("", ":", "\n")));
  }
}
