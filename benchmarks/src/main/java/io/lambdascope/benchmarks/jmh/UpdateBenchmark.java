package io.lambdascope.benchmarks.jmh;

import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.estimate.ForgettingEstimator;
import io.lambdascope.core.estimate.KalmanEstimator;
import io.lambdascope.core.estimate.OnlineEstimator;
import io.lambdascope.core.estimate.PerObservationEstimator;
import io.lambdascope.core.estimate.ProcessNoise;
import io.lambdascope.core.estimate.SlidingWindowEstimator;
import io.lambdascope.core.match.GradientMatch;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One observation taken in by an estimator that has seen {@value #RING} before.
 *
 * <p>Estimators refuse an iteration before the last one's, so the observations cannot go round.
 * Each pass over them starts from a copy of the estimator that has just seen the ones before; of
 * that copy a {@value #RING}th counts with an operation, in time and in bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UpdateBenchmark {

  /** Observations in a pass. */
  static final int RING = 1024;

  private static final long EQUATIONS = 10_000;

  /** The noise's standard deviation in that of a design's entries. */
  private static final double NOISE = 3;

  /** Every estimator there is, with a memory shorter than a pass where it has one. */
  public enum Method {
    /** All observations alike. */
    CUMULATIVE(CumulativeEstimator::new),
    /** Exponential forgetting. */
    FORGETTING(() -> new ForgettingEstimator(100)),
    /** A sliding window. */
    SLIDING_WINDOW(() -> new SlidingWindowEstimator(100)),
    /** Kalman filter, process noise set. */
    KALMAN_FIXED(() -> new KalmanEstimator(ProcessNoise.fixed(1e-6))),
    /** Kalman filter, process noise estimated. */
    KALMAN(KalmanEstimator::new),
    /** The last observation alone. */
    PER_OBSERVATION(PerObservationEstimator::new);

    // A constructor, which has no state; Error Prone cannot see that.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Supplier<OnlineEstimator> fresh;

    Method(Supplier<OnlineEstimator> fresh) {
      this.fresh = fresh;
    }
  }

  /** All of them: JMH takes every constant of an enum. */
  @Param public Method method = Method.CUMULATIVE;

  /** r. */
  @Param({"2", "8", "16"})
  public int regularizers;

  private final GradientMatch[] ring = new GradientMatch[RING];

  private OnlineEstimator warm = method.fresh.get();

  /** Prepares the observations and the estimator that has seen the ones before them. */
  @Setup
  public void prepare() {
    Random random = new Random(20260101);
    warm = method.fresh.get();
    for (int iteration = 0; iteration < RING; iteration++) {
      warm.update(match(random, iteration, regularizers));
    }
    for (int k = 0; k < RING; k++) {
      ring[k] = match(random, RING + k, regularizers);
    }
  }

  /** Takes observations in. */
  @Benchmark
  @OperationsPerInvocation(RING)
  public OnlineEstimator update() {
    OnlineEstimator estimator = warm.copy();
    for (GradientMatch match : ring) {
      estimator.update(match);
    }
    return estimator;
  }

  /** Takes observations in, and estimates after each. */
  @Benchmark
  @OperationsPerInvocation(RING)
  public void updateAndEstimate(Blackhole blackhole) {
    OnlineEstimator estimator = warm.copy();
    for (GradientMatch match : ring) {
      estimator.update(match);
      blackhole.consume(estimator.estimate());
    }
  }

  /**
   * The statistics of p equations with independent standard normal columns, Λ = 1 and Gaussian
   * noise, by their limits for many equations: ΦᵀΦ = p I + √p G with a symmetric Gaussian G, and
   * Φᵀξ = √p σ g. The columns themselves would take minutes to draw.
   */
  private static GradientMatch match(Random random, long iteration, int r) {
    double spread = Math.sqrt(EQUATIONS);
    double[] gram = new double[r * r];
    double[] cross = new double[r];
    double energy = EQUATIONS * NOISE * NOISE;
    for (int i = 0; i < r; i++) {
      gram[i * r + i] = EQUATIONS + spread * Math.sqrt(2) * random.nextGaussian();
      for (int j = 0; j < i; j++) {
        gram[i * r + j] = spread * random.nextGaussian();
        gram[j * r + i] = gram[i * r + j];
      }
    }
    for (int i = 0; i < r; i++) {
      double noise = spread * NOISE * random.nextGaussian();
      cross[i] = noise;
      for (int j = 0; j < r; j++) {
        cross[i] += gram[i * r + j];
      }
      energy += cross[i] + noise;
    }
    return new GradientMatch(iteration, EQUATIONS, gram, cross, energy);
  }
}
