package io.lambdascope.examples.experiment.linear;

import io.lambdascope.examples.experiment.Cell;
import io.lambdascope.examples.experiment.Experiment;
import io.lambdascope.examples.experiment.Findings;
import io.lambdascope.examples.experiment.Settings;
import io.lambdascope.examples.experiment.Task;
import io.lambdascope.examples.figure.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * The quadratic penalty that early stopping of least squares amounts to, estimated from endpoints
 * and compared with the closed form of Ali et al.: as a matrix, a diagonal and one coefficient.
 */
public final class EarlyStoppingExperiment implements Experiment {

  /** The experiment. */
  public EarlyStoppingExperiment() {}

  @Override
  public String name() {
    return "early-stopping";
  }

  @Override
  public String title() {
    return "Early stopping of least squares as a penalty";
  }

  @Override
  public String reproduces() {
    return "Figure 4 A to E, Appendix H.3; Ali et al. 2019 (Eq. 5)";
  }

  @Override
  public String description() {
    return "The penalty matrix of early stopping from endpoints of gradient descent, in full from"
        + " several, as a diagonal from one, and as one coefficient along training, against the"
        + " closed form.";
  }

  @Override
  public int seeds(boolean quick) {
    return Pools.count(quick);
  }

  @Override
  public List<String> protocol(Settings settings) {
    return List.of(
        "y = Xθ + ε, X 1000 × 10 standard normal, θ_i ~ N(0, 3²), ε_i ~ N(0, 1); seed 56 for the"
            + " shared draw, whose X all runs have.",
        "Full-batch gradient descent in float64 from zero, θ ← θ + 0.01·Xᵀ(y − Xθ)/n;"
            + " L = (1/n)‖y − Xθ‖² and R = θᵀΛθ.",
        "A: Λ^(t) of Eq. 5, t the step at which the shared draw's run ends, by patience 5 with any"
            + " decrease as improvement, at most 500.",
        "B: full symmetric Λ̂ from the first m endpoints of a pool, all at this t; %d pools of %d"
                .formatted(settings.seeds(), EarlyStoppingTasks.ENDPOINTS)
            + " endpoints, each with fresh θ and ε. Exact least squares, of minimum norm below"
            + " m = p.",
        "C: diagonal Λ̂ from the shared draw's endpoint; the weights that the loss with this"
            + " penalty has at its stationary point, solved exactly.",
        "D: as B, each run stopped by itself, patience 5, at most 2000 steps, once with a minimum"
            + " improvement of 1e-3 of L and once with any decrease; the target is the entrywise"
            + " median of the pool's Λ^(t_k).",
        "E: one coefficient λ̂_t, −∇L = 2λθ solved exactly, at 12 steps of the shared draw's run.");
  }

  @Override
  public List<String> changes(Settings settings) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "The shared draw is the published one: X, θ and ε by NumPy's generator from seed 56, which"
            + " gives the published λ̂_t. The pools' θ and ε are drawn by Java's, since theirs are"
            + " not known.");
    changes.add(
        "λ̂_t is solved exactly in place of Adam's fit, which approximates the same number.");
    changes.add(
        "D: the text says that any decrease counts as improvement; the published figure was made"
            + " with a minimum improvement of 1e-3. Both are shown, relative to ‖Λ̄‖, since the"
            + " penalties of the two differ by orders of magnitude.");
    changes.addAll(Pools.changes(settings));
    return changes;
  }

  @Override
  public List<Task> tasks(Settings settings) {
    return new EarlyStoppingTasks(settings).all(settings.seeds());
  }

  @Override
  public Findings findings(List<Cell> cells) {
    return EarlyStoppingFindings.of(cells);
  }

  @Override
  public Figure figure(List<Cell> cells) {
    return EarlyStoppingFigure.of(cells);
  }
}
