package io.lambdascope.dl4j;

import io.lambdascope.core.snapshot.Identity;
import io.lambdascope.dl4j.capture.CaptureNeeds;
import io.lambdascope.dl4j.capture.CapturedStep;
import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.preflight.Preflight;
import io.lambdascope.dl4j.preflight.PreflightCheck;
import io.lambdascope.dl4j.reference.FollowingReference;
import io.lambdascope.dl4j.reference.Reference;
import io.lambdascope.dl4j.reference.ReferenceConfiguration;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.reference.TruncatedBackpropagation;
import io.lambdascope.dl4j.reference.WindowEngine;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
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

  private @Nullable Window window;
  private boolean attribution;

  ImplicitBiasListenerBuilder() {
    super(/* penalizeBiases= */ false);
  }

  @Override
  ImplicitBiasListenerBuilder self() {
    return this;
  }

  /**
   * Samples are windows of training steps in place of single ones. With that of an epoch {@link
   * #stride} counts epochs, with others it says at which iterations a window may begin; 1 for one
   * after the other. The reference is {@link Reference#gradientFlow()} or {@code
   * gradientFlow(probe)}; networks that windows cannot be compared for are refused by {@link
   * #build}: those with dropout, batch normalization, clipping, constraints, truncated
   * backpropagation, updaters other than Sgd or several learning rates.
   */
  public ImplicitBiasListenerBuilder window(Window window) {
    this.window = window;
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
  Session<?> open(Model network) {
    Reference reference =
        chosenReference(
            "Reference.withoutDropout(), dropoutMean(masks), withoutPenalties(), withoutClipping(),"
                + " withoutUpdater(), fullBatch(probe), gradientFlow(probe), stationarity(probe)"
                + " and, for windows, gradientFlow()");
    Network trained = Network.of(network);
    ReferenceConfiguration.refuseUnreferenceable(trained);
    TruncatedBackpropagation.refuseUnreferenceable(reference, givenUseObjective(), trained);
    iterationsDone(trained.iteration());
    return window == null ? bySteps(reference, trained) : byWindows(reference, window, trained);
  }

  private Session<?> bySteps(Reference reference, Network trained) {
    Identity identity = identity(reference.name());
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
          preflight(
              reference,
              trained,
              engine.layout(),
              columns,
              attribution ? PreflightCheck.attributionGradients(reference) : 0);
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

  private Session<?> byWindows(Reference reference, Window chosen, Network trained) {
    if (attribution) {
      throw new IllegalArgumentException(
          "attribution() takes single steps apart, and window(%s) was given; leave one of them out"
              .formatted(chosen.name()));
    }
    Identity identity = identity(chosen.name() + "_" + reference.name());
    StepQueue<CapturedWindow> queue = newQueue();
    try {
      WindowEngine engine =
          queue.call(
              () -> {
                WindowEngine made = new WindowEngine(reference, chosen, trained);
                made.tryProbe();
                return made;
              });
      List<CandidateColumn> columns = queue.call(() -> columns(engine.layout(), true));
      Preflight preflight = preflight(reference, trained, engine.layout(), columns, 0);
      List<CapturedWindow> buffers = new ArrayList<>();
      queue.fill(
          () -> {
            CapturedWindow buffer =
                new CapturedWindow(
                    chosen, trained.parameters().dataType(), engine.layout().length());
            buffers.add(buffer);
            return buffer;
          });
      WindowStride stride = new WindowStride(chosen, budget());
      return new WindowSession(
          trained,
          chosen,
          newSampler(identity, queue, engine, columns, CapturedWindow::iteration, stride),
          stride,
          buffers,
          preflight);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  private Preflight preflight(
      Reference reference,
      Network trained,
      ParameterLayout layout,
      List<CandidateColumn> columns,
      double moreGradients) {
    Preflight preflight =
        PreflightCheck.of(
            trained,
            layout,
            List.of(reference),
            columns.size(),
            columns.stream().mapToDouble(c -> c.regularizer().gradients()).sum() + moreGradients,
            useObjective(columns));
    log.info("The monitor of run {} was built for this network:\n{}", run(), preflight);
    return preflight;
  }
}
