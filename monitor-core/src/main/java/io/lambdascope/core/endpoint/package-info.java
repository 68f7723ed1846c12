/**
 * Estimates of Λ where training ended: {@link io.lambdascope.core.endpoint.Endpoint}s, parameters
 * with the loss gradient there, in; {@link io.lambdascope.core.endpoint.PenaltyEstimate}, {@link
 * io.lambdascope.core.endpoint.SymmetricEstimate} or {@link
 * io.lambdascope.core.endpoint.NonlinearEstimate} out, by gradient matching −∇L(θ̂) = ∇R(θ̂, Λ)
 * (Eq. 2 and 3 and App. F of arXiv 2605.05436). Everywhere R = θᵀΛθ for quadratic penalties, λ‖θ‖²
 * for one coefficient, with gradients 2Λθ and 2λθ. Imports {@code linalg} and {@code estimate}, the
 * latter for its bounds on identifiability.
 */
@NullMarked
package io.lambdascope.core.endpoint;

import org.jspecify.annotations.NullMarked;
