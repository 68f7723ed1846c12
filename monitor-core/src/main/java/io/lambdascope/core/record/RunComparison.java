package io.lambdascope.core.record;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A coefficient of two runs side by side. Immutable.
 *
 * @param term what it belongs to
 * @param first of the first run
 * @param second of the second run
 * @param difference second less first; empty where either is not identified
 * @param standardError of the difference, √(SE₁² + SE₂²): of runs whose noise is independent, that
 *     is with other seeds. Of runs with the same seed it is too large, as their noise cancels in
 *     part; empty where either is not identified
 */
public record RunComparison(
    Term term,
    Coefficient first,
    Coefficient second,
    OptionalDouble difference,
    OptionalDouble standardError) {

  /** The difference in its standard errors; empty where that is not known or no finite number. */
  public OptionalDouble z() {
    if (difference.isEmpty() || standardError.isEmpty()) {
      return OptionalDouble.empty();
    }
    double z = difference.getAsDouble() / standardError.getAsDouble();
    return Double.isFinite(z) ? OptionalDouble.of(z) : OptionalDouble.empty();
  }

  /**
   * Lower end of the difference's interval, of the confidence of the coefficients' own: d − √((λ₂ −
   * l₂)² + (u₁ − λ₁)²), by which the doubt of each run, degrees of freedom included, is recovered
   * from its interval (Zou and Donner, "Construction of confidence limits about effect measures",
   * Statistics in Medicine 27, 2008). Independent noise is assumed as for {@link #standardError}.
   * Empty where either is not identified, may be −∞.
   */
  public OptionalDouble lower() {
    return difference.isEmpty()
        ? difference
        : OptionalDouble.of(
            difference.getAsDouble()
                - Math.hypot(second.value() - second.lower(), first.upper() - first.value()));
  }

  /** Upper end: d + √((u₂ − λ₂)² + (λ₁ − l₁)²), otherwise as {@link #lower}. */
  public OptionalDouble upper() {
    return difference.isEmpty()
        ? difference
        : OptionalDouble.of(
            difference.getAsDouble()
                + Math.hypot(second.upper() - second.value(), first.value() - first.lower()));
  }

  /** Compares the coefficients that both runs have, in the order of the first. */
  public static List<RunComparison> of(
      List<Term> firstTerms, LambdaEstimate first, List<Term> secondTerms, LambdaEstimate second) {
    List<RunComparison> comparisons = new ArrayList<>();
    for (int j = 0; j < firstTerms.size(); j++) {
      int other = secondTerms.indexOf(firstTerms.get(j));
      if (other >= 0) {
        comparisons.add(of(firstTerms.get(j), first.coefficient(j), second.coefficient(other)));
      }
    }
    return comparisons;
  }

  private static RunComparison of(Term term, Coefficient first, Coefficient second) {
    boolean known = first.isIdentified() && second.isIdentified();
    return new RunComparison(
        term,
        first,
        second,
        known ? OptionalDouble.of(second.value() - first.value()) : OptionalDouble.empty(),
        known
            ? OptionalDouble.of(Math.hypot(first.standardError(), second.standardError()))
            : OptionalDouble.empty());
  }
}
