package io.lambdascope.core.record;

import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.snapshot.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a log's terms to fit, and which of them together with one coefficient: Φ' = ΦT with a
 * 0-1 matrix T, hence A' = TᵀAT and c' = Tᵀc, while b and its energy stay. Immutable.
 *
 * <p><b>Dropped terms.</b> The column is left out, as if the candidate had not been given.
 *
 * <p><b>Merged groups.</b> The sum of the groups' columns is the gradient of the sum of their
 * penalties. Over groups that share no parameter that sum is the regularizer on their union,
 * exactly, wherever the regularizer is a sum over parameters or over matrices: l1, l2, elastic net,
 * quadratic forms within the groups, distance from a point, activation-weighted l2, orthogonality,
 * nuclear and Schatten norms. It is exact too for gradient_norm, gradient_one_norm and
 * gradient_noise when their groups split the parameters that the gradient is taken of, as the
 * squared or perturbed norm is a sum over those parameters, and its gradient was taken by all of
 * them. It is another regularizer than the one on the union where groups overlap, and for those
 * that are no such sum: path norm, spectral entropy, stable rank of a union of matrices taken as
 * one.
 *
 * @param terms the new terms, in their order
 * @param sources for each, the columns of the log that are summed
 */
public record TermSelection(List<Term> terms, List<List<Integer>> sources) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when nothing is selected, or a term has no source
   */
  public TermSelection {
    terms = List.copyOf(terms);
    sources = sources.stream().map(List::copyOf).toList();
    if (terms.isEmpty()
        || terms.size() != sources.size()
        || sources.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "a selection needs at least one term and a column for each, was %s from %s"
              .formatted(terms, sources));
    }
  }

  /** All terms as they are. */
  public static TermSelection all(List<Term> terms) {
    List<List<Integer>> sources = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      sources.add(List.of(j));
    }
    return new TermSelection(terms, sources);
  }

  /**
   * The terms of the named regularizers alone, in the order of the log.
   *
   * @throws IllegalArgumentException when there is none of a name; says which there are
   */
  public TermSelection only(List<String> regularizers) {
    List<String> known = terms.stream().map(Term::regularizer).distinct().toList();
    if (regularizers.isEmpty() || !known.containsAll(regularizers)) {
      throw new IllegalArgumentException(
          "terms were asked for of the regularizers %s; there are those of %s"
              .formatted(regularizers, known));
    }
    List<Term> kept = new ArrayList<>();
    List<List<Integer>> keptSources = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      if (regularizers.contains(terms.get(j).regularizer())) {
        kept.add(terms.get(j));
        keptSources.add(sources.get(j));
      }
    }
    return new TermSelection(kept, keptSources);
  }

  /** One term for each regularizer, on the union of its groups. */
  public TermSelection mergeGroups() {
    Map<String, List<Integer>> columns = new LinkedHashMap<>();
    for (int j = 0; j < terms.size(); j++) {
      columns
          .computeIfAbsent(terms.get(j).regularizer(), name -> new ArrayList<>())
          .addAll(sources.get(j));
    }
    return new TermSelection(
        columns.keySet().stream().map(Term::of).toList(), new ArrayList<>(columns.values()));
  }

  /**
   * The statistics of an observation with these terms.
   *
   * @throws IndexOutOfBoundsException when it has fewer columns than the selection is from
   */
  public ReplicatedMatch apply(ReplicatedMatch match) {
    int r = terms.size();
    int replicates = match.replicates();
    double[] gram = new double[r * r];
    double[] crosses = new double[replicates * r];
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < r; j++) {
        for (int from : sources.get(i)) {
          for (int other : sources.get(j)) {
            gram[i * r + j] += match.gram(from, other);
          }
        }
      }
      for (int k = 0; k < replicates; k++) {
        for (int from : sources.get(i)) {
          crosses[k * r + i] += match.cross(k, from);
        }
      }
    }
    // A sum in another order may differ in the last bit; two halves of a symmetric matrix must not.
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < i; j++) {
        gram[i * r + j] = gram[j * r + i];
      }
    }
    boolean same = Arrays.equals(gram, match.gram());
    return new ReplicatedMatch(
        match.iteration(),
        match.equations(),
        same ? match.gram() : gram,
        crosses,
        match.products());
  }
}
