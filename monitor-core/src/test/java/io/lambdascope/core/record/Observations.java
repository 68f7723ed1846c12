package io.lambdascope.core.record;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.match.CauseMatch;
import io.lambdascope.core.match.RawObservation;
import io.lambdascope.core.match.ReplicatedMatch;
import io.lambdascope.core.monitor.Observation;
import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.core.snapshot.Progress;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Observations of two regularizers with everything an observation can have. */
final class Observations {

  static final Identity IDENTITY = new Identity("run", "model", "gradient_flow");
  static final List<Term> TERMS = List.of(Term.of("l2"), Term.of("l1"));
  static final LogHeader HEADER = new LogHeader(IDENTITY, TERMS, 40);
  private static final double[] LAMBDA = {0.7, -1.3};

  private Observations() {}

  /** Observations of the iterations 0, 3, 6 …, whose λ_1 leaps at the 30th. */
  static List<Observation> run(int count) {
    Random random = new Random(5);
    List<Observation> run = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double[] lambda = LAMBDA.clone();
      lambda[0] += k >= 30 ? 4 : 0;
      ReplicatedMatch match =
          ReplicatedMatch.single(
              RawObservation.gaussian(random, 3L * k, 40, lambda, 0.3).toMatch());
      run.add(observation(match, k));
    }
    return run;
  }

  static Observation observation(ReplicatedMatch match, int k) {
    ReferenceQuality quality =
        new ReferenceQuality(
            k % 2 == 0 ? OptionalDouble.of(0.1 / (k + 3)) : OptionalDouble.empty(),
            OptionalDouble.of(1e-7 * k),
            OptionalDouble.empty(),
            k % 5 != 0,
            6 + k,
            300);
    List<OptionalDouble> shares =
        k % 3 == 0 ? List.of() : List.of(OptionalDouble.empty(), OptionalDouble.of(0.01 * k));
    List<CauseMatch> attribution =
        k % 4 == 0
            ? List.of()
            : List.of(
                new CauseMatch(Cause.MINI_BATCH, new double[] {k, 1.0 / 3}, 1.5, 2, -k),
                new CauseMatch(Cause.NOISE, new double[] {-0.0, Double.MIN_VALUE}, 0.1, 1e300, 7));
    return new Observation(match, Math.sqrt(k + 0.5), 3.7, quality, shares, attribution);
  }

  static Progress at(Observation observation) {
    long iteration = observation.match().iteration();
    return new Progress(iteration + 1, iteration, (int) iteration / 10, 1.0 / (iteration + 1));
  }
}
