package io.lambdascope.dl4j.reference;

import io.lambdascope.core.snapshot.Provenance;
import io.lambdascope.dl4j.capture.CapturedWindow;
import io.lambdascope.dl4j.capture.Window;
import io.lambdascope.dl4j.capture.WindowStep;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.network.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the displacement of a window of training with the gradient flow over its time: b = (θ_t
 * − θ_{t+K} − (θ(0) − θ(T)))/T, T = Σ η_k, of an antithetic one with the order of the mini-batches
 * taken off. For SGD theory gives b = (η/4)∇(‖∇L‖² + (1/K)Σ‖∇L_k − ∇L‖²) to first order (Smith et
 * al., ICLR 2021), carried along the flow as {@link WindowFlow} does with every candidate.
 *
 * <p>Made and used on the worker's thread alone. Memory: one network, and float64 vectors of its
 * length: 25, and four for each substep of the flow.
 */
public final class WindowEngine implements StepReference<CapturedWindow> {

  private final Reference reference;
  private final Window window;
  private final ReferenceModel model;
  private final WindowModel mean;
  private final ParameterLayout layout;
  private final Objective objective;
  private final WindowFlow flow;
  private final WindowReplay replay;
  private final WindowOrders orders;
  private final INDArray deviation;
  private double probeShare = 1;

  /**
   * Makes the reference's network.
   *
   * @param trained the network in training, of which only the configuration is read
   * @throws IllegalArgumentException when its windows cannot be compared with this reference
   */
  public WindowEngine(Reference reference, Window window, Network trained) {
    this.reference = reference;
    this.window = window;
    ParameterLayout full = ReferenceEngine.layoutOf(trained);
    WindowRefusals.refuse(reference, window, trained, full);
    this.model =
        new ReferenceModel(
            ReferenceConfiguration.copyOf(
                trained, ReferenceConfiguration.of(reference, trained.configuration())),
            0);
    this.layout = full;
    this.mean = new WindowModel(model);
    this.objective = new Objective(mean);
    this.flow = new WindowFlow(layout.length());
    this.replay = new WindowReplay(model, window.pairs());
    this.orders = new WindowOrders(layout.length());
    this.deviation = Nd4j.create(DataType.DOUBLE, layout.length());
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  /** Of an antithetic window; in a plain one they are lost in the noise of the order. */
  @Override
  public int nuisanceDirections() {
    return window.pairs() > 0 && window.nextOrders() ? WindowOrders.DIRECTIONS : 0;
  }

  @Override
  public Provenance provenance() {
    return reference.probe().isPresent()
        ? reference.provenance()
        : new Provenance("the window's mini-batches", false);
  }

  @Override
  public double smallestProbeShare() {
    return reference.probe().map(Probe::smallestShare).orElse(1.0);
  }

  @Override
  public void probeShare(double share) {
    this.probeShare = share;
  }

  /**
   * Computes one gradient of the probe, if there is one, to see whether it fits.
   *
   * @throws IllegalArgumentException when it does not
   */
  public void tryProbe() {
    for (MiniBatch chunk : reference.probe().map(probe -> probe.at(0)).orElse(ProbeData.NONE)) {
      ReferenceEngine.tryChunk(model, chunk);
    }
  }

  @Override
  public Deviation compare(CapturedWindow captured) throws ZeroLearningRateException {
    WindowStep first = captured.steps().get(0);
    double[] shares = learningRates(captured);
    double time = Arrays.stream(shares).sum();
    if (time == 0) {
      throw new ZeroLearningRateException(layout.trained().get(0).gradientKey(), first.iteration());
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= time;
    }
    mean.window(captured, shares);
    ProbeData data =
        reference
            .probe()
            .map(probe -> probe.at(first.iteration(), probeShare))
            .orElseGet(() -> new WindowData(captured));
    objective.moveTo(captured.start(), first.iteration(), first.epoch(), data);
    flow.integrate(objective, time);
    deviation.assign(captured.start());
    deviation.subi(captured.end().castTo(DataType.DOUBLE)).addi(flow.displacement());
    List<INDArray> next = List.of();
    if (window.pairs() > 0) {
      deviation.subi(replay.meanLessForward(captured, objective));
      if (window.nextOrders()) {
        next = orders.of(captured, objective, flow, shares);
      }
    }
    deviation.divi(time);
    for (Segment segment : layout.segments()) {
      if (!segment.trained()) {
        segment.in(deviation).assign(0);
      }
    }
    double error = flow.error().norm2Number().doubleValue() / time;
    double etaCurvature = flow.curvature() * time / shares.length;
    return new Deviation(
        deviation,
        next,
        List.of(),
        objective,
        objective.gradient().norm2Number().doubleValue(),
        OptionalDouble.of(etaCurvature),
        OptionalDouble.of(error),
        etaCurvature <= FlowComparison.VALID_ETA_CURVATURE
            && flow.isResolved()
            && error <= FlowComparison.VALID_ERROR_SHARE * deviation.norm2Number().doubleValue());
  }

  /** η_k, the same for all trained parameters. */
  private double[] learningRates(CapturedWindow captured) {
    Segment any = layout.trained().get(0);
    return captured.steps().stream()
        .mapToDouble(step -> any.learningRate(step.iteration(), step.epoch()))
        .toArray();
  }

  /** Carried along the flow of the last window that was compared. */
  @Override
  public void column(Objective at, BiConsumer<Objective, INDArray> gradient, INDArray into) {
    flow.carry(at, gradient, into);
  }
}
