package io.lambdascope.core.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quadratic penalties R = Σ_g λ_g Σ_{i∈g} θ_i² over disjoint groups of parameters: one group is
 * ridge λ‖θ‖² (gradient 2λθ; the weight decay of the same strength is 2λ), a group a layer, or a
 * group a parameter, the diagonal of Λ.
 *
 * <p>Columns of different groups have no entry in common, so that each λ_g is a regression on its
 * own, λ̂_g = −Σ w_k θ_kᵀg_k / (2 Σ w_k θ_kᵀθ_k) over the group: exact, and of variance inflation
 * 1. A group whose parameters are zero in all endpoints has no equation and is not identified. With
 * several endpoints a diagonal is the best diagonal, not the diagonal of the best matrix.
 *
 * <p>Cost O(mp) whatever the number of groups. Immutable. Reference: Section 3 and H.3, panels C
 * and E of Fig. 4, of arXiv 2605.05436.
 */
public final class GroupedQuadratic implements LinearPenalty {

  private static final int NO_GROUP = -1;

  private final int[] groupOf;
  private final int groups;

  private GroupedQuadratic(int[] groupOf, int groups) {
    this.groupOf = groupOf;
    this.groups = groups;
  }

  /** One coefficient for all p parameters: ridge. */
  public static GroupedQuadratic scalar(int parameters) {
    return new GroupedQuadratic(new int[parameters], 1);
  }

  /** One coefficient for each of p parameters. */
  public static GroupedQuadratic diagonal(int parameters) {
    int[] groupOf = new int[parameters];
    Arrays.setAll(groupOf, i -> i);
    return new GroupedQuadratic(groupOf, parameters);
  }

  /**
   * One coefficient for each group of indices; parameters in no group are not penalized.
   *
   * @throws IllegalArgumentException when there is no group, one is empty, or an index is out of
   *     range or in two
   */
  public static GroupedQuadratic ofGroups(int parameters, List<int[]> groups) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("at least one group of parameters is needed");
    }
    int[] groupOf = new int[parameters];
    Arrays.fill(groupOf, NO_GROUP);
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).length == 0) {
        throw new IllegalArgumentException("group %d has no parameter; leave it out".formatted(g));
      }
      for (int i : groups.get(g)) {
        if (i < 0 || i >= parameters || groupOf[i] != NO_GROUP) {
          throw new IllegalArgumentException(
              "index %d of group %d must lie in [0, %d) and in no other group"
                  .formatted(i, g, parameters));
        }
        groupOf[i] = g;
      }
    }
    return new GroupedQuadratic(groupOf, groups.size());
  }

  @Override
  public double[] gradient(Endpoint endpoint, double[] lambda) {
    double[] gradient = endpoint.parameters();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = groupOf[i] == NO_GROUP ? 0 : 2 * lambda[groupOf[i]] * gradient[i];
    }
    return gradient;
  }

  @Override
  public PenaltyEstimate fit(EndpointPool pool) {
    return fit(pool, Double.NEGATIVE_INFINITY);
  }

  /** As the groups are regressions on their own, a negative optimum is held at zero. */
  @Override
  public PenaltyEstimate fitNonNegative(EndpointPool pool) {
    return fit(pool, 0);
  }

  private PenaltyEstimate fit(EndpointPool pool, double lowest) {
    if (pool.parameters() != groupOf.length) {
      throw new IllegalArgumentException(
          "the groups are of %d parameters, the endpoints have %d"
              .formatted(groupOf.length, pool.parameters()));
    }
    PoolUnits whole = PoolUnits.of(pool);
    List<PenaltyCoefficient> coefficients = new ArrayList<>();
    int rank = 0;
    double residual = 0;
    double energy = 0;
    for (List<Endpoint> part : split(pool)) {
      if (part.isEmpty()) {
        continue; // no parameter without a penalty
      }
      boolean penalized = coefficients.size() < groups;
      SharedCoefficient group = new SharedCoefficient(new EndpointPool(part), penalized, lowest);
      residual += group.residual(whole);
      energy += group.energy(whole);
      if (penalized) {
        coefficients.add(group.coefficient());
        rank += group.isDetermined() ? 1 : 0;
      }
    }
    return new PenaltyEstimate(
        coefficients,
        Agreement.ofEnergies(residual, energy),
        rank,
        rank == 0 ? Double.POSITIVE_INFINITY : 1,
        pool.distanceFromStationarity());
  }

  /** The endpoints' parts in each group, and last in none. */
  private List<List<Endpoint>> split(EndpointPool pool) {
    int[] sizes = new int[groups + 1];
    for (int g : groupOf) {
      sizes[slot(g)]++;
    }
    List<List<Endpoint>> parts = new ArrayList<>();
    for (int g = 0; g <= groups; g++) {
      parts.add(new ArrayList<>());
    }
    for (Endpoint endpoint : pool.endpoints()) {
      double[] parameters = endpoint.parameters();
      double[] gradient = endpoint.lossGradient();
      double[][] theirParameters = new double[groups + 1][];
      double[][] theirGradient = new double[groups + 1][];
      Arrays.setAll(theirParameters, g -> new double[sizes[g]]);
      Arrays.setAll(theirGradient, g -> new double[sizes[g]]);
      int[] filled = new int[groups + 1];
      for (int i = 0; i < groupOf.length; i++) {
        int g = slot(groupOf[i]);
        theirParameters[g][filled[g]] = parameters[i];
        theirGradient[g][filled[g]++] = gradient[i];
      }
      for (int g = 0; g <= groups; g++) {
        if (sizes[g] > 0) {
          parts.get(g).add(new Endpoint(theirParameters[g], theirGradient[g], endpoint.weight()));
        }
      }
    }
    return parts;
  }

  private int slot(int group) {
    return group == NO_GROUP ? groups : group;
  }
}
