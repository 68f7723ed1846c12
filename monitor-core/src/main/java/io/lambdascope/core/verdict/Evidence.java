package io.lambdascope.core.verdict;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects observations and says, for an estimate from the same ones, which candidates they bear
 * out.
 *
 * <p>With weights w_k, M = Σ w_k A_k, c = Σ w_k c̄_k of the replicates' means, and one Λ for all,
 * the candidates explain X = cᵀM⁻¹c − tr(M⁻¹N), where N, the noise covariance of c from the spread
 * of the replicates, takes out what noise alone would explain. The share is X/E, E = Σ w_k times
 * the mean product of two different replicates (App. C of arXiv 2605.05436: share of b* = E[b |
 * θ]), and each candidate's is its Shapley value in X. E is not taken for smaller than X, of which
 * it is the whole. Intervals are Fieller's, with the covariance of X and E from successive
 * differences of the observations' contributions.
 *
 * <p>What chance alone aligns of an unexplained b* with a column is not taken out: 1/(np) of it for
 * n observations.
 *
 * <p>Without replicates nothing tells noise from signal within an observation: E is then the total
 * energy and N the spread of the scores c_k − A_kΛ̂ between observations (for a single observation,
 * that of independent equations), and the basis says so ({@link EnergyBasis#TOTAL}).
 *
 * <p>The p-value compares with the deviation averaged over the observations, of predictable energy
 * E and noise (S − E)/n for n observations' total energy S: a candidate's direction changes slowly,
 * so that n observations are not n independent chances to be orthogonal. Without replicates the
 * whole of S is taken, which is on the safe side.
 *
 * <p>An estimate should come from the same observations with the same forgetting; then the verdict
 * is on that Λ̂. Mutable, one thread. An addition costs O(r⁴), that is 1,000 products for r = 8;
 * memory O(r⁴); {@code judge} O(2^r r³) up to r = 12 and 1,024 × O(r³) beyond, so it is for when a
 * verdict is read, not for every step.
 */
public final class Evidence {

  /** Below this weight the past is dropped: its square is far below rounding beside 1. */
  private static final double NEGLIGIBLE_WEIGHT = 1e-60;

  private final double halfLife;
  private final VerdictBounds bounds;
  // Null before the first observation.
  private @Nullable EvidenceSums sums;
  private long lastIteration;

  private Evidence(double halfLife, VerdictBounds bounds) {
    this.halfLife = halfLife;
    this.bounds = bounds;
  }

  /** In which every observation weighs the same. */
  public static Evidence cumulative(VerdictBounds bounds) {
    return new Evidence(Double.POSITIVE_INFINITY, bounds);
  }

  /**
   * In which an observation k iterations old weighs 2^(−k/halfLife).
   *
   * @param halfLife in training iterations, positive and finite
   * @throws IllegalArgumentException when the half-life is not positive and finite
   */
  public static Evidence forgetting(double halfLife, VerdictBounds bounds) {
    if (!(halfLife > 0 && halfLife < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the half-life is in training iterations and must be positive and finite, was %s;"
                  + " for no forgetting use Evidence.cumulative")
              .formatted(halfLife));
    }
    return new Evidence(halfLife, bounds);
  }

  /** Takes in an observation without replicates. */
  public void add(GradientMatch match) {
    add(ReplicatedMatch.single(match));
  }

  /**
   * Takes in an observation; one of a single replicate is one without.
   *
   * @throws IllegalArgumentException when it is not finite, comes from an iteration before the last
   *     one's, has another number of regularizers than those before, or has replicates where they
   *     had none or the other way round; nothing has changed then
   */
  public void add(ReplicatedMatch match) {
    add(match, ReferenceDoubt.NONE);
  }

  /**
   * Takes an observation in whose reference is in doubt: verdicts are no better than it lets them
   * be ({@link LimitingReason#REFERENCE_INVALID}, {@link LimitingReason#REFERENCE_ERROR}).
   *
   * @throws IllegalArgumentException as {@link #add(ReplicatedMatch)}
   */
  public void add(ReplicatedMatch match, ReferenceDoubt doubt) {
    if (!match.isFinite()) {
      throw new IllegalArgumentException(
          "an observation must be finite; drop it upstream and count it: " + match);
    }
    boolean replicated = match.replicates() > 1;
    EvidenceSums before = sums;
    if (before != null) {
      before.check(match, replicated, lastIteration);
    }
    double pastWeight = Math.pow(0.5, (match.iteration() - lastIteration) / halfLife);
    EvidenceSums target =
        before == null || pastWeight < NEGLIGIBLE_WEIGHT
            ? new EvidenceSums(match.regularizers(), replicated)
            : before;
    target.add(match, doubt, pastWeight);
    sums = target;
    lastIteration = match.iteration();
  }

  /**
   * The verdicts, with as many effective dimensions as an observation has equations.
   *
   * @see #judge(LambdaEstimate, double)
   */
  public Optional<Verdicts> judge(LambdaEstimate estimate) {
    EvidenceSums present = sums;
    return present == null
        ? Optional.empty()
        : Optional.of(new Appraisal(present, estimate, present.meanEquations()).verdicts(bounds));
  }

  /**
   * The verdicts; empty before the first observation.
   *
   * @param estimate from the same observations. Its intervals and identifiability are used, and its
   *     confidence is that of the shares' intervals
   * @param effectiveDimension p_eff = p/ρ of one observation (App. B of arXiv 2605.05436), positive
   * @throws IllegalArgumentException when the estimate has another number of coefficients than the
   *     observations have regularizers, or the dimension is not positive and finite
   */
  public Optional<Verdicts> judge(LambdaEstimate estimate, double effectiveDimension) {
    if (!(effectiveDimension > 0 && effectiveDimension < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          ("the effective dimension p/ρ must be positive and finite, was %s;"
                  + " leave it out for that of independent equations")
              .formatted(effectiveDimension));
    }
    EvidenceSums present = sums;
    return present == null
        ? Optional.empty()
        : Optional.of(new Appraisal(present, estimate, effectiveDimension).verdicts(bounds));
  }

  /** Forgets all observations; the configuration stays. */
  public void reset() {
    sums = null;
    lastIteration = 0;
  }

  /**
   * Evidence between two observations: plain numbers, with which {@link #restore} continues
   * exactly. Immutable.
   *
   * @param halfLife in training iterations, infinite where nothing is forgotten
   * @param lastIteration that of the last observation, 0 before the first
   * @param numbers what was observed, whose meaning is the evidence's own; empty before the first
   *     observation
   */
  public record State(double halfLife, long lastIteration, List<Double> numbers) {

    /** Copies. */
    public State {
      numbers = List.copyOf(numbers);
    }
  }

  /** The state, from which {@link #restore} continues exactly. */
  public State state() {
    return new State(halfLife, lastIteration, sums == null ? List.of() : sums.numbers());
  }

  /**
   * Forgets all observations and goes on from a state instead.
   *
   * @throws IllegalArgumentException when the state is not one of evidence's, or of another
   *     half-life; nothing has changed then
   */
  public void restore(State state) {
    if (state.halfLife() != halfLife) {
      throw new IllegalArgumentException(
          "evidence with a half-life of %s cannot go on from one of %s"
              .formatted(halfLife, state.halfLife()));
    }
    EvidenceSums restored = state.numbers().isEmpty() ? null : EvidenceSums.of(state.numbers());
    sums = restored;
    lastIteration = state.lastIteration();
  }

  /** Independent evidence of the same configuration and the same observations. */
  public Evidence copy() {
    Evidence copy = new Evidence(halfLife, bounds);
    copy.sums = sums == null ? null : sums.copy();
    copy.lastIteration = lastIteration;
    return copy;
  }
}
