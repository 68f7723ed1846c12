package io.lambdascope.prometheus;

import io.lambdascope.core.match.Cause;
import io.lambdascope.core.snapshot.Attribution.Link;
import io.lambdascope.core.snapshot.MonitorSnapshot;
import io.lambdascope.core.snapshot.ReferenceQuality;
import io.lambdascope.core.snapshot.Sample;
import io.micrometer.core.instrument.Tags;
import java.util.OptionalDouble;

/** The meters of the last deviation: its size, its causes, and how good its reference was. */
final class DeviationMeters {

  private DeviationMeters() {}

  static void register(Binding to, MonitorSnapshot first, Tags tags) {
    registerDeviation(to, tags);
    registerAttribution(to, tags);
    registerReference(to, tags);
    to.gauge(
        MetricNames.REFERENCE_INFO,
        "The examples that the reference computes its gradients on; always 1.",
        null,
        tags.and(MetricNames.TAG_DATA, first.provenance().data()),
        unused -> 1);
  }

  private static void registerDeviation(Binding to, Tags tags) {
    to.gauge(
        MetricNames.DEVIATION_NORM,
        "Norm of the last sampled update's deviation from its reference, in units of a gradient.",
        null,
        tags,
        Readings.ofSample(Sample::deviationNorm));
    to.gauge(
        MetricNames.UNEXPLAINED_SHARE,
        "Share of the last sampled deviation's energy that the estimate leaves unexplained; above 1"
            + " where the estimate makes it worse.",
        null,
        tags,
        Readings.ofLatest(latest -> Readings.orNaN(latest.unexplainedShare())));
  }

  private static void registerAttribution(Binding to, Tags identity) {
    for (Cause cause : Cause.values()) {
      Tags tags = identity.and(MetricNames.TAG_CAUSE, Readings.label(cause));
      to.gauge(
          MetricNames.ATTRIBUTION_NORM,
          "Norm of what the cause adds to the last sampled deviation, in units of a gradient; NaN"
              + " where attribution is off or the reference has no such cause.",
          null,
          tags,
          Readings.ofLink(cause, link -> OptionalDouble.of(link.norm())));
      to.gauge(
          MetricNames.ATTRIBUTION_COSINE,
          "Cosine between what the cause adds to the last sampled deviation and all of it.",
          null,
          tags,
          Readings.ofLink(cause, Link::cosine));
      to.gauge(
          MetricNames.ATTRIBUTION_SHARE,
          "Share of the last sampled deviation that the cause adds, along it; the shares of all"
              + " causes sum to 1.",
          null,
          tags,
          Readings.ofLink(cause, Link::share));
    }
  }

  private static void registerReference(Binding to, Tags tags) {
    to.gauge(
        MetricNames.REFERENCE_GRADIENT_NORM,
        "Norm of the last sampled reference update, in units of a gradient.",
        null,
        tags,
        Readings.ofSample(Sample::referenceNorm));
    to.gauge(
        MetricNames.ETA_CURVATURE,
        "Learning rate times curvature along the gradient; 2 is the edge of stability.",
        null,
        tags,
        Readings.ofQuality(quality -> Readings.orNaN(quality.etaCurvature())));
    to.gauge(
        MetricNames.REFERENCE_ERROR,
        "Estimated numerical error of the last sample's reference, in units of a gradient.",
        null,
        tags,
        Readings.ofQuality(quality -> Readings.orNaN(quality.error())));
    to.gauge(
        MetricNames.REFERENCE_SAMPLING_ERROR,
        "Standard error of the last sample's reference by the choice of its examples, in units of a"
            + " gradient; NaN where it has none, or one chunk of examples cannot tell.",
        null,
        tags,
        Readings.ofQuality(quality -> Readings.orNaN(quality.samplingError())));
    to.gauge(
        MetricNames.REFERENCE_EXAMPLES,
        "Examples that the gradient of the last sample's reference is a mean over.",
        null,
        tags,
        Readings.ofQuality(ReferenceQuality::examples));
    to.gauge(
        MetricNames.REFERENCE_GRADIENTS,
        "Gradient evaluations that the last sample took, in gradients of all its examples.",
        null,
        tags,
        Readings.ofQuality(ReferenceQuality::gradients));
    to.gauge(
        MetricNames.REFERENCE_VALID,
        "1 when the last sample's reference is in the range in which its theory holds, else 0.",
        null,
        tags,
        Readings.ofQuality(quality -> quality.valid() ? 1 : 0));
    to.gauge(
        MetricNames.REFERENCE_AGE,
        "Training iterations since the last sample, whose reference and estimate these are.",
        "iterations",
        tags,
        snapshot -> Readings.orNaN(snapshot.referenceAge()));
  }
}
