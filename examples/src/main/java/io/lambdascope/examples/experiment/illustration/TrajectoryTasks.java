package io.lambdascope.examples.experiment.illustration;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.CumulativeEstimator;
import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Standing;
import io.lambdascope.examples.experiment.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** What is computed for {@link Trajectory}. */
final class TrajectoryTasks {

  static final double STEP_SIZE = 0.4;
  static final int STEPS = 6;
  static final int BATCH = 8;
  static final double FLOW_STEP = 4e-3;
  static final int FLOW_STEPS = 3000;

  static final String LOSS = "loss";
  static final String PATH = "path";
  static final String STEP = "step";
  static final String SEED = "seed";
  static final String FLOW = "gradient flow";
  static final String SGD = "SGD";
  static final String MINIMUM = "minimum";
  static final String W = "w";
  static final String B = "b";

  static final String DEVIATION = "deviation";
  static final String DEVIATION_W = "b_w";
  static final String DEVIATION_B = "b_b";
  static final String GRADIENT_W = "gradient_w";
  static final String GRADIENT_B = "gradient_b";

  static final String CONTOUR = "contour_radius";
  static final String LEVEL = "level";
  static final String ANGLE = "angle";

  static final String LAMBDA = "lambda";
  static final String REFERENCE = "reference";
  static final String FULL_BATCH = "full-batch gradient";
  static final String FLOW_REFERENCE = "gradient flow over one step";
  static final String CANDIDATE = "penalty";
  static final String RIDGE = "‖θ‖²";
  static final String SQUARED_GRADIENT = "‖∇L‖²";
  static final String GRAM = "gram";
  static final String CROSS = "cross";

  /** Of the column with E[b_t | θ_t], without the noise of the batches. */
  static final String MEAN_CROSS = "mean_cross";

  static final String ENERGY = "energy";

  /** Of a path's observations: two parameters at each of its steps. */
  static final int EQUATIONS = 2 * STEPS;

  /** Where all paths start; the paper does not say where its do. */
  private static final double[] START = {-0.7, 1.1};

  static final double[] WINDOW_W = {-1.2, 2.4};
  static final double[] WINDOW_B = {-1.6, 1.6};
  private static final double[] LEVELS = {0.02, 0.03, 0.05, 0.08, 0.13, 0.2, 0.3, 0.45, 0.65, 0.9};
  private static final int ANGLES = 120;
  private static final int FLOW_SUBSTEPS = 8;

  private static final TanhNeuron NEURON = new TanhNeuron();

  private TrajectoryTasks() {}

  static List<Task> all(int seeds) {
    List<Task> tasks = new ArrayList<>();
    tasks.add(new Task("surface and flow", 20, progress -> surface()));
    for (int seed = 1; seed <= seeds; seed++) {
      int repetition = seed;
      tasks.add(new Task("SGD, seed " + seed, 1, progress -> descent(repetition)));
    }
    return tasks;
  }

  private static List<Cell> surface() {
    List<Cell> cells = new ArrayList<>();
    double[] theta = START.clone();
    cells.add(position(FLOW, 0, theta));
    for (int step = 1; step <= FLOW_STEPS; step++) {
      theta = TanhNeuron.minus(theta, FLOW_STEP, NEURON.gradient(theta, NEURON.all()));
      if (step % 50 == 0) {
        cells.add(position(FLOW, step, theta));
      }
    }
    double[] minimum = NEURON.minimum(theta);
    cells.add(position(MINIMUM, 0, minimum));
    for (double level : LEVELS) {
      for (int i = 0; i <= ANGLES; i++) {
        double angle = 2 * Math.PI * i / ANGLES;
        cells.add(
            Cell.of(CONTOUR, radius(minimum, angle, level)).at(LEVEL, level).at(ANGLE, angle));
      }
    }
    return cells;
  }

  /** How far from the minimum the loss first reaches a level; NaN when not within the window. */
  private static double radius(double[] minimum, double angle, double level) {
    double step = 0.005;
    for (double r = step; inWindow(minimum, angle, r); r += step) {
      double after = at(minimum, angle, r);
      if (after >= level) {
        double before = at(minimum, angle, r - step);
        return r - step * (after - level) / (after - before);
      }
    }
    return Double.NaN;
  }

  private static boolean inWindow(double[] minimum, double angle, double r) {
    double w = minimum[0] + r * Math.cos(angle);
    double b = minimum[1] + r * Math.sin(angle);
    return w >= WINDOW_W[0] && w <= WINDOW_W[1] && b >= WINDOW_B[0] && b <= WINDOW_B[1];
  }

  private static double at(double[] minimum, double angle, double r) {
    return NEURON.loss(
        new double[] {minimum[0] + r * Math.cos(angle), minimum[1] + r * Math.sin(angle)});
  }

  private static Cell position(String path, int step, double[] theta) {
    return Cell.of(LOSS, NEURON.loss(theta))
        .at(PATH, path)
        .at(STEP, step)
        .measure(W, theta[0])
        .measure(B, theta[1]);
  }

  /** A path of SGD with its deviations, and what they say of each penalty. */
  private static List<Cell> descent(int seed) {
    Random random = new Random(new SplittableRandom(seed).nextLong());
    List<Cell> cells = new ArrayList<>();
    List<double[]> positions = new ArrayList<>();
    List<double[]> fromGradient = new ArrayList<>();
    List<double[]> fromFlow = new ArrayList<>();
    List<double[]> mean = new ArrayList<>();
    double[] theta = START.clone();
    for (int step = 0; step < STEPS; step++) {
      if (seed == 1) {
        cells.add(position(SGD, step, theta).at(SEED, seed));
      }
      double[] next = TanhNeuron.minus(theta, STEP_SIZE, NEURON.gradient(theta, batch(random)));
      double[] gradient = NEURON.gradient(theta, NEURON.all());
      double[] full = TanhNeuron.minus(theta, STEP_SIZE, gradient);
      double[] flow = NEURON.flow(theta, STEP_SIZE, FLOW_SUBSTEPS);
      // −Δθ/η − ∇L of Eq. 4: what the update has beyond that of the reference, as a gradient.
      double[] deviation = TanhNeuron.minus(full, 1, next);
      positions.add(theta);
      fromGradient.add(scaled(deviation));
      fromFlow.add(scaled(TanhNeuron.minus(flow, 1, next)));
      mean.add(scaled(TanhNeuron.minus(flow, 1, full)));
      if (seed == 1 || step == 0) { // what is drawn: all of one path, and the first of each
        cells.add(deviation(seed, step, fromGradient.get(step), gradient));
      }
      theta = next;
    }
    if (seed == 1) {
      cells.add(position(SGD, STEPS, theta).at(SEED, seed));
    }
    double[] none = new double[2];
    List<double[]> noMean = Collections.nCopies(STEPS, none);
    cells.add(lambda(seed, FULL_BATCH, RIDGE, positions, fromGradient, noMean));
    cells.add(lambda(seed, FULL_BATCH, SQUARED_GRADIENT, positions, fromGradient, noMean));
    cells.add(lambda(seed, FLOW_REFERENCE, SQUARED_GRADIENT, positions, fromFlow, mean));
    return cells;
  }

  private static Cell deviation(int seed, int step, double[] b, double[] gradient) {
    return Cell.of(DEVIATION, Math.hypot(b[0], b[1]))
        .at(SEED, seed)
        .at(STEP, step)
        .measure(DEVIATION_W, b[0])
        .measure(DEVIATION_B, b[1])
        .measure(GRADIENT_W, gradient[0])
        .measure(GRADIENT_B, gradient[1]);
  }

  /** Eight different examples, drawn afresh at each step. */
  private static int[] batch(Random random) {
    int[] deck = NEURON.all();
    int[] batch = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      int other = i + random.nextInt(deck.length - i);
      batch[i] = deck[other];
      deck[other] = deck[i];
    }
    return batch;
  }

  private static double[] scaled(double[] displacement) {
    return new double[] {displacement[0] / STEP_SIZE, displacement[1] / STEP_SIZE};
  }

  /**
   * An estimate from one path.
   *
   * @param means E[b_t | θ_t], over the batches: what there is to explain
   */
  private static Cell lambda(
      int seed,
      String reference,
      String candidate,
      List<double[]> positions,
      List<double[]> deviations,
      List<double[]> means) {
    CumulativeEstimator estimator = new CumulativeEstimator();
    double gram = 0;
    double cross = 0;
    double energy = 0;
    double meanCross = 0;
    for (int step = 0; step < STEPS; step++) {
      double[] theta = positions.get(step);
      double[] column =
          candidate.equals(RIDGE)
              ? new double[] {2 * theta[0], 2 * theta[1]}
              : NEURON.squaredGradientGradient(theta);
      double[] b = deviations.get(step);
      GradientMatch match =
          new GradientMatch(
              step,
              2,
              new double[] {dot(column, column)},
              new double[] {dot(column, b)},
              dot(b, b));
      estimator.update(match);
      gram += match.gram(0, 0);
      cross += match.cross(0);
      meanCross += dot(column, means.get(step));
      energy += match.energy();
    }
    Coefficient lambda = estimator.estimate().orElseThrow().coefficient(0);
    return Cell.of(LAMBDA, lambda.value())
        .interval(lambda.lower(), lambda.upper())
        .truth(meanCross / gram)
        .standing(lambda.isIdentified() ? Standing.VALID : Standing.NOT_IDENTIFIABLE)
        .at(SEED, seed)
        .at(REFERENCE, reference)
        .at(CANDIDATE, candidate)
        .measure(GRAM, gram)
        .measure(CROSS, cross)
        .measure(MEAN_CROSS, meanCross)
        .measure(ENERGY, energy);
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1];
  }
}
