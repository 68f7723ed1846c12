package io.lambdascope.core.record;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Two runs side by side at one iteration. Immutable.
 *
 * <p>Intervals hold for each iteration by itself, 95 in 100; that they hold at all iterations
 * together is less likely, and neighbours are not independent, as an estimate has most of its
 * observations in common with the one before.
 *
 * @param iteration of the first run's estimate
 * @param lag how many iterations older the second run's estimate is, its last at or before {@code
 *     iteration}; where Λ moves, the difference is of coefficients so far apart in time
 * @param terms the coefficients that both have
 */
public record CourseComparison(long iteration, long lag, List<RunComparison> terms) {

  /** Copies. */
  public CourseComparison {
    terms = List.copyOf(terms);
  }

  /**
   * Compares at each iteration at which the first run has an estimate and the second has begun and
   * not ended.
   *
   * @param first the first run's estimates in their order
   * @param second the second run's, likewise
   */
  public static List<CourseComparison> of(
      List<Term> firstTerms,
      List<LambdaEstimate> first,
      List<Term> secondTerms,
      List<LambdaEstimate> second) {
    List<CourseComparison> course = new ArrayList<>();
    int other = -1;
    for (LambdaEstimate estimate : first) {
      long iteration = estimate.iteration();
      while (other + 1 < second.size() && second.get(other + 1).iteration() <= iteration) {
        other++;
      }
      boolean begun = other >= 0;
      if (begun && (other + 1 < second.size() || second.get(other).iteration() == iteration)) {
        course.add(
            new CourseComparison(
                iteration,
                iteration - second.get(other).iteration(),
                RunComparison.of(firstTerms, estimate, secondTerms, second.get(other))));
      }
    }
    return course;
  }
}
