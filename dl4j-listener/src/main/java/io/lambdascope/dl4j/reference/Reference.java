package io.lambdascope.dl4j.reference;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which step the observed one is compared with, said by what it leaves out. Immutable; one may
 * serve several listeners.
 *
 * <p>Every reference starts from the same θ_t and, where the updater has state, from a copy of its
 * state just before the step, so that momentum cancels. Explicit penalties stay in unless {@link
 * #andWithoutPenalties} or {@link #withoutPenalties} takes them out.
 */
public final class Reference {

  private final String name;
  private final Set<Ablation> ablations;
  private final @Nullable Probe probe;

  private Reference(String name, Set<Ablation> ablations, @Nullable Probe probe) {
    this.name = name;
    this.ablations = EnumSet.copyOf(ablations);
    this.probe = probe;
  }

  /**
   * The same mini-batch with dropout and weight noise off: the deviation is what they did to this
   * step, without sampling noise (App. C of the paper, second example). Exactly zero for a network
   * that has none. Costs one gradient of the mini-batch.
   */
  public static Reference withoutDropout() {
    return new Reference("without_dropout", EnumSet.of(Ablation.STOCHASTIC_LAYERS), null);
  }

  /**
   * The very gradient of the step, penalties not added: the deviation is the explicit l1, l2 and
   * weight decay, whose coefficients are known. A calibration check; costs no gradient.
   */
  public static Reference withoutPenalties() {
    return new Reference("without_penalties", EnumSet.of(Ablation.PENALTIES), null);
  }

  /**
   * The gradient of the whole probe in place of the mini-batch's, dropout off. Costs one gradient
   * of the probe.
   *
   * <p>Over one step the deviation has mean zero: it is sampling noise.
   */
  public static Reference fullBatch(Probe probe) {
    return new Reference(
        "full_batch", EnumSet.of(Ablation.MINI_BATCHING, Ablation.STOCHASTIC_LAYERS), probe);
  }

  /**
   * The gradient flow of the probe's objective over the time of one step, by RK4, in float64 (App.
   * H.5 of the paper). Under full-batch gradient descent the deviation is the discretization error,
   * which theory gives as (ηp/4)∇(‖∇L‖²/p) to first order. Needs plain Sgd; gradient clipping,
   * which is no part of a gradient flow, is left out too. Costs six gradients of the probe while ηh
   * is at most 0.2.
   */
  public static Reference gradientFlow(Probe probe) {
    return new Reference(
        "gradient_flow",
        EnumSet.of(Ablation.MINI_BATCHING, Ablation.STOCHASTIC_LAYERS, Ablation.STEP_SIZE),
        probe);
  }

  /** The same reference with explicit penalties taken out as well. */
  public Reference andWithoutPenalties() {
    if (ablates(Ablation.PENALTIES)) {
      return this;
    }
    Set<Ablation> more = EnumSet.copyOf(ablations);
    more.add(Ablation.PENALTIES);
    return new Reference(name + "_without_penalties", more, probe);
  }

  /** Its name in metrics. */
  public String name() {
    return name;
  }

  /** Whether it leaves this out. */
  public boolean ablates(Ablation ablation) {
    return ablations.contains(ablation);
  }

  /** The data in place of the mini-batch, for those that need it. */
  public Optional<Probe> probe() {
    return Optional.ofNullable(probe);
  }

  /** Whether it computes a gradient of its own, rather than taking the step's. */
  boolean computesGradient() {
    return ablates(Ablation.MINI_BATCHING) || ablates(Ablation.STOCHASTIC_LAYERS);
  }

  @Override
  public String toString() {
    return name.replace('_', ' ');
  }
}
