package io.lambdascope.dl4j.retrain;

import io.lambdascope.core.estimate.Coefficient;
import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.Term;
import io.lambdascope.dl4j.network.ConfigurationEdit;
import io.lambdascope.dl4j.network.MiniBatch;
import io.lambdascope.dl4j.network.Network;
import io.lambdascope.dl4j.network.ParameterLayout;
import io.lambdascope.dl4j.reference.ReferenceEngine;
import io.lambdascope.dl4j.regularizer.ActivationWeightedNorm;
import io.lambdascope.dl4j.regularizer.CandidateColumn;
import io.lambdascope.dl4j.regularizer.ParameterGroups;
import io.lambdascope.dl4j.regularizer.Regularizer;
import io.lambdascope.dl4j.regularizer.SmoothedOneNorm;
import io.lambdascope.dl4j.regularizer.SquaredNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * An estimate Λ̂ as explicit penalties of a configuration, to train without the cause that it was
 * estimated of (section 2.1 of arXiv 2605.05436, the second mode of success).
 *
 * <p>For {@code l2}, {@code l1} and {@code distance}, which are sums over parameters, and for
 * {@code activation_l2} with its activations held fixed ({@link #withActivationsOf}); each group's
 * coefficients go to the parameters of that group. Λ̂ is constant here: where Λ(t) moved in the
 * course of training, as that of dropout does, take the estimate of the time in question, or expect
 * less.
 *
 * <p>Immutable; for any thread.
 *
 * <pre>{@code
 * EstimatedPenalties penalties =
 *     EstimatedPenalties.of(listener.snapshot(), List.of(Regularizers.l2()));
 * MultiLayerConfiguration retrained = penalties.addTo(withoutDropout);
 * }</pre>
 */
public final class EstimatedPenalties {

  private final List<Term> terms;
  private final List<Double> coefficients;
  private final List<Regularizer> regularizers;
  private final ParameterGroups groups;
  private final boolean penalizeBiases;
  private final @Nullable Map<String, INDArray> meanSquares;

  private EstimatedPenalties(
      List<Term> terms,
      List<Double> coefficients,
      List<Regularizer> regularizers,
      ParameterGroups groups,
      boolean penalizeBiases,
      @Nullable Map<String, INDArray> meanSquares) {
    this.terms = List.copyOf(terms);
    this.coefficients = List.copyOf(coefficients);
    this.regularizers = List.copyOf(regularizers);
    this.groups = groups;
    this.penalizeBiases = penalizeBiases;
    this.meanSquares = meanSquares == null ? null : Map.copyOf(meanSquares);
  }

  /** Of a listener with one group of all parameters and penalties on weights alone. */
  public static EstimatedPenalties of(MonitorSnapshot snapshot, List<Regularizer> regularizers) {
    return of(snapshot, regularizers, ParameterGroups.total(), false);
  }

  /**
   * Of a listener's last estimate.
   *
   * @param regularizers those of the listener, in its order
   * @param groups those of the listener
   * @param penalizeBiases as the listener was told
   * @throws IllegalArgumentException when there is no estimate, a coefficient is not identified or
   *     a regularizer is no sum over parameters, says which and what to do
   */
  public static EstimatedPenalties of(
      MonitorSnapshot snapshot,
      List<Regularizer> regularizers,
      ParameterGroups groups,
      boolean penalizeBiases) {
    LambdaEstimate estimate =
        snapshot
            .estimate()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the snapshot has no estimate yet; wait for its first sample"));
    return of(estimate, snapshot.terms(), regularizers, groups, penalizeBiases);
  }

  /**
   * Of an estimate and what its coefficients belong to.
   *
   * @throws IllegalArgumentException as {@link #of(MonitorSnapshot, List, ParameterGroups,
   *     boolean)}
   */
  public static EstimatedPenalties of(
      LambdaEstimate estimate,
      List<Term> terms,
      List<Regularizer> regularizers,
      ParameterGroups groups,
      boolean penalizeBiases) {
    for (Regularizer regularizer : regularizers) {
      if (!(regularizer instanceof SmoothedOneNorm
          || regularizer instanceof SquaredNorm
          || regularizer instanceof ActivationWeightedNorm)) {
        throw new IllegalArgumentException(
            ("%s is no sum over parameters that a configuration of DL4J's could be given as a"
                    + " penalty; those that are: l2 and l1, distance and activation_l2. Estimate with"
                    + " them alone")
                .formatted(regularizer.name()));
      }
    }
    List<Double> coefficients = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      Coefficient coefficient = estimate.coefficient(j);
      if (!coefficient.isIdentified()) {
        throw new IllegalArgumentException(
            ("the coefficient of %s on %s is not identified, so its value means nothing; estimate"
                    + " without it, or with coarser groups or more samples")
                .formatted(terms.get(j).regularizer(), terms.get(j).group()));
      }
      coefficients.add(coefficient.value());
    }
    return new EstimatedPenalties(terms, coefficients, regularizers, groups, penalizeBiases, null);
  }

  /** The same penalties, each this many times as strong. */
  public EstimatedPenalties times(double factor) {
    return new EstimatedPenalties(
        terms,
        coefficients.stream().map(c -> c * factor).toList(),
        regularizers,
        groups,
        penalizeBiases,
        meanSquares);
  }

  /**
   * The same penalties with the activations that {@code activation_l2} is made of: E[h²] of what
   * enters each layer of a network, a mean over these data, without dropout. They stay as they are
   * when the penalty trains another network, whose own activations may move away from them.
   *
   * @param original the network of which the estimate is; not changed
   * @param data with one array of features and one of labels
   */
  public EstimatedPenalties withActivationsOf(Model original, DataSet data) {
    Map<String, INDArray> squares =
        onAnotherThread(
            () -> {
              Network network = Network.of(original);
              Network copy =
                  network.reference(
                      ConfigurationEdit.withoutStochasticLayers(network.configuration()));
              copy.parameters().assign(network.parameters());
              return copy.meanSquareInputs(
                  new MiniBatch(List.of(data.getFeatures()), List.of(data.getLabels())));
            });
    return new EstimatedPenalties(
        terms, coefficients, regularizers, groups, penalizeBiases, squares);
  }

  /**
   * The configuration with these penalties beside those it has. The one given is not changed.
   *
   * @throws IllegalArgumentException when the network's parameters are not those of the estimate,
   *     or DL4J cannot give them these penalties, says why
   */
  public MultiLayerConfiguration addTo(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration changed = MultiLayerConfiguration.fromJson(configuration.toJson());
    new PenaltyPlan(
            layoutOf(new MultiLayerNetwork(configuration.clone())),
            this::coefficientsOf,
            meanSquares)
        .addTo(key -> changed.getConf(Integer.parseInt(key)).getLayer());
    return changed;
  }

  /** As {@link #addTo(MultiLayerConfiguration)}. */
  public ComputationGraphConfiguration addTo(ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration changed =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    new PenaltyPlan(
            layoutOf(new ComputationGraph(configuration.clone())),
            this::coefficientsOf,
            meanSquares)
        .addTo(
            key -> {
              if (changed.getVertices().get(key)
                  instanceof org.deeplearning4j.nn.conf.graph.LayerVertex vertex) {
                return vertex.getLayerConf().getLayer();
              }
              throw new IllegalArgumentException(
                  "the vertex %s has parameters and is no layer, so it can be given no penalty; leave"
                          .formatted(key)
                      + " it out of the groups");
            });
    return changed;
  }

  private static ParameterLayout layoutOf(Model model) {
    return onAnotherThread(() -> ReferenceEngine.layoutOf(Network.of(model)));
  }

  /** Making a network seeds the random generator of the thread. */
  private static <T> T onAnotherThread(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task).start()).join();
  }

  /** The columns of the estimate in a network, each with its coefficient. */
  private List<PenaltyPlan.Part> coefficientsOf(ParameterLayout layout) {
    List<CandidateColumn> columns =
        CandidateColumn.of(regularizers, groups, layout, penalizeBiases);
    List<Term> made =
        columns.stream().map(c -> new Term(c.regularizer().name(), c.group())).toList();
    if (!made.equals(terms)) {
      throw new IllegalArgumentException(
          ("the estimate is of %s, and these regularizers and groups make %s of this network; give"
                  + " those of the listener, and a network with the same layers")
              .formatted(terms, made));
    }
    List<PenaltyPlan.Part> parts = new ArrayList<>();
    for (int j = 0; j < columns.size(); j++) {
      parts.add(new PenaltyPlan.Part(columns.get(j), coefficients.get(j)));
    }
    return parts;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < terms.size(); j++) {
      text.append(j == 0 ? "" : ", ")
          .append(coefficients.get(j))
          .append(" × ")
          .append(terms.get(j).regularizer())
          .append(" of ")
          .append(terms.get(j).group());
    }
    return text.toString();
  }
}
