package io.lambdascope.core.verdict;

import io.lambdascope.core.match.GradientMatch;
import io.lambdascope.core.match.ReplicatedMatch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The weighted sums behind {@link Evidence}, in units of their own ({@link StatisticUnits}): of c,
 * A and the basis energy as one {@link SeriesSum}, of the replicates' noise, of the total energy.
 * Mutable, one thread.
 */
final class EvidenceSums {

  private final int size;
  private final boolean replicated;
  private StatisticUnits units;
  private SeriesSum series;
  private double[] crossNoise;
  private double totalEnergy;
  private double equations;
  private long observations;
  private long iteration;
  private ReferenceDoubts doubts = new ReferenceDoubts();

  EvidenceSums(int regularizers, boolean replicated) {
    this.size = regularizers;
    this.replicated = replicated;
    this.units = StatisticUnits.none(regularizers);
    this.series = new SeriesSum(energyIndex() + 1);
    this.crossNoise = new double[size * size];
  }

  EvidenceSums copy() {
    EvidenceSums copy = new EvidenceSums(size, replicated);
    copy.units = units;
    copy.series = series.copy();
    copy.crossNoise = crossNoise.clone();
    copy.totalEnergy = totalEnergy;
    copy.equations = equations;
    copy.observations = observations;
    copy.iteration = iteration;
    copy.doubts = doubts.copy();
    return copy;
  }

  /**
   * All of it as plain numbers, in the order in which {@link #of} takes them. Integers below 2^53
   * are exact.
   */
  List<Double> numbers() {
    List<Double> numbers = new ArrayList<>();
    numbers.add((double) size);
    numbers.add(replicated ? 1.0 : 0.0);
    for (int unit : units.columns()) {
      numbers.add((double) unit);
    }
    numbers.add((double) units.deviation());
    series.write(numbers);
    for (double noise : crossNoise) {
      numbers.add(noise);
    }
    numbers.add(totalEnergy);
    numbers.add(equations);
    numbers.add((double) observations);
    numbers.add((double) iteration);
    doubts.write(numbers);
    return numbers;
  }

  /**
   * From {@link #numbers}.
   *
   * @throws IllegalArgumentException when there are too many, too few, or one is not finite
   */
  static EvidenceSums of(List<Double> numbers) {
    int size = numbers.get(0).intValue();
    // Far above what its r⁴ numbers leave possible, and low enough for r⁴ to be an int's.
    if (size < 1 || size > 100 || !numbers.stream().allMatch(Double::isFinite)) {
      throw broken(numbers.size());
    }
    Iterator<Double> reader = numbers.iterator();
    reader.next();
    try {
      EvidenceSums sums = new EvidenceSums(size, reader.next() == 1);
      int[] columns = new int[size];
      for (int j = 0; j < size; j++) {
        columns[j] = reader.next().intValue();
      }
      sums.units = new StatisticUnits(columns, reader.next().intValue());
      sums.series.read(reader);
      for (int i = 0; i < size * size; i++) {
        sums.crossNoise[i] = reader.next();
      }
      sums.totalEnergy = reader.next();
      sums.equations = reader.next();
      sums.observations = reader.next().longValue();
      sums.iteration = reader.next().longValue();
      sums.doubts = ReferenceDoubts.read(reader);
      if (reader.hasNext()) {
        throw broken(numbers.size());
      }
      return sums;
    } catch (NoSuchElementException e) {
      throw broken(numbers.size());
    }
  }

  private static IllegalArgumentException broken(int numbers) {
    return new IllegalArgumentException(
        "the %d numbers are not those of evidence; restore what Evidence.state() gave, unchanged"
            .formatted(numbers));
  }

  /** Refuses what may not follow. */
  void check(ReplicatedMatch match, boolean withReplicates, long lastIteration) {
    if (match.regularizers() != size) {
      throw new IllegalArgumentException(
          "observation of %d regularizers after some of %d".formatted(match.regularizers(), size));
    }
    if (withReplicates != replicated) {
      throw new IllegalArgumentException(
          ("observation %s replicates after some %s: their shares are of different energies;"
                  + " reset first")
              .formatted(
                  withReplicates ? "with" : "without", replicated ? "with them" : "without them"));
    }
    if (match.iteration() < lastIteration) {
      throw new IllegalArgumentException(
          "observations must come in the order of iterations: %d after %d"
              .formatted(match.iteration(), lastIteration));
    }
  }

  /** Multiplies the weight of all observations so far, and adds one of weight 1. */
  void add(ReplicatedMatch match, ReferenceDoubt doubt, double pastWeight) {
    changeUnits(units.including(match));
    ReplicatedMatch expressed = units.express(match);
    GradientMatch pooled = expressed.pooled();
    double[] contribution = new double[energyIndex() + 1];
    for (int i = 0; i < size; i++) {
      contribution[i] = pooled.cross(i);
      for (int j = i; j < size; j++) {
        contribution[gramIndex(i, j)] = pooled.gram(i, j);
      }
    }
    contribution[energyIndex()] = expressed.predictableEnergy().orElse(pooled.energy());
    series.add(contribution, pastWeight);

    int replicates = expressed.replicates();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double spread = 0;
        for (int k = 0; k < replicates; k++) {
          spread +=
              (expressed.cross(k, i) - pooled.cross(i)) * (expressed.cross(k, j) - pooled.cross(j));
        }
        double ofMean = replicated ? spread / (replicates * (replicates - 1.0)) : 0;
        crossNoise[i * size + j] = crossNoise[i * size + j] * pastWeight * pastWeight + ofMean;
      }
    }
    totalEnergy = totalEnergy * pastWeight + pooled.energy();
    equations = equations * pastWeight + match.equations();
    doubts.add(units.expressDeviation(doubt.error()), doubt.valid(), pastWeight);
    observations++;
    iteration = match.iteration();
  }

  private void changeUnits(StatisticUnits larger) {
    double deviation = larger.deviationFactor(units);
    double[] column = new double[size];
    boolean changed = deviation != 1;
    for (int j = 0; j < size; j++) {
      column[j] = larger.columnFactor(units, j);
      changed |= column[j] != 1;
    }
    units = larger;
    if (!changed) {
      return;
    }
    double[] factors = new double[energyIndex() + 1];
    for (int i = 0; i < size; i++) {
      factors[i] = column[i] * deviation;
      for (int j = i; j < size; j++) {
        factors[gramIndex(i, j)] = column[i] * column[j];
      }
      for (int j = 0; j < size; j++) {
        crossNoise[i * size + j] *= (column[i] * deviation) * (column[j] * deviation);
      }
    }
    factors[energyIndex()] = deviation * deviation;
    series.rescale(factors);
    totalEnergy *= deviation * deviation;
    doubts.rescale(deviation * deviation);
  }

  /** Where A_ij, i &le; j, stands in the series; c_i stands at i. */
  int gramIndex(int i, int j) {
    return size + i * size - i * (i - 1) / 2 + (j - i);
  }

  /** Where the energy of the basis stands in the series. */
  int energyIndex() {
    return size + size * (size + 1) / 2;
  }

  int size() {
    return size;
  }

  EnergyBasis basis() {
    return replicated ? EnergyBasis.PREDICTABLE : EnergyBasis.TOTAL;
  }

  SeriesSum series() {
    return series;
  }

  /** Of the replicates' means summed: entry ij of the noise covariance of c; 0 without them. */
  double crossNoise(int i, int j) {
    return crossNoise[i * size + j];
  }

  ReferenceDoubts doubts() {
    return doubts;
  }

  double totalEnergy() {
    return totalEnergy;
  }

  /** Of an observation, weighted. */
  double meanEquations() {
    return equations / series.weights();
  }

  long observations() {
    return observations;
  }

  long iteration() {
    return iteration;
  }
}
