package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.samediff.SameDiffReference;
import io.lambdascope.dl4j.samediff.SameDiffStep;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The settings of a {@link SameDiffBiasListener}, with the defaults of {@link
 * ImplicitBiasListenerBuilder} but for {@link #penalizeBiases}. Not synchronized; each builder
 * makes one listener.
 *
 * <p>What is wrong with the settings or with the graph is said by {@link #build} and {@link
 * #attach}, so that nothing can fail later for such a reason.
 */
public final class SameDiffBiasListenerBuilder
    extends ListenerBuilder<SameDiffBiasListenerBuilder> {

  private static final long serialVersionUID = 1;

  SameDiffBiasListenerBuilder() {
    super(/* penalizeBiases= */ true);
  }

  @Override
  SameDiffBiasListenerBuilder self() {
    return this;
  }

  /**
   * Builds the listener and adds it to the graph's.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  public SameDiffBiasListener attach(SameDiff graph) {
    SameDiffBiasListener listener = build(graph);
    graph.addListeners(listener);
    return listener;
  }

  /**
   * Builds the listener for a graph with its training configuration, without adding it. Nothing of
   * the graph is changed.
   *
   * @throws IllegalArgumentException when the settings do not fit each other or the graph, or the
   *     graph's steps cannot be referenced; says what was given, what is allowed and what to do
   */
  public SameDiffBiasListener build(SameDiff graph) {
    Reference reference =
        chosenReference(
            "Reference.fullBatch(probe), withoutPenalties() and"
                + " fullBatch(probe).andWithoutPenalties()");
    Identity identity = identity(reference.name());
    StepQueue<SameDiffStep> queue = newQueue();
    try {
      SameDiffReference compared =
          queue.call(
              () -> {
                SameDiffReference made =
                    new SameDiffReference(reference, graph, givenUseObjective());
                made.tryProbe();
                return made;
              });
      List<CandidateColumn> columns =
          queue.call(() -> columns(compared.layout(), reference.probe().isPresent()));
      iterationsDone(graph.getTrainingConfig().getIterationCount());
      queue.fill(compared::newStep);
      return new SameDiffBiasListener(
          graph, newSampler(identity, queue, compared, columns, SameDiffStep::iteration));
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }
}
