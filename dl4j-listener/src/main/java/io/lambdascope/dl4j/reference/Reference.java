package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which step the observed one is compared with, said by what it leaves out. Immutable; one may
 * serve several listeners.
 *
 * <p>Every reference starts from the same θ_t and, where the updater has state and is not itself
 * left out, from a copy of its state just before the step, so that momentum cancels. Causes
 * combine: {@link #without} takes any set of them, {@link #and} adds one, {@link #on} replaces the
 * mini-batch by a probe. What is not named stays as it was in the step, but for dropout and weight
 * noise: a gradient of the monitor's own cannot repeat the masks of the step, so it is one of the
 * clean loss, or with {@link #keepingDropout} a mean over masks of its own.
 */
public final class Reference implements Serializable {

  private static final long serialVersionUID = 1;

  /** Causes whose removal asks for a gradient of the monitor's own. */
  private static final Set<Ablation> NEED_GRADIENT =
      EnumSet.of(
          Ablation.MINI_BATCHING,
          Ablation.STOCHASTIC_LAYERS,
          Ablation.STEP_SIZE,
          Ablation.MOVEMENT);

  /** Drawn anew for each step, as the step was: the same examples, so no error of their choice. */
  private static final Provenance MINI_BATCH = new Provenance("the step's mini-batch", true);

  private final EnumSet<Ablation> ablations;
  private final @Nullable Probe probe;
  private final int masks;
  private final boolean meanOverMasks;

  private Reference(
      Set<Ablation> ablations, @Nullable Probe probe, int masks, boolean meanOverMasks) {
    this.ablations = EnumSet.copyOf(ablations);
    this.probe = probe;
    this.masks = masks;
    this.meanOverMasks = meanOverMasks;
    if (masks == 0 && !NEED_GRADIENT.stream().noneMatch(ablations::contains)) {
      this.ablations.add(Ablation.STOCHASTIC_LAYERS);
    }
  }

  /**
   * Leaves these out. The mini-batch itself is left out by {@link #on}.
   *
   * @throws IllegalArgumentException when they cannot go together, says why
   */
  public static Reference without(Ablation first, Ablation... more) {
    Set<Ablation> all = EnumSet.of(first, more);
    if (all.contains(Ablation.MINI_BATCHING)) {
      throw new IllegalArgumentException(
          "a reference without mini-batching needs the data to take in its place; leave"
              + " MINI_BATCHING out of the list and say on(probe)");
    }
    return new Reference(refuseContradictions(all), null, 0, false);
  }

  /**
   * The same mini-batch with dropout and weight noise off: the deviation is what they did to this
   * step, without sampling noise (App. C of the paper, second example). Exactly zero for a network
   * that has none. Costs one gradient of the mini-batch.
   */
  public static Reference withoutDropout() {
    return without(Ablation.STOCHASTIC_LAYERS);
  }

  /**
   * What dropout and weight noise do on average, at the parameters of the step: b =
   * E[∇L_noisy(θ_t)] − ∇L(θ_t) on the same mini-batch, the mean over masks drawn by the monitor,
   * each of them an independent replicate. The update as made is not looked at, so nothing is
   * assumed of the updater; clipping and penalties are not in it. Exactly zero for a network that
   * has neither.
   *
   * <p>Masks come from a random stream of the monitor's own, seeded by the iteration. Costs one
   * gradient of the mini-batch for each mask, and one.
   *
   * @param masks how many to draw, at least 2
   * @throws IllegalArgumentException when below 2
   */
  public static Reference dropoutMean(int masks) {
    if (masks < 2) {
      throw new IllegalArgumentException(
          ("the mean effect of dropout needs at least 2 masks to tell its noise by, was %d; 8 to 64"
                  + " are usual")
              .formatted(masks));
    }
    return new Reference(EnumSet.of(Ablation.STOCHASTIC_LAYERS), null, masks, true);
  }

  /**
   * The very gradient of the step, penalties not added: the deviation is the explicit l1, l2 and
   * weight decay, whose coefficients are known. A calibration check; costs no gradient.
   */
  public static Reference withoutPenalties() {
    return without(Ablation.PENALTIES);
  }

  /**
   * The very gradient of the step, neither clipped nor normalized: the deviation is what clipping
   * took away. Costs no gradient.
   */
  public static Reference withoutClipping() {
    return without(Ablation.CLIPPING);
  }

  /**
   * Plain gradient descent on the very gradient of the step, at the same learning rate: the
   * deviation u_t/η_t − g_t is the updater's own doing (momentum, adaptive rates). Exactly zero for
   * Sgd. Costs no gradient. Needs an updater with a learning rate.
   */
  public static Reference withoutUpdater() {
    return without(Ablation.UPDATER);
  }

  /**
   * The gradient of the whole probe in place of the mini-batch's, dropout off. Costs one gradient
   * of the probe.
   *
   * <p>Over one step the deviation has mean zero: it is sampling noise.
   */
  public static Reference fullBatch(Probe probe) {
    return without(Ablation.STOCHASTIC_LAYERS).on(probe);
  }

  /**
   * The gradient flow of the probe's objective over the time of one step, by RK4, in float64 (App.
   * H.5 of the paper). Under full-batch gradient descent the deviation is the discretization error,
   * which theory gives as (ηp/4)∇(‖∇L‖²/p) to first order. Needs plain Sgd, unless the updater is
   * left out too; gradient clipping, which is no part of a gradient flow, is left out as well.
   * Costs six gradients of the probe while ηh is at most 0.2.
   */
  public static Reference gradientFlow(Probe probe) {
    return without(Ablation.STEP_SIZE).on(probe);
  }

  /**
   * The gradient flow of what the step itself was made of: of the objective on its own mini-batch,
   * or, with a {@link io.lambdascope.dl4j.capture.Window}, on all the mini-batches of the window,
   * which for that of an epoch are the training set. Otherwise as {@link #gradientFlow(Probe)}.
   */
  public static Reference gradientFlow() {
    return without(Ablation.STEP_SIZE);
  }

  /**
   * No step at all: b = −∇L(θ_t) on the probe, as if training had come to rest under the penalty
   * sought (Eq. 2): the endpoint view. Explicit penalties belong to the objective, so that what is
   * found is implicit; with {@link #andWithoutPenalties} they are found too. Far from rest the
   * gradient is only the distance from it. Costs one gradient of the probe.
   */
  public static Reference stationarity(Probe probe) {
    return without(Ablation.MOVEMENT).on(probe);
  }

  /** The same reference with explicit penalties taken out as well. */
  public Reference andWithoutPenalties() {
    return and(Ablation.PENALTIES);
  }

  /**
   * The same reference with one more cause left out.
   *
   * @throws IllegalArgumentException when it cannot go with the others, says why
   */
  public Reference and(Ablation more) {
    if (more == Ablation.MINI_BATCHING && probe == null) {
      throw new IllegalArgumentException(
          "a reference without mini-batching needs the data to take in its place; say on(probe)");
    }
    if (more == Ablation.STOCHASTIC_LAYERS && masks > 0 && !meanOverMasks) {
      throw new IllegalArgumentException(
          "keepingDropout was said of this reference, so dropout cannot be left out as well");
    }
    if (meanOverMasks && more != Ablation.STOCHASTIC_LAYERS) {
      throw new IllegalArgumentException(
          ("dropoutMean compares two gradients at the same parameters and no step, so there is no %s"
                  + " in it to leave out; use withoutDropout() for what dropout did to the step")
              .formatted(more));
    }
    Set<Ablation> all = EnumSet.copyOf(ablations);
    all.add(more);
    return new Reference(refuseContradictions(all), probe, masks, meanOverMasks);
  }

  /** The same reference on all of the probe in place of the mini-batch. */
  public Reference on(Probe probe) {
    Set<Ablation> all = EnumSet.copyOf(ablations);
    if (!meanOverMasks) {
      all.add(Ablation.MINI_BATCHING);
    }
    return new Reference(all, probe, masks, meanOverMasks);
  }

  /**
   * The same reference with dropout and weight noise left in: its gradients are means over masks of
   * the monitor's own, the same ones for all gradients of a sample, so that the objective is a
   * smooth function of θ. Multiplies the cost of every gradient by the number of masks.
   *
   * @param masks at least 1
   * @throws IllegalArgumentException when below 1, or when dropout is all that is left out, or when
   *     the reference takes the gradient of the step, which has dropout in it as it is
   */
  public Reference keepingDropout(int masks) {
    if (masks < 1) {
      throw new IllegalArgumentException("the number of masks must be at least 1, was " + masks);
    }
    Set<Ablation> fewer = EnumSet.copyOf(ablations);
    fewer.remove(Ablation.STOCHASTIC_LAYERS);
    if (meanOverMasks || fewer.stream().noneMatch(NEED_GRADIENT::contains)) {
      throw new IllegalArgumentException(
          ("the reference %s has dropout in it where it is not what is left out; keepingDropout is"
                  + " for fullBatch, gradientFlow and stationarity")
              .formatted(this));
    }
    return new Reference(fewer, probe, masks, false);
  }

  private static Set<Ablation> refuseContradictions(Set<Ablation> all) {
    if (all.contains(Ablation.MOVEMENT)
        && (all.contains(Ablation.STEP_SIZE)
            || all.contains(Ablation.UPDATER)
            || all.contains(Ablation.CLIPPING))) {
      throw new IllegalArgumentException(
          ("without movement there is no step, hence no step size, updater or clipping to leave out"
                  + " of it; given were %s")
              .formatted(all));
    }
    return all;
  }

  /** Its name in metrics: lower case words joined by underscores. */
  public String name() {
    if (meanOverMasks) {
      return probe == null ? "dropout_mean" : "dropout_mean_full_batch";
    }
    Set<Ablation> rest = EnumSet.copyOf(ablations);
    String base = "";
    if (rest.remove(Ablation.MOVEMENT)) {
      base = probe == null ? "mini_batch_stationarity" : "stationarity";
    } else if (rest.remove(Ablation.STEP_SIZE)) {
      base = probe == null ? "mini_batch_flow" : "gradient_flow";
    } else if (probe != null) {
      base = "full_batch";
    }
    rest.remove(Ablation.MINI_BATCHING);
    if (!base.isEmpty() && masks == 0) {
      rest.remove(Ablation.STOCHASTIC_LAYERS);
    }
    String without =
        rest.stream().map(Reference::word).collect(Collectors.joining("_and_", "without_", ""));
    String kept = masks > 0 ? "_with_dropout" : "";
    if (base.isEmpty()) {
      return without;
    }
    return rest.isEmpty() ? base + kept : base + kept + "_" + without;
  }

  private static String word(Ablation ablation) {
    return switch (ablation) {
      case MINI_BATCHING -> "mini_batching";
      case STOCHASTIC_LAYERS -> "dropout";
      case PENALTIES -> "penalties";
      case CLIPPING -> "clipping";
      case UPDATER -> "updater";
      case STEP_SIZE -> "step_size";
      case MOVEMENT -> "movement";
    };
  }

  /** Whether it leaves this out. */
  public boolean ablates(Ablation ablation) {
    return ablations.contains(ablation);
  }

  /** The data in place of the mini-batch, for those that need it. */
  public Optional<Probe> probe() {
    return Optional.ofNullable(probe);
  }

  /** Which examples it computes its gradients on. */
  public Provenance provenance() {
    if (probe != null) {
      return probe.provenance();
    }
    return computesGradient() ? MINI_BATCH : Provenance.NONE;
  }

  /** Whether it computes a gradient of its own, rather than taking the step's. */
  public boolean computesGradient() {
    return NEED_GRADIENT.stream().anyMatch(ablations::contains);
  }

  /** Whether it is {@link #dropoutMean}. */
  public boolean isMeanOverMasks() {
    return meanOverMasks;
  }

  /** How many masks are drawn for a sample; 0 where none are. */
  public int masks() {
    return masks;
  }

  /** How many masks each of its gradients is a mean over; 0 where those are of the clean loss. */
  public int masksKept() {
    return meanOverMasks ? 0 : masks;
  }

  /** Whether the update as made is looked at, rather than the parameters alone. */
  boolean comparesSteps() {
    return !meanOverMasks && !ablates(Ablation.MOVEMENT);
  }

  /** Whether it leaves out none of these. */
  boolean keeps(Ablation... causes) {
    return Arrays.stream(causes).noneMatch(ablations::contains);
  }

  @Override
  public String toString() {
    return name().replace('_', ' ');
  }
}
