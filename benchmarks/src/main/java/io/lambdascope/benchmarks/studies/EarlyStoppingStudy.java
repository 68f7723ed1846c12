package io.lambdascope.benchmarks.studies;

import io.lambdascope.core.endpoint.Endpoint;
import io.lambdascope.core.endpoint.EndpointPool;
import io.lambdascope.core.endpoint.Frobenius;
import io.lambdascope.core.endpoint.GroupedQuadratic;
import io.lambdascope.core.endpoint.LeastSquaresDescent;
import io.lambdascope.core.endpoint.PseudoInverse;
import io.lambdascope.core.endpoint.SymmetricQuadratic;
import io.lambdascope.core.theory.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.LUDecomposition;

/** The implicit regularization of early stopping in least squares, Fig. 4B to E of the paper. */
final class EarlyStoppingStudy implements Study {

  private static final int N = 1000;
  private static final int P = 10;
  private static final int STOP = 500;
  private static final int CAP = 2000;
  private static final int PATIENCE = 5;
  private static final int DRAWS = 20;
  private static final int POOLS = 10;
  private static final int ENDPOINTS = 100;
  private static final int[] FEW = {1, 2, 5, 8, 9, 10, 11, 20};
  private static final int[] MANY = {1, 2, 5, 8, 9, 10, 11, 12, 15, 20, 50, 100};
  private static final int[] CHECKPOINTS = {1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 1000};

  @Override
  public String name() {
    return "early-stopping";
  }

  @Override
  public Report run(double share) {
    Report.Builder report = Report.titled("Early stopping in least squares");
    report.text(
        """
        Gradient descent on least squares, stopped after t steps, is the exact minimizer of
        (1/n)‖y − Xθ‖² + θᵀΛ^(t)θ with a known matrix Λ^(t) (Ali et al. 2019; Eq. 5 of
        [the paper](https://arxiv.org/abs/2605.05436)). So every estimate here has a right answer.
        Protocol: App. H.3. X 1000 × 10 standard normal, θ ~ N(0, 3²), ε ~ N(0, 1), descent from
        zero by θ ← θ + 0.01·Xᵀ(y − Xθ)/n in float64. Gradients are those of (1/n)‖y − Xθ‖²,
        computed as 2(XᵀX/n·θ − Xᵀy/n); nothing more is needed for the digits below.
        """);
    fixedIterate(report, Study.sized(DRAWS, share));
    ownStops(report, Study.sized(POOLS, share));
    diagonal(report, Study.sized(DRAWS, share));
    scalar(report, Study.sized(DRAWS, share));
    return report.build();
  }

  private static LeastSquaresDescent draw(Random random, double[][] x) {
    return LeastSquaresDescent.on(x, LeastSquaresDescent.response(random, x, 1));
  }

  private static EarlyStopping theory(LeastSquaresDescent descent) {
    return new EarlyStopping(descent.secondMoment(), P, LeastSquaresDescent.STEP_SIZE);
  }

  /** Fig. 4B. */
  private static void fixedIterate(Report.Builder report, int draws) {
    double[][] error = new double[FEW.length][draws];
    double[][] disagreement = new double[FEW.length][draws];
    double[][] unweighted = new double[FEW.length][draws];
    for (int d = 0; d < draws; d++) {
      Random random = new Random(1000 + d);
      double[][] x = LeastSquaresDescent.design(random, N, P);
      List<Endpoint> endpoints = new ArrayList<>();
      double[] truth = theory(draw(random, x)).matrix(STOP);
      for (int k = 0; k < FEW[FEW.length - 1]; k++) {
        endpoints.add(draw(random, x).endpoint(STOP));
      }
      for (int c = 0; c < FEW.length; c++) {
        EndpointPool pool = new EndpointPool(endpoints).first(FEW[c]);
        double[] estimate = new SymmetricQuadratic().fit(pool).matrix();
        error[c][d] = Frobenius.distance(estimate, truth) / Frobenius.norm(truth);
        disagreement[c][d] =
            Frobenius.distance(estimate, PseudoInverse.symmetric(pool.endpoints(), Math.sqrt(2)))
                / Frobenius.norm(estimate);
        unweighted[c][d] =
            Frobenius.distance(PseudoInverse.symmetric(pool.endpoints(), 1), truth)
                / Frobenius.norm(truth);
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < FEW.length; c++) {
      rows.add(
          List.of(
              String.valueOf(FEW[c]),
              Figures.range(error[c]),
              Figures.figure(Figures.largest(disagreement[c])),
              Figures.range(unweighted[c])));
    }
    int tenth = IntStream.range(0, FEW.length).filter(c -> FEW[c] == P).findFirst().orElseThrow();
    report
        .text(
            """
            ## The full symmetric matrix, all endpoints at t = 500 (Fig. 4B)

            m endpoints of the same X with fresh θ and ε; %d draws of X. Relative error
            ‖Λ̂ − Λ^(t)‖_F/‖Λ^(t)‖_F, mean [least, largest]. Bound: 1e-8 at m = 10. Measured there: at
            most **%s**. Below m = 10 there are fewer equations than unknowns and the estimate is the
            solution of least Frobenius norm; it agrees with the pseudo-inverse of all 55 columns
            written out (another library's) to the figure in the third column. The last column is the
            pseudo-inverse in the coordinates Λ_ij, i ≤ j, without the factor √2 off the diagonal that
            makes its norm Frobenius's: a different, worse matrix below m = 10.
            """
                .formatted(draws, Figures.figure(Figures.largest(error[tenth]))))
        .table(List.of("m", "relative error", "from pseudo-inverse, largest", "without √2"), rows);
  }

  /** Fig. 4D. */
  private static void ownStops(Report.Builder report, int pools) {
    report.text(
        """
        ## Each endpoint stopped by itself (Fig. 4D)

        %d pools of 100 endpoints, one X a pool; each run stops when its mean square has not fallen
        for 5 steps, at most 2000. The target is the entrywise median of the pool's Λ^(t_k), so
        that the system is not exactly consistent where the t_k differ. With no minimum improvement,
        as the paper's text has it, float64 sees the loss fall until the cap; the published figure
        stopped with a minimum improvement of 1e-3. Error relative to ‖median‖_F, which is what
        Λ̂ = 0 scores as 1; mean [least, largest] over pools.
        """
            .formatted(pools));
    double[] improvements = {0, 1e-3};
    double[][][] error = new double[improvements.length][MANY.length][pools];
    int[][] stops = new int[improvements.length][2];
    int[] atCap = new int[improvements.length];
    for (int rule = 0; rule < improvements.length; rule++) {
      stops[rule] = new int[] {CAP, 0};
      for (int d = 0; d < pools; d++) {
        Random random = new Random(2000 + d);
        double[][] x = LeastSquaresDescent.design(random, N, P);
        List<Endpoint> endpoints = new ArrayList<>();
        List<double[]> targets = new ArrayList<>();
        for (int k = 0; k < ENDPOINTS; k++) {
          LeastSquaresDescent descent = draw(random, x);
          int stop = descent.stoppingTime(CAP, PATIENCE, improvements[rule]);
          stops[rule][0] = Math.min(stops[rule][0], stop);
          stops[rule][1] = Math.max(stops[rule][1], stop);
          atCap[rule] += stop == CAP ? 1 : 0;
          endpoints.add(descent.endpoint(stop));
          targets.add(theory(descent).matrix(stop));
        }
        double[] target = median(targets);
        for (int c = 0; c < MANY.length; c++) {
          double[] estimate =
              new SymmetricQuadratic().fit(new EndpointPool(endpoints).first(MANY[c])).matrix();
          error[rule][c][d] = Frobenius.distance(estimate, target) / Frobenius.norm(target);
        }
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < MANY.length; c++) {
      rows.add(
          List.of(String.valueOf(MANY[c]), Figures.range(error[1][c]), Figures.range(error[0][c])));
    }
    report.table(
        List.of(
            "m",
            "improvement 1e-3 (t_k from %d to %d)".formatted(stops[1][0], stops[1][1]),
            "none (t_k from %d to %d, %d of %d at the latter)"
                .formatted(stops[0][0], stops[0][1], atCap[0], pools * ENDPOINTS)),
        rows);
    report.text(
        """
        The t_k differ by a half under the first rule, and the error falls steadily to a floor of
        an eighth: what one matrix cannot say about runs of different length. There is no cliff at m
        = p in the mean, as in the paper's figure; single pools do jump there (the largest at m =
        10), where the equations just determine all unknowns and amplify their disagreement. Under
        the second rule the runs go on until their loss no longer changes in float64, or to the cap.
        A pool whose runs all reach it is consistent, and its error at m = 10 is rounding: Λ^(2000)
        is about 1e-9, so that the loss gradient is 1e-9 of Xᵀy/n and keeps seven digits of sixteen.
        In the other pools the earlier stops are the error.
        """);
  }

  private static double[] median(List<double[]> matrices) {
    double[] median = new double[P * P];
    for (int i = 0; i < median.length; i++) {
      int entry = i;
      double[] sorted = matrices.stream().mapToDouble(m -> m[entry]).sorted().toArray();
      median[i] = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
    return median;
  }

  /** Fig. 4C. */
  private static void diagonal(Report.Builder report, int draws) {
    double[] error = new double[draws];
    int definite = 0;
    for (int d = 0; d < draws; d++) {
      Random random = new Random(3000 + d);
      LeastSquaresDescent descent = draw(random, LeastSquaresDescent.design(random, N, P));
      Endpoint endpoint = descent.endpoint(STOP);
      double[] q = GroupedQuadratic.diagonal(P).fit(EndpointPool.of(endpoint)).lambda();
      Array2DRowRealMatrix penalized = new Array2DRowRealMatrix(P, P);
      double[] secondMoment = descent.secondMoment();
      for (int i = 0; i < P * P; i++) {
        penalized.setEntry(i / P, i % P, secondMoment[i] + (i / P == i % P ? q[i / P] : 0));
      }
      double[] retrained =
          new LUDecomposition(penalized)
              .getSolver()
              .solve(new ArrayRealVector(descent.cross()))
              .toArray();
      error[d] =
          Frobenius.distance(retrained, endpoint.parameters())
              / Frobenius.norm(endpoint.parameters());
      double[] eigenvalues = new EigenDecompositionSymmetric(penalized).getEigenvalues();
      definite += Arrays.stream(eigenvalues).allMatch(s -> s > 0) ? 1 : 0;
    }
    report.text(
        """
        ## Retraining with the diagonal estimate of one endpoint (Fig. 4C)

        The least-squares problem with the penalty Σ q_i θ_i², solved exactly, against the θ̂ that
        early stopping left; %d draws. Bound: 1e-8 relative. Measured: at most **%s**. The diagonal
        q_i = −g_i/(2θ̂_i) makes θ̂ stationary by construction, so this checks the arithmetic and is
        no evidence for the diagonal. Stationary is minimal where XᵀX/n + diag(q) is positive
        definite (Proposition E): in %d of the %d draws.
        """
            .formatted(draws, Figures.figure(Figures.largest(error)), definite, draws));
  }

  /** Fig. 4E. */
  private static void scalar(Report.Builder report, int draws) {
    // One draw of the same process with other code, at some checkpoints.
    List<Integer> publishedAt = List.of(1, 10, 100, 200, 500, 1000);
    List<String> published =
        List.of(
            "99.1 (1.00)",
            "9.50 (1.00)",
            "0.602 (1.04)",
            "0.171 (1.10)",
            "9.1e-3 (1.28)",
            "9.4e-5 (1.53)");
    List<List<String>> rows = new ArrayList<>();
    double worst = 0;
    for (int t : CHECKPOINTS) {
      double[] lambda = new double[draws];
      double[] deviation = new double[draws];
      double[] ratio = new double[draws];
      for (int d = 0; d < draws; d++) {
        Random random = new Random(4000 + d);
        LeastSquaresDescent descent = draw(random, LeastSquaresDescent.design(random, N, P));
        Endpoint endpoint = descent.endpoint(t);
        lambda[d] = GroupedQuadratic.scalar(P).fit(EndpointPool.of(endpoint)).lambda()[0];
        EarlyStopping theory = theory(descent);
        double expected = theory.ridgeEquivalent(endpoint.parameters(), t).orElseThrow();
        deviation[d] = Math.abs(lambda[d] / expected - 1);
        ratio[d] = lambda[d] / theory.meanPenalty(t);
      }
      worst = Math.max(worst, Figures.largest(deviation));
      int at = publishedAt.indexOf(t);
      rows.add(
          List.of(
              String.valueOf(t),
              Figures.range(lambda),
              Figures.figure(Figures.largest(deviation)),
              Figures.range(ratio),
              at < 0 ? "–" : published.get(at)));
    }
    report
        .text(
            """
            ## One ridge coefficient along training (Fig. 4E)

            The exact λ̂_t of −∇L = 2λθ equals θᵀΛ^(t)θ/θᵀθ. Bound: 1e-6 relative at every
            checkpoint. Measured: at most **%s** over %d draws. tr Λ^(t)/p, which the paper's figure
            compares with, is another number: it weighs all directions alike, λ̂_t by where θ lies.
            The two agree while Λ is nearly a multiple of I. Later their ratio is near 1 only in the
            mean over draws; in one draw it is anything from 0.4 to 1.8 at t = 1000. A match of λ̂_t
            and the trace on logarithmic axes is no closer than that. Mean [least, largest] over
            draws; the last column has λ̂_t and the ratio for one more draw of the same process.
            """
                .formatted(Figures.figure(worst), draws))
        .table(
            List.of(
                "t", "λ̂_t", "largest deviation from θᵀΛθ/θᵀθ", "λ̂_t/(tr Λ/p)", "one other draw"),
            rows);
  }
}
