package io.lambdascope.core.verdict;

import io.lambdascope.core.estimate.LambdaEstimate;
import io.lambdascope.core.estimate.StudentQuantile;
import io.lambdascope.core.linalg.InformationMatrix;
import io.lambdascope.core.linalg.NormalizedGram;
import java.util.ArrayList;
import java.util.List;

/**
 * One judgement of the sums, in the basis of columns of unit norm (see {@link Evidence} for the
 * equations).
 */
final class Appraisal {

  /** Student's t with fewer degrees of freedom has quantiles that bound nothing. */
  private static final double LEAST_DEGREES_OF_FREEDOM = 0.5;

  /** A predictable energy below this share of the total one is what its rounding leaves. */
  private static final double ROUNDING = 1e-12;

  private final EvidenceSums sums;
  private final LambdaEstimate estimate;
  private final double dimension;
  private final int size;
  private final double[] norm;
  private final double[] cross;
  private final double[] noise;
  private final double[] lambda;
  private final NormalizedGram gram;
  private final ShapleyGains gains;
  private final double[] allWeights;
  private final double basisEnergy;
  private final double quantile;

  /** cᵀM⁻¹c, noise included. */
  private final double rawExplained;

  /** tr(M⁻¹N), the noise in it. */
  private final double noiseExplained;

  Appraisal(EvidenceSums sums, LambdaEstimate estimate, double dimension) {
    this.sums = sums;
    this.estimate = estimate;
    this.dimension = dimension;
    this.size = sums.size();
    if (estimate.coefficients().size() != size) {
      throw new IllegalArgumentException(
          "the estimate has %d coefficients, the observations %d regularizers: they must be of the same candidates"
              .formatted(estimate.coefficients().size(), size));
    }
    SeriesSum series = sums.series();
    this.norm = new double[size];
    this.cross = new double[size];
    double[] correlation = new double[size * size];
    for (int i = 0; i < size; i++) {
      norm[i] = Math.sqrt(series.sum(sums.gramIndex(i, i)));
      cross[i] = norm[i] > 0 ? series.sum(i) / norm[i] : 0;
      correlation[i * size + i] = norm[i] > 0 ? 1 : 0;
      for (int j = 0; j < i; j++) {
        double both = norm[i] * norm[j];
        double c = both > 0 ? series.sum(sums.gramIndex(j, i)) / both : 0;
        correlation[i * size + j] = c;
        correlation[j * size + i] = c;
      }
    }
    this.gram = new NormalizedGram(correlation, size);
    this.gains = new ShapleyGains(correlation, cross);
    this.allWeights = allWeights();
    this.lambda = gram.solve(cross);
    this.rawExplained = Math.min(dot(lambda, cross), sums.totalEnergy());
    this.basisEnergy = series.sum(sums.energyIndex());
    this.quantile = quantile(series, estimate.confidence());
    this.noise = noise(correlation);
    this.noiseExplained = trace(product(allWeights, noise));
  }

  /** N for columns of unit norm. */
  private double[] noise(double[] correlation) {
    double[] covariance = new double[size * size];
    if (sums.basis() == EnergyBasis.PREDICTABLE) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          double both = norm[i] * norm[j];
          covariance[i * size + j] = both > 0 ? sums.crossNoise(i, j) / both : 0;
        }
      }
    } else if (sums.series().hasCovariance()) {
      for (int i = 0; i < size; i++) {
        double[] product = sums.series().covarianceTimes(score(i));
        for (int j = 0; j < size; j++) {
          covariance[i * size + j] = dot(score(j), product);
        }
      }
    } else {
      double free = dimension - gram.rank();
      double variance = free > 0 ? (sums.totalEnergy() - rawExplained) / free : 0;
      for (int i = 0; i < size * size; i++) {
        covariance[i] = variance * correlation[i];
      }
    }
    return covariance;
  }

  /** The score c_i − (AΛ̂)_i of an observation as a linear function of its contribution. */
  private double[] score(int i) {
    double[] score = new double[sums.energyIndex() + 1];
    if (norm[i] > 0) {
      score[i] = 1 / norm[i];
      for (int j = 0; j < size; j++) {
        int entry = sums.gramIndex(Math.min(i, j), Math.max(i, j));
        score[entry] -= norm[j] > 0 ? lambda[j] / (norm[i] * norm[j]) : 0;
      }
    }
    return score;
  }

  /** Student's t of the intervals; infinite where too few observations tell the noise. */
  private static double quantile(SeriesSum series, double confidence) {
    double degreesOfFreedom = series.degreesOfFreedom();
    return series.hasCovariance() && degreesOfFreedom >= LEAST_DEGREES_OF_FREEDOM
        ? StudentQuantile.of(confidence, degreesOfFreedom)
        : Double.POSITIVE_INFINITY;
  }

  Verdicts verdicts(VerdictBounds bounds) {
    Part all = new Part(allWeights, allSlopes());
    double whole = Math.max(basisEnergy, all.energy);
    List<CandidateVerdict> candidates = new ArrayList<>(size);
    for (int j = 0; j < size; j++) {
      Share share = new Part(gains.weights(j), gains.slopes(j)).shareOf(whole);
      double pValue = pValue(j, all.energy);
      double explained = share.known().map(known -> known.value() * whole).orElse(0.0);
      LimitingReason reason =
          sums.doubts().limit(bounds.limit(estimate.coefficient(j), share, pValue), explained);
      candidates.add(
          new CandidateVerdict(
              bounds.verdict(reason, share), reason, share, cosine(j, whole), pValue));
    }
    double total = sums.totalEnergy();
    return new Verdicts(
        sums.iteration(),
        sums.basis(),
        all.shareOf(whole),
        total > 0 ? Math.max(rawExplained, 0) / total : 1,
        sums.observations(),
        candidates);
  }

  private double[] allWeights() {
    double[] all = new double[size * size];
    for (int j = 0; j < size; j++) {
      addTo(all, gains.weights(j));
    }
    return all;
  }

  private double[] allSlopes() {
    double[] all = new double[size * size];
    for (int j = 0; j < size; j++) {
      addTo(all, gains.slopes(j));
    }
    return all;
  }

  private boolean isBasisKnown() {
    return basisEnergy > ROUNDING * sums.totalEnergy();
  }

  private double cosine(int column, double whole) {
    double energy = isBasisKnown() ? whole : sums.totalEnergy();
    return energy > 0 ? Math.max(-1, Math.min(1, cross[column] / Math.sqrt(energy))) : 0;
  }

  private double pValue(int column, double explained) {
    double inflation = gram.varianceInflation(column);
    double gain = lambda[column] * lambda[column] / inflation;
    double residual = sums.totalEnergy() - rawExplained;
    if (sums.basis() == EnergyBasis.PREDICTABLE) {
      // What the window's mean deviation has left: of b*, and of noise outside the columns' span.
      double predictable = Math.max(0, Math.min(basisEnergy, sums.totalEnergy()));
      double meanNoise =
          (sums.totalEnergy() - predictable) / sums.series().effectiveNumber() - noiseExplained;
      residual = Math.max(predictable - explained, 0) + Math.max(meanNoise, 0);
    }
    return RandomDirections.exceedance(gain, Math.max(residual, 0), dimension, gram.rank());
  }

  /** An energy explained that is linear in ccᵀ, X = ⟨W, ccᵀ − N⟩, with its derivative. */
  private final class Part {

    private final double energy;
    private final double[] variances;

    Part(double[] weights, double[] slopes) {
      double[] direction = new double[size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          direction[i] += weights[i * size + j] * cross[j];
        }
      }
      double[] weighedNoise = product(weights, noise);
      this.energy = dot(direction, cross) - trace(weighedNoise);

      int energyIndex = sums.energyIndex();
      double[] derivative = new double[energyIndex + 1];
      for (int i = 0; i < size; i++) {
        derivative[i] = norm[i] > 0 ? 2 * direction[i] / norm[i] : 0;
        for (int j = i; j < size; j++) {
          double both = norm[i] * norm[j];
          double slope = both > 0 ? slopes[i * size + j] / both : 0;
          derivative[sums.gramIndex(i, j)] = i == j ? -slope : -2 * slope;
        }
      }
      double[] ofPart = sums.series().covarianceTimes(derivative);
      double[] ofWhole = new double[energyIndex + 1];
      ofWhole[energyIndex] = 1;
      ofWhole = sums.series().covarianceTimes(ofWhole);
      // The variance of a quadratic form in a noisy c: 4 cᵀWNWc, which the differences of the
      // observations give, and 2 tr(WNWN), all that is left where a candidate explains nothing.
      double ofNoise = 2 * trace(product(weighedNoise, weighedNoise));
      this.variances =
          new double[] {
            Math.max(dot(derivative, ofPart), 0) + Math.max(ofNoise, 0),
            ofPart[energyIndex],
            Math.max(ofWhole[energyIndex], 0)
          };
    }

    Share shareOf(double whole) {
      if (!(sums.totalEnergy() > 0)) {
        return Share.Unknown.NO_DEVIATION;
      }
      if (!isBasisKnown()) {
        return Share.Unknown.NO_PREDICTABLE_DEVIATION;
      }
      double value = energy / whole;
      if (Double.isInfinite(quantile)) {
        return new Share.Known(value, Double.POSITIVE_INFINITY, 0, 1);
      }
      double variance = variances[0] - 2 * value * variances[1] + value * value * variances[2];
      ShareInterval interval = ShareInterval.of(energy, basisEnergy, variances, quantile);
      return new Share.Known(
          value, Math.sqrt(Math.max(variance, 0)) / whole, interval.lower(), interval.upper());
    }
  }

  private double[] product(double[] a, double[] b) {
    double[] product = new double[size * size];
    new InformationMatrix(size).multiply(a, b, product);
    return product;
  }

  private double trace(double[] matrix) {
    double trace = 0;
    for (int i = 0; i < size; i++) {
      trace += matrix[i * size + i];
    }
    return trace;
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  private static void addTo(double[] sum, double[] term) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += term[i];
    }
  }
}
