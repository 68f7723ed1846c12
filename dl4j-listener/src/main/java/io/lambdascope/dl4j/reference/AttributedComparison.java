package io.lambdascope.dl4j.reference;

import io.lambdascope.core.match.Cause;
import io.lambdascope.dl4j.capture.CapturedStep;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A comparison that also takes its deviation apart by causes: a chain of references, each of which
 * leaves out one cause less than the one before, from the reference in use to the update as made.
 * What one cause adds is the deviation from the reference before it less that from the one after,
 * so the links sum to the deviation, to the rounding of one float64 subtraction each.
 *
 * <pre>
 * flow → full batch → mini-batch clean → mini-batch noisy → as made
 *  STEP_SIZE    MINI_BATCH         NOISE         UPDATE_RULE
 * </pre>
 *
 * <p>The chain starts where the reference in use stands, and has no full batch where that is on the
 * mini-batch. All of its members go through the same rule, that of the reference in use: division
 * by the examples, clipping, penalties and updater where it keeps them, by DL4J itself, from the
 * same state. So a link is exactly zero where its cause is not in the training; UPDATE_RULE is what
 * the reference leaves out of the rule.
 *
 * <p>Costs, beside what it wraps, one gradient of the mini-batch where that has a probe, and three
 * runs of the updater at most. Memory: a float64 vector for each link.
 */
final class AttributedComparison implements Comparison {

  private final Comparison whole;
  private final StepComparison steps;
  private final ReferenceModel model;
  private final Objective objective;
  private final boolean flow;
  private final boolean probe;
  private final List<CauseDeviation> links = new ArrayList<>();

  /**
   * A comparison of a reference that was not refused.
   *
   * @param whole by the reference in use
   * @param steps by the rule of the reference in use
   * @param model the reference's network
   */
  AttributedComparison(
      Reference reference,
      Comparison whole,
      StepComparison steps,
      ReferenceModel model,
      Objective objective) {
    this.whole = whole;
    this.steps = steps;
    this.model = model;
    this.objective = objective;
    this.flow = reference.ablates(Ablation.STEP_SIZE);
    this.probe = reference.probe().isPresent();
    if (flow) {
      addLink(Cause.STEP_SIZE);
    }
    if (probe) {
      addLink(Cause.MINI_BATCH);
    }
    addLink(Cause.NOISE);
    addLink(Cause.UPDATE_RULE);
  }

  private void addLink(Cause cause) {
    long length = objective.layout().length();
    links.add(new CauseDeviation(cause, Nd4j.create(DataType.DOUBLE, length)));
  }

  /**
   * Refuses a reference whose deviation cannot be taken apart.
   *
   * @throws IllegalArgumentException with the reason and what to do
   */
  static void refuse(Reference reference) {
    if (!reference.comparesSteps()) {
      throw new IllegalArgumentException(
          ("attribution takes the update as made apart, and the reference %s looks at no update;"
                  + " use gradientFlow(probe), fullBatch(probe) or withoutDropout(), or leave"
                  + " attribution out")
              .formatted(reference));
    }
    if (!reference.computesGradient()) {
      throw new IllegalArgumentException(
          ("the reference %s takes the step's own gradient, so all of its deviation is the update"
                  + " rule's and there is nothing to attribute; use gradientFlow(probe),"
                  + " fullBatch(probe) or withoutDropout(), with and(...) for what is to be left out"
                  + " of the update rule, or leave attribution out")
              .formatted(reference));
    }
    if (reference.masksKept() > 0) {
      throw new IllegalArgumentException(
          ("attribution goes through the mini-batch without dropout, and the reference %s keeps it;"
                  + " leave keepingDropout or attribution out")
              .formatted(reference));
    }
  }

  @Override
  public int nuisanceDirections() {
    return whole.nuisanceDirections();
  }

  @Override
  public Deviation compare(CapturedStep step) {
    // The deviation from each member of the chain after the first, and then what one has beyond the
    // next.
    int next = 1;
    if (flow) {
      // First of all: the flow begins with the same gradient, which it then need not compute again.
      model.parameters().assign(step.parameters());
      model.rawGradientOf(objective, step);
      steps.write(step, objective.examples(), vector(next++));
    }
    Deviation deviation = whole.compare(step);
    if (probe) {
      ProbeData batch = ProbeData.of(List.of(step.batch()));
      model.parameters().assign(step.parameters());
      model.rawGradient(batch, step.iteration(), step.epoch());
      objective.countEvaluation(batch);
      steps.write(step, step.batchSize(), vector(next++));
    }
    model.parameters().assign(step.parameters());
    model.rawGradient(step.rawGradient());
    steps.write(step, step.batchSize(), vector(next));
    vector(0).assign(deviation.vector()).subi(vector(1));
    for (int k = 1; k < next; k++) {
      vector(k).subi(vector(k + 1));
    }
    return deviation.by(links);
  }

  private INDArray vector(int link) {
    return links.get(link).vector();
  }
}
