package io.lambdascope.prometheus.page;

import io.lambdascope.core.drift.DriftStatus;
import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.core.verdict.CandidateVerdict;
import io.lambdascope.core.verdict.Share;
import io.lambdascope.prometheus.Readings;
import java.util.Optional;

/**
 * One row of the page's table. Numbers are NaN where not known, as the meters' are.
 *
 * @param name for people
 * @param estimate λ̂
 * @param standardError of it
 * @param lower end of its interval; the meters' −∞ is NaN in JSON, see {@code identifiability}
 * @param upper end of its interval
 * @param configured λ of the training's own penalty of this kind, which a reference without
 *     penalties estimates
 * @param identified whether λ̂ may be used, if weakly
 * @param identifiability in words
 * @param verdict in words; empty when none was reached
 * @param reason what kept the verdict from being better
 * @param explained share of the deviations' energy
 * @param drift its phase in words
 * @param driftScore evidence of a change; 1 is enough
 * @param drifts how many changes were seen
 */
record TermState(
    String name,
    String regularizer,
    String group,
    double estimate,
    double standardError,
    double lower,
    double upper,
    double configured,
    boolean identified,
    String identifiability,
    String verdict,
    String reason,
    double explained,
    String drift,
    double driftScore,
    long drifts) {

  static TermState of(MonitorSnapshot snapshot, Term term) {
    Optional<Coefficient> any =
        Readings.ofTerm(snapshot, term, latest -> latest.estimate().coefficients());
    Optional<Coefficient> identified = Readings.coefficient(snapshot, term);
    Optional<CandidateVerdict> verdict = Readings.verdict(snapshot, term);
    Optional<DriftStatus> drift = Readings.drift(snapshot, term);
    return new TermState(
        Words.of(term),
        term.regularizer(),
        term.group(),
        Readings.orNaN(identified, Coefficient::value),
        Readings.orNaN(identified, Coefficient::standardError),
        Readings.orNaN(identified, Coefficient::lower),
        Readings.orNaN(identified, Coefficient::upper),
        Readings.ofConfigured(term).applyAsDouble(snapshot),
        identified.isPresent(),
        any.map(Words::identifiability).orElse("no observation yet"),
        verdict.map(v -> Words.of(v.verdict())).orElse(""),
        verdict.map(v -> Words.of(v.reason())).orElse(""),
        Readings.orNaN(verdict.flatMap(v -> v.share().known()), Share.Known::value),
        drift.map(d -> Words.of(d.phase())).orElse("not watched"),
        Readings.orNaN(drift, d -> Readings.orNaN(d.score())),
        drift.map(DriftStatus::drifts).orElse(0L));
  }
}
