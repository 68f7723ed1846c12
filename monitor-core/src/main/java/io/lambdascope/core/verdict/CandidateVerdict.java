package io.lambdascope.core.verdict;

/**
 * What the deviations say for one candidate.
 *
 * @param verdict the decision by the bounds
 * @param reason what kept it from being better
 * @param share its Shapley share of the energy that the candidates explain together: its gain in
 *     R², averaged over the orders in which candidates can enter (Lindeman, Merenda and Gold 1980).
 *     They sum to the share of all
 * @param cosine between its column and the deviation over all observations, in [−1, 1]; the
 *     predictable deviation where its energy is known, otherwise the observed one, whose noise
 *     takes the cosine towards 0
 * @param pValue the probability that a random direction, uniform on the sphere of the effective
 *     dimension, would explain as much beside the other candidates; 0 where it is below the
 *     smallest double, 1 for a zero or dependent column
 */
public record CandidateVerdict(
    Verdict verdict, LimitingReason reason, Share share, double cosine, double pValue) {}
