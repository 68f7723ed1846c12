package io.lambdascope.core.verdict;

import io.lambdascope.core.linalg.SubsetInverse;
import java.util.Random;

/**
 * The Shapley value of every column for the energy that columns explain together (Lindeman, Merenda
 * and Gold, Introduction to Bivariate and Multivariate Analysis, 1980, p. 119 ff.; Grömping, The
 * American Statistician 61, 2007): its gain v(S ∪ j) − v(S) averaged over all orders of entry, with
 * v(S) = c_Sᵀ M_SS⁻¹ c_S.
 *
 * <p>A gain is linear in ccᵀ: φ_j = ⟨W_j, ccᵀ⟩ with W_j the average of the difference of the two
 * inverses. So it can be taken of any estimate of ccᵀ, such as one without noise; and its
 * derivative is dφ_j = 2(W_j c) · dc − ⟨H_j, dM⟩ with H_j the average difference of λ_S λ_Sᵀ, λ_S =
 * M_SS⁻¹ c_S. Both are kept for every column; they sum to M⁻¹ and λλᵀ.
 *
 * <p>Over all 2^r subsets up to {@link #EXACT_COLUMNS} columns, O(2^r r³); beyond over a fixed
 * sample of orders (Castro, Gómez and Tejada, Computers and Operations Research 36, 2009), each
 * with its reverse. In either case the gains sum to the energy explained by all.
 */
final class ShapleyGains {

  /** 4,096 subsets, some tens of milliseconds; one more column would double it. */
  static final int EXACT_COLUMNS = 12;

  /**
   * Orders beyond it, half of them the others' reverse: a gain's error is below 2% of its range.
   */
  private static final int SAMPLED_ORDERS = 1024;

  private static final long SEED = 20260101;

  private final int size;
  private final double[] cross;
  private final double[][] weights;
  private final double[][] slopes;
  private final double[] inverse;
  private final double[] lambda;

  /**
   * Averages.
   *
   * @param correlation M of unit diagonal, 0 for a zero column; row-major
   * @param cross c of the columns of unit norm
   */
  ShapleyGains(double[] correlation, double[] cross) {
    this.size = cross.length;
    this.cross = cross.clone();
    this.weights = new double[size][size * size];
    this.slopes = new double[size][size * size];
    this.inverse = new double[size * size];
    this.lambda = new double[size];
    if (size <= EXACT_COLUMNS) {
      overSubsets(correlation);
    } else {
      overOrders(correlation);
    }
  }

  /** W_j, row-major. */
  double[] weights(int column) {
    return weights[column];
  }

  /** H_j, row-major. */
  double[] slopes(int column) {
    return slopes[column];
  }

  private void overSubsets(double[] correlation) {
    // γ_s = s!(r − 1 − s)!/r!: the share of orders in which a given s columns come before another.
    double[] shares = new double[size];
    double share = 1.0 / size;
    for (int s = 0; s < size; s++) {
      shares[s] = share;
      share *= (s + 1.0) / (size - 1 - s);
    }
    SubsetInverse[] levels = new SubsetInverse[size + 1];
    for (int i = 0; i <= size; i++) {
      levels[i] = new SubsetInverse(correlation, size);
    }
    descend(levels, 0, new boolean[size], 0, shares);
  }

  private void descend(
      SubsetInverse[] levels, int depth, boolean[] members, int count, double[] shares) {
    if (depth == size) {
      levels[depth].inverse(inverse);
      for (int j = 0; j < size; j++) {
        accumulate(j, members[j] ? shares[count - 1] : -shares[count]);
      }
      return;
    }
    levels[depth + 1].copyFrom(levels[depth]);
    descend(levels, depth + 1, members, count, shares);
    levels[depth + 1].copyFrom(levels[depth]);
    levels[depth + 1].include(depth);
    members[depth] = true;
    descend(levels, depth + 1, members, count + 1, shares);
    members[depth] = false;
  }

  private void overOrders(double[] correlation) {
    SubsetInverse empty = new SubsetInverse(correlation, size);
    SubsetInverse growing = new SubsetInverse(correlation, size);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    Random random = new Random(SEED);
    for (int k = 0; k < SAMPLED_ORDERS; k++) {
      if (k % 2 == 0) {
        shuffle(order, random);
      } else {
        reverse(order);
      }
      growing.copyFrom(empty);
      for (int column : order) {
        growing.inverse(inverse);
        accumulate(column, -1.0 / SAMPLED_ORDERS);
        growing.include(column);
        growing.inverse(inverse);
        accumulate(column, 1.0 / SAMPLED_ORDERS);
      }
    }
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      swap(order, i, random.nextInt(i + 1));
    }
  }

  private static void reverse(int[] order) {
    for (int i = 0; i < order.length / 2; i++) {
      swap(order, i, order.length - 1 - i);
    }
  }

  private static void swap(int[] order, int i, int j) {
    int held = order[i];
    order[i] = order[j];
    order[j] = held;
  }

  /** Adds a share of the present inverse and of its λλᵀ to a column's. */
  private void accumulate(int column, double share) {
    for (int i = 0; i < size; i++) {
      lambda[i] = 0;
      for (int k = 0; k < size; k++) {
        lambda[i] += inverse[i * size + k] * cross[k];
      }
    }
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        weights[column][i * size + k] += share * inverse[i * size + k];
        slopes[column][i * size + k] += share * lambda[i] * lambda[k];
      }
    }
  }
}
