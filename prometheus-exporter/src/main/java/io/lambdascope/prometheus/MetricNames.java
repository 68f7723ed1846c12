package io.lambdascope.prometheus;

/**
 * The name of every meter and every tag, as Micrometer has them. Prometheus replaces the dots by
 * underscores, appends the base unit where the name does not end in it, and {@code _total} to
 * counters: {@link #OVERHEAD} becomes {@code lambdascope_overhead_ratio}.
 *
 * <p>Names are API: dashboards and alerts of users hold them.
 */
public final class MetricNames {

  /** What all names begin with. */
  public static final String PREFIX = "lambdascope.";

  /** λ̂ of one term; NaN while there is no estimate or it is not identified. */
  public static final String LAMBDA_ESTIMATE = "lambdascope.lambda.estimate";

  /** Standard error of λ̂. */
  public static final String LAMBDA_STANDARD_ERROR = "lambdascope.lambda.standard.error";

  /** Lower end of the confidence interval of λ. */
  public static final String LAMBDA_CI_LOWER = "lambdascope.lambda.ci.lower";

  /** Upper end of the confidence interval of λ. */
  public static final String LAMBDA_CI_UPPER = "lambdascope.lambda.ci.upper";

  /** 1 when λ̂ may be used, else 0. */
  public static final String LAMBDA_IDENTIFIABLE = "lambdascope.lambda.identifiable";

  /** λ of the explicit penalties of one term in the training's configuration. */
  public static final String LAMBDA_CONFIGURED = "lambdascope.lambda.configured";

  /** 1 for the {@link #TAG_VERDICT} on the term, 0 for the others. */
  public static final String LAMBDA_VERDICT = "lambdascope.lambda.verdict";

  /** 2λ̂ of an l2 term: what DL4J's l2() is set to. */
  public static final String WEIGHT_DECAY_EQUIVALENT = "lambdascope.weight.decay.equivalent";

  /** Share of the deviations' energy that a term explains. */
  public static final String EXPLAINED_SHARE = "lambdascope.explained.share";

  /** Evidence that a coefficient has changed. */
  public static final String DRIFT_SCORE = "lambdascope.drift.score";

  /** The {@link #DRIFT_SCORE} from which on it has. */
  public static final String DRIFT_THRESHOLD = "lambdascope.drift.threshold";

  /** Changes detected, a counter. */
  public static final String DRIFTS = "lambdascope.drifts";

  /** Iteration in which the last change began, unit iteration. */
  public static final String DRIFT_ONSET = "lambdascope.drift.onset";

  /** Coverage of the intervals, unit ratio. */
  public static final String CONFIDENCE = "lambdascope.confidence";

  /** R² of the fit. */
  public static final String FIT_R_SQUARED = "lambdascope.fit.r.squared";

  /** Condition number of the fit. */
  public static final String FIT_CONDITION_NUMBER = "lambdascope.fit.condition.number";

  /** Time from the update of the estimator to the publication, a timer. */
  public static final String FIT_DURATION = "lambdascope.fit.duration";

  /** p_eff of the fit. */
  public static final String EFFECTIVE_EQUATIONS = "lambdascope.effective.equations";

  /** ρ of the fit. */
  public static final String DESIGN_EFFECT = "lambdascope.design.effect";

  /** Loss of the last iteration. */
  public static final String TRAINING_LOSS = "lambdascope.training.loss";

  /** Norm of the deviation. */
  public static final String DEVIATION_NORM = "lambdascope.deviation.norm";

  /** Share of the last deviation's energy that the estimate leaves. */
  public static final String UNEXPLAINED_SHARE = "lambdascope.unexplained.share";

  /** Norm of what a {@link #TAG_CAUSE} adds to the last deviation. */
  public static final String ATTRIBUTION_NORM = "lambdascope.attribution.norm";

  /** Cosine between that and the deviation. */
  public static final String ATTRIBUTION_COSINE = "lambdascope.attribution.cosine";

  /** Share of the deviation that it is, along it. */
  public static final String ATTRIBUTION_SHARE = "lambdascope.attribution.share";

  /** Norm of the reference update. */
  public static final String REFERENCE_GRADIENT_NORM = "lambdascope.reference.gradient.norm";

  /** ηh; 2 is the edge of stability. */
  public static final String ETA_CURVATURE = "lambdascope.eta.curvature";

  /** Estimated numerical error of the reference, in units of a gradient. */
  public static final String REFERENCE_ERROR = "lambdascope.reference.error";

  /** Standard error of the reference by the choice of its examples, in units of a gradient. */
  public static final String REFERENCE_SAMPLING_ERROR = "lambdascope.reference.sampling.error";

  /** Iterations since the last sample, unit iterations. */
  public static final String REFERENCE_AGE = "lambdascope.reference.age";

  /** Always 1; its {@link #TAG_DATA} tells which examples the reference is made of. */
  public static final String REFERENCE_INFO = "lambdascope.reference.info";

  /** Examples that the reference's gradient is a mean over. */
  public static final String REFERENCE_EXAMPLES = "lambdascope.reference.examples";

  /** Gradient evaluations of the last sample. */
  public static final String REFERENCE_GRADIENTS = "lambdascope.reference.gradients";

  /** 1 where the reference's theory holds. */
  public static final String REFERENCE_VALID = "lambdascope.reference.valid";

  /** Time the monitor took, a counter in seconds. */
  public static final String MONITOR_SECONDS = "lambdascope.monitor.seconds";

  /** Time training took, a counter in seconds. */
  public static final String TRAINING_SECONDS = "lambdascope.training.seconds";

  /** Monitor's over training's time since the start, unit ratio. */
  public static final String OVERHEAD = "lambdascope.overhead";

  /** The share of training time that the monitor may take, unit ratio. */
  public static final String OVERHEAD_BUDGET = "lambdascope.overhead.budget";

  /** CPU time of the worker, a counter in seconds. */
  public static final String WORKER_CPU_SECONDS = "lambdascope.worker.cpu.seconds";

  /** Training iterations seen, a counter. */
  public static final String ITERATIONS = "lambdascope.iterations";

  /** How often the monitor went on from a saved state, a counter. */
  public static final String RESTARTS = "lambdascope.restarts";

  /** Observations that entered the estimate, a counter. */
  public static final String SAMPLES = "lambdascope.samples";

  /** Failures of the monitor itself, a counter by {@link #TAG_REASON}. */
  public static final String SAMPLE_FAILURES = "lambdascope.sample.failures";

  /** Samples due and not taken, a counter by {@link #TAG_REASON}. */
  public static final String SAMPLES_SKIPPED = "lambdascope.samples.skipped";

  /** When the last observation was complete, seconds since 1970. */
  public static final String LAST_SAMPLE_TIMESTAMP = "lambdascope.last.sample.timestamp";

  /** Samples waiting for the worker. */
  public static final String QUEUE_DEPTH = "lambdascope.queue.depth";

  /** How many samples can wait. */
  public static final String QUEUE_CAPACITY = "lambdascope.queue.capacity";

  /** Iterations from one sample to the next, unit iterations. */
  public static final String STRIDE = "lambdascope.stride";

  /** 1 for the {@link #TAG_STATUS} the monitor is in, 0 for the others. */
  public static final String MONITOR_STATUS = "lambdascope.monitor.status";

  /** Always 1; its tags tell the run and what it runs on. */
  public static final String RUN_INFO = "lambdascope.run.info";

  /** Always 1; its tags tell the build. */
  public static final String BUILD_INFO = "lambdascope.build.info";

  /** Tag: the training run. */
  public static final String TAG_RUN = "run";

  /** Tag: the model within the run. */
  public static final String TAG_MODEL = "model";

  /** Tag: what the model's updates are compared with. */
  public static final String TAG_REFERENCE = "reference";

  /** Tag: the regularizer a coefficient belongs to. */
  public static final String TAG_REGULARIZER = "regularizer";

  /** Tag: the group of parameters a coefficient belongs to. */
  public static final String TAG_GROUP = "group";

  /** Tag: why a sample was skipped, or in which stage the monitor failed. */
  public static final String TAG_REASON = "reason";

  /** Tag: a state of the monitor. */
  public static final String TAG_STATUS = "status";

  /** Tag: a verdict on a term. */
  public static final String TAG_VERDICT = "verdict";

  /** Tag: a cause of the deviation. */
  public static final String TAG_CAUSE = "cause";

  /** Tag: which examples, in words; one value for each monitor. */
  public static final String TAG_DATA = "data";

  /** Tag: the version of Lambdascope. */
  public static final String TAG_VERSION = "version";

  /** Tag: the revision that Lambdascope was built of. */
  public static final String TAG_REVISION = "revision";

  /** Tag: ND4J's backend. */
  public static final String TAG_BACKEND = "backend";

  /** Tag: the version of DL4J. */
  public static final String TAG_DL4J = "dl4j";

  private MetricNames() {}
}
