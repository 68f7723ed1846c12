package io.lambdascope.dl4j.reference;

/** A cause that a reference leaves out of the step (section 2.2 of arXiv 2605.05436). */
public enum Ablation {
  /** The probe's full gradient in place of the mini-batch's. */
  MINI_BATCHING,
  /** Dropout of every kind and weight noise off, everything else as in the step. */
  STOCHASTIC_LAYERS,
  /** No l1, l2 and weight decay. */
  PENALTIES,
  /** No gradient clipping and no gradient normalization. */
  CLIPPING,
  /** Plain Sgd at the same learning rate in place of the updater. */
  UPDATER,
  /** The gradient flow over the time of the step in place of the step. */
  STEP_SIZE,
  /** No step at all: stationarity, u_t = 0 (Eq. 2). */
  MOVEMENT
}
