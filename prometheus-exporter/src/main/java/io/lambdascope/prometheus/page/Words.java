package io.lambdascope.prometheus.page;

import io.lambdascope.core.drift.DriftPhase;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.LimitingReason;
import io.lambdascope.core.verdict.Verdict;

/** What the page says in place of constants. Stateless. */
final class Words {

  private Words() {}

  /** A term's name, {@code l2/all} where it has a group of its own, otherwise {@code l2}. */
  static String of(Term term) {
    return term.group().equals(Term.ALL)
        ? term.regularizer()
        : term.regularizer() + "/" + term.group();
  }

  /** How well a coefficient is told from the others, and what to think of its value. */
  static String identifiability(Coefficient coefficient) {
    return switch (coefficient.identifiability()) {
      case IDENTIFIED ->
          Double.isInfinite(coefficient.standardError())
              ? "identified, but of too few observations for an interval"
              : "identified";
      case WEAK ->
          "weakly: its gradient is nearly a combination of the others', which makes its interval"
              + " about %.0f times as wide".formatted(Math.sqrt(coefficient.varianceInflation()));
      case NOT_IDENTIFIED ->
          Double.isFinite(coefficient.varianceInflation())
              ? "not identified: its gradient is, to rounding, a combination of the others'"
              : "not identified: its gradient is zero or a combination of the others'";
    };
  }

  static String of(Verdict verdict) {
    return switch (verdict) {
      case SUPPORTED -> "supported";
      case WEAK -> "weak";
      case NOT_SUPPORTED -> "not supported";
    };
  }

  /** What kept a verdict from being better; empty where nothing did. */
  static String of(LimitingReason reason) {
    return switch (reason) {
      case NO_DEVIATION -> "the updates do not deviate from the reference at all";
      case NOT_IDENTIFIED ->
          "no coefficient exists: its gradient is zero or a combination of the" + " others'";
      case NO_PREDICTABLE_DEVIATION -> "nothing in the deviations rises above their noise";
      case SHARE_TOO_SMALL -> "it explains too small a share of the deviations";
      case NO_BETTER_THAN_RANDOM -> "a random direction would explain as much";
      case INTERVAL_HOLDS_ZERO -> "the interval contains 0";
      case REFERENCE_INVALID ->
          "the reference was often outside the range in which its theory"
              + " holds; take a smaller step";
      case REFERENCE_ERROR ->
          "the reference's own error is larger than what it explains; take more" + " examples";
      case WEAKLY_IDENTIFIED -> "its gradient is nearly a combination of the others'";
      case SHARE_UNCERTAIN -> "the share it explains is still uncertain; observe for longer";
      case NONE -> "";
    };
  }

  static String of(DriftPhase phase) {
    return switch (phase) {
      case WARMING_UP -> "too few observations";
      case STABLE -> "stable";
      case DRIFTING -> "drifting";
    };
  }
}
