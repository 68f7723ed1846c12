package io.lambdascope.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.RawObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWalkSmootherTest {

  private static final int EQUATIONS = 20;

  private static RandomWalkSmoother smoother(double... variances) {
    return new RandomWalkSmoother(ProcessNoise.fixed(variances), EstimatorOptions.DEFAULT);
  }

  /** Λ starts at (0.7, −1.3) and moves by the given standard deviation an iteration. */
  private record Run(List<RawObservation> raw, List<double[]> truth) {

    static Run of(long seed, int n, int stride, double movement) {
      Random random = new Random(seed);
      double[] lambda = {0.7, -1.3};
      List<RawObservation> raw = new ArrayList<>();
      List<double[]> truth = new ArrayList<>();
      for (int k = 0; k < n; k++) {
        for (int j = 0; j < 2 && k > 0; j++) {
          lambda[j] += movement * Math.sqrt(stride) * random.nextGaussian();
        }
        raw.add(RawObservation.gaussian(random, (long) k * stride, EQUATIONS, lambda, 1));
        truth.add(lambda.clone());
      }
      return new Run(raw, truth);
    }

    List<GradientMatch> matches() {
      return raw.stream().map(RawObservation::toMatch).toList();
    }
  }

  @Test
  void smooth_emptyRun_empty() {
    assertThat(new RandomWalkSmoother().smooth(List.of())).isEmpty();
  }

  @Test
  void smooth_oneObservation_itsOwnLeastSquares() {
    GradientMatch match = Run.of(1, 1, 1, 0).matches().get(0);
    LambdaEstimate smoothed = new RandomWalkSmoother().smooth(List.of(match)).get(0);
    PerObservationEstimator alone = new PerObservationEstimator();
    alone.update(match);
    LambdaEstimate own = alone.estimate().orElseThrow();
    for (int j = 0; j < 2; j++) {
      assertThat(smoothed.coefficient(j).value())
          .isCloseTo(own.coefficient(j).value(), within(1e-13));
    }
  }

  @Test
  void smooth_orderOrSizeWrong_refused() {
    List<GradientMatch> matches = Run.of(2, 3, 1, 0).matches();
    List<GradientMatch> backwards = List.of(matches.get(1), matches.get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomWalkSmoother().smooth(backwards))
        .withMessageContaining("order");
    assertThatIllegalArgumentException().isThrownBy(() -> smoother(1, 2, 3).smooth(matches));
  }

  /** A Λ that stands has one estimate, from all observations: that of least squares. */
  @ParameterizedTest
  @ValueSource(ints = {2, 30})
  void smooth_noMovement_everywhereLeastSquaresOfAll(int n) {
    Run run = Run.of(3, n, 1, 0);
    DenseLeastSquares all = DenseLeastSquares.solve(run.raw());
    List<LambdaEstimate> smoothed = smoother(0).smooth(run.matches());
    assertThat(smoothed).hasSize(n);
    for (int k = 0; k < n; k++) {
      assertThat(smoothed.get(k).iteration()).isEqualTo(k);
      for (int j = 0; j < 2; j++) {
        assertThat(smoothed.get(k).coefficient(j).value())
            .isCloseTo(all.lambda()[j], within(1e-11));
      }
    }
  }

  /** Λ that may be anything at the next observation: each has its own least squares only. */
  @Test
  void smooth_boundlessMovement_eachObservationItsOwn() {
    Run run = Run.of(4, 12, 1, 5);
    List<LambdaEstimate> smoothed = smoother(1e12).smooth(run.matches());
    for (int k = 0; k < 12; k++) {
      DenseLeastSquares own = DenseLeastSquares.solve(List.of(run.raw().get(k)));
      for (int j = 0; j < 2; j++) {
        // The filter keeps 1e-8 of what it knew before; Λ moved by some 5 standard deviations.
        assertThat(smoothed.get(k).coefficient(j).value()).isCloseTo(own.lambda()[j], within(1e-5));
      }
    }
  }

  /**
   * The independent slow way: one generalized least-squares problem in all Λ(t_k) at once, Σ ‖b_k −
   * Φ_kΛ_k‖²/ς² + Σ ‖Λ_{k+1} − Λ_k‖²/(qΔ), with the true ς² = 1 in place of the estimated one. That
   * is within 10% (root of 2/(2·200) for 200 innovations of two numbers: 7%), and by so much
   * changes q/ς², on whose fourth root or so an estimate's error depends; 0.15 of a standard error
   * holds that, where the filter, which knows the past only, is off by about one.
   */
  @ParameterizedTest
  @CsvSource({"1, 0.02", "1, 0.2", "7, 0.05"})
  void smooth_movement_isLeastSquaresInAllTimesAtOnce(int stride, double movement) {
    int n = 200;
    Run run = Run.of(5, n, stride, movement);
    List<LambdaEstimate> smoothed = smoother(movement * movement).smooth(run.matches());
    RealMatrix information = new Array2DRowRealMatrix(2 * n, 2 * n);
    RealVector target = new ArrayRealVector(2 * n);
    double link = 1 / (movement * movement * stride);
    for (int k = 0; k < n; k++) {
      GradientMatch match = run.matches().get(k);
      for (int i = 0; i < 2; i++) {
        target.setEntry(2 * k + i, match.cross(i));
        for (int j = 0; j < 2; j++) {
          information.addToEntry(2 * k + i, 2 * k + j, match.gram(i, j));
        }
        if (k > 0) {
          information.addToEntry(2 * k + i, 2 * k + i, link);
          information.addToEntry(2 * k - 2 + i, 2 * k - 2 + i, link);
          information.addToEntry(2 * k + i, 2 * k - 2 + i, -link);
          information.addToEntry(2 * k - 2 + i, 2 * k + i, -link);
        }
      }
    }
    RealVector dense = new LUDecomposition(information).getSolver().solve(target);
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < 2; j++) {
        Coefficient coefficient = smoothed.get(k).coefficient(j);
        assertThat(coefficient.value())
            .isCloseTo(dense.getEntry(2 * k + j), within(0.15 * coefficient.standardError()));
      }
    }
  }

  /** Of a random walk the past and the future are alike: a run read backwards gives the same. */
  @Test
  void smooth_runReversed_sameEstimatesReversed() {
    int n = 60;
    Run run = Run.of(6, n, 1, 0.1);
    List<GradientMatch> matches = run.matches();
    List<GradientMatch> reversed = new ArrayList<>();
    for (int k = n - 1; k >= 0; k--) {
      GradientMatch m = matches.get(k);
      reversed.add(new GradientMatch(n - 1 - k, m.equations(), m.gram(), m.cross(), m.energy()));
    }
    List<LambdaEstimate> forwards = smoother(0.01).smooth(matches);
    List<LambdaEstimate> backwards = smoother(0.01).smooth(reversed);
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < 2; j++) {
        Coefficient coefficient = forwards.get(k).coefficient(j);
        Coefficient mirrored = backwards.get(n - 1 - k).coefficient(j);
        // Only the estimated ς², from other innovations, makes a difference; see above.
        assertThat(mirrored.value())
            .isCloseTo(coefficient.value(), within(0.15 * coefficient.standardError()));
      }
    }
  }

  /**
   * 95% intervals in the middle of the run; the binomial error of 400 runs and two coefficients is
   * below 0.011 even if these were one. With q estimated the claim is 0.92 to 0.98.
   */
  @Test
  void smooth_manyRuns_intervalsHoldTheTruth() {
    int runs = 400;
    double movement = 0.05;
    int set = 0;
    int estimated = 0;
    double squares = 0;
    double filtered = 0;
    for (int run = 0; run < runs; run++) {
      Run simulated = Run.of(100 + run, 80, 1, movement);
      List<GradientMatch> matches = simulated.matches();
      LambdaEstimate known = smoother(movement * movement).smooth(matches).get(50);
      LambdaEstimate learned = new RandomWalkSmoother().smooth(matches).get(50);
      KalmanEstimator filter = new KalmanEstimator(ProcessNoise.fixed(movement * movement));
      matches.subList(0, 51).forEach(filter::update);
      for (int j = 0; j < 2; j++) {
        double truth = simulated.truth().get(50)[j];
        set += holds(known.coefficient(j), truth);
        estimated += holds(learned.coefficient(j), truth);
        squares += Math.pow(known.coefficient(j).value() - truth, 2);
        filtered += Math.pow(filter.estimate().orElseThrow().coefficient(j).value() - truth, 2);
      }
    }
    assertThat(set / (2.0 * runs)).isBetween(0.93, 0.97);
    assertThat(estimated / (2.0 * runs)).isBetween(0.92, 0.98);
    // Two sides of information in place of one: about half of the variance.
    assertThat(squares / filtered).isBetween(0.4, 0.75);
  }

  private static int holds(Coefficient coefficient, double truth) {
    return coefficient.lower() <= truth && truth <= coefficient.upper() ? 1 : 0;
  }

  @Test
  void smooth_columnZeroAtFirst_notIdentifiedUntilItIsThere() {
    List<GradientMatch> matches = new ArrayList<>();
    List<RawObservation> raw = Run.of(7, 20, 1, 0.1).raw();
    for (int k = 0; k < 20; k++) {
      matches.add((k < 5 ? raw.get(k).scaleColumn(1, 0) : raw.get(k)).toMatch());
    }
    List<LambdaEstimate> smoothed = new RandomWalkSmoother().smooth(matches);
    for (int k = 0; k < 20; k++) {
      assertThat(smoothed.get(k).coefficient(0).isIdentified()).isTrue();
      assertThat(smoothed.get(k).coefficient(1).isIdentified()).isEqualTo(k >= 5);
    }
  }

  /** Units are exact: the same numbers, scaled, for statistics of 1e±240 and in between. */
  @ParameterizedTest
  @CsvSource({"400, 0", "-400, 0", "0, 400", "0, -400", "300, -300"})
  void smooth_otherUnits_sameEstimatesInThem(int column, int deviation) {
    List<RawObservation> raw = Run.of(8, 30, 1, 0.1).raw();
    List<GradientMatch> matches = raw.stream().map(RawObservation::toMatch).toList();
    List<GradientMatch> scaled =
        raw.stream()
            .map(
                o ->
                    o.scaleColumn(0, Math.scalb(1.0, column))
                        .scaleDeviation(Math.scalb(1.0, deviation))
                        .toMatch())
            .toList();
    List<LambdaEstimate> plain = new RandomWalkSmoother().smooth(matches);
    List<LambdaEstimate> other = new RandomWalkSmoother().smooth(scaled);
    for (int k = 0; k < 30; k++) {
      Coefficient expected = plain.get(k).coefficient(0);
      Coefficient actual = other.get(k).coefficient(0);
      int exponent = deviation - column;
      assertThat(Math.scalb(actual.value(), -exponent))
          .isCloseTo(expected.value(), within(1e-9 * expected.standardError()));
      assertThat(Math.scalb(actual.standardError(), -exponent))
          .isCloseTo(expected.standardError(), within(1e-9 * expected.standardError()));
    }
  }

  @Test
  void smooth_noDeviation_exactlyZero() {
    List<GradientMatch> matches =
        Run.of(9, 10, 1, 0).raw().stream().map(o -> o.scaleDeviation(0).toMatch()).toList();
    for (LambdaEstimate estimate : new RandomWalkSmoother().smooth(matches)) {
      for (Coefficient coefficient : estimate.coefficients()) {
        assertThat(coefficient.value()).isZero();
        assertThat(coefficient.standardError()).isZero();
      }
    }
  }
}
