package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.PreflightCheck;
import io.lambdascope.dl4j.reference.FollowingReference;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceConfiguration;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.reference.TruncatedBackpropagation;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of an {@link ImplicitBiasListener}. Not synchronized; each builder makes one
 * listener.
 *
 * <p>What is wrong with the settings or with the network is said by {@link #build} and {@link
 * #attach}, so that nothing can fail later for such a reason.
 */
public final class ImplicitBiasListenerBuilder
    extends ListenerBuilder<ImplicitBiasListenerBuilder> {

  private static final long serialVersionUID = 1;

  private static final Logger log = LoggerFactory.getLogger(ImplicitBiasListenerBuilder.class);

  private boolean attribution;

  ImplicitBiasListenerBuilder() {
    super(/* penalizeBiases= */ false);
  }

  @Override
  ImplicitBiasListenerBuilder self() {
    return this;
  }

  /**
   * Takes the deviation of each sample apart by its causes: step size, mini-batch, dropout and
   * weight noise, and what the reference leaves out of the update rule, each with its norm, its
   * cosine with the whole, its share and its own Λ ({@link
   * io.lambdascope.core.snapshot.Attribution}). They sum to the whole, and no other number changes.
   * For the references {@link Reference#gradientFlow}, {@link Reference#fullBatch} and {@link
   * Reference#withoutDropout}, whatever else they leave out. Costs one gradient of the mini-batch
   * for each sample where the reference has a probe; off by default.
   */
  public ImplicitBiasListenerBuilder attribution() {
    this.attribution = true;
    return this;
  }

  /**
   * Builds the listener and adds it to the network's.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  public ImplicitBiasListener attach(Model network) {
    ImplicitBiasListener listener = build(network);
    if (network instanceof MultiLayerNetwork multiLayer) {
      multiLayer.addListeners(listener);
    } else {
      ((ComputationGraph) network).addListeners(listener);
    }
    return listener;
  }

  /**
   * Builds the listener for a network, without adding it. The network's configuration is read and
   * its vectors are measured; nothing of it is changed.
   *
   * @throws IllegalArgumentException when the settings do not fit each other or the network, or the
   *     network's steps cannot be referenced; says what was given, what is allowed and what to do
   */
  public ImplicitBiasListener build(Model network) {
    return new ImplicitBiasListener(this, open(network));
  }

  /**
   * Opens a session for a network.
   *
   * @throws IllegalArgumentException as {@link #build}
   */
  Session open(Model network) {
    Reference reference =
        chosenReference(
            "Reference.withoutDropout(), dropoutMean(masks), withoutPenalties(), withoutClipping(),"
                + " withoutUpdater(), fullBatch(probe), gradientFlow(probe) and stationarity(probe)");
    Identity identity = identity(reference);
    Network trained = Network.of(network);
    ReferenceConfiguration.refuseUnreferenceable(trained);
    TruncatedBackpropagation.refuseUnreferenceable(reference, givenUseObjective(), trained);

    iterationsDone(trained.iteration());

    StepQueue<CapturedStep> queue = newQueue();
    try {
      ReferenceEngine engine =
          queue.call(
              () -> {
                ReferenceEngine made = new ReferenceEngine(reference, trained, attribution);
                made.tryProbe();
                return made;
              });
      boolean objectiveAtHand = engine.needs(false).miniBatch() || reference.probe().isPresent();
      List<CandidateColumn> columns = queue.call(() -> columns(engine.layout(), objectiveAtHand));
      boolean objectiveUsed = useObjective(columns);
      CaptureNeeds needs = engine.needs(objectiveUsed);
      queue.fill(
          () ->
              new CapturedStep(
                  needs,
                  trained.parameters().dataType(),
                  engine.layout().length(),
                  engine.stateLength()));
      Preflight preflight =
          PreflightCheck.of(
              trained,
              engine.layout(),
              List.of(reference),
              columns.size(),
              columns.stream().mapToDouble(c -> c.regularizer().gradients()).sum()
                  + (attribution ? PreflightCheck.attributionGradients(reference) : 0),
              objectiveUsed);
      log.info("The monitor of run {} was built for this network:\n{}", run(), preflight);
      FollowingReference following =
          new FollowingReference(
              engine,
              setup -> new ReferenceEngine(reference, trained, setup.configuration(), attribution));
      return new StepSession(
          trained,
          newSampler(identity, queue, following, columns, CapturedStep::iteration),
          new SetupFollower(
              trained,
              layout -> {
                CaptureNeeds now = ReferenceEngine.needs(reference, layout, objectiveUsed);
                return attribution ? now.andCauses() : now;
              }),
          preflight);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }
}
