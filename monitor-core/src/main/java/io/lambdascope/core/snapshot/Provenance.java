package io.lambdascope.core.snapshot;

/**
 * Which examples a monitor's reference computes its gradients on.
 *
 * @param data in words, for people: how many, chosen how
 * @param redrawn whether they are drawn anew for each sample, independently: then the error by
 *     their choice is noise that averages out and that intervals include, and no lasting one
 */
public record Provenance(String data, boolean redrawn) {

  /** Of a reference that computes no gradient, or of which nothing was said. */
  public static final Provenance NONE = new Provenance("none", false);
}
