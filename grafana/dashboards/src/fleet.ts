import { STATUS, STATUS_TEXT, UNIT, VERDICT_TEXT, dashed, thresholds } from './look';
import type { Chart } from './panels';
import { events, logarithmic, query, series, stat } from './panels';
import { SAME_PROCESSES } from './links';
import type { Metric } from './queries';
import { ALERTS, MANY_RUNS, coded, each, increase, one, rate, totalEach, verdict } from './queries';
import { table } from './table';

/** What tells one monitor from another. */
const MONITOR = 'run, model, reference';

/** Under which its series are shown. */
const NAME = '{{run}} {{model}} {{reference}}';

/** Which of the runs need somebody? */
export function state(): Chart[] {
  const withStatus = (status: string) => MANY_RUNS.monitor('lambdascope_monitor_status', `status="${status}"`);
  return [
    stat(
      {
        title: 'Monitors at work',
        description: 'Monitors that sample now. Less than the runs you have: the others are gone, or see beside it.',
        span: 6,
        noValue: 'none',
      },
      query('active', `sum(${withStatus('active')})`),
    ),
    stat(
      {
        title: 'Monitors that gave up',
        description:
          'Monitors that detached themselves after repeated failures; training goes on. The table tells which, their ' +
          'logs tell why.',
        span: 6,
        noValue: 'none',
      },
      query('detached', `sum(${withStatus('detached')})`),
    ).thresholds(thresholds([1, 'red'])),
    stat(
      {
        title: 'Coefficients drifting',
        description:
          'Coefficients whose drift score is at its threshold or above, of all runs. Open the run to see which and ' +
          'since when.',
        span: 6,
        noValue: 'none known',
      },
      query(
        'drifting',
        `sum(${MANY_RUNS.monitor('lambdascope_drift_score')} >= bool ${MANY_RUNS.monitor('lambdascope_drift_threshold')})`,
      ),
    ).thresholds(thresholds([1, 'orange'])),
    stat(
      {
        title: 'Alerts firing',
        description:
          "Lambdascope's alerts that fire for these processes, where its rules are loaded into Prometheus. Each has a " +
          'runbook: the link is on top of this page.',
        span: 6,
        noValue: 'none',
      },
      query('alerts', `count(${ALERTS})`),
    ).thresholds(thresholds([1, 'red'])),
    runs(),
  ];
}

function runs(): Chart {
  const of = (metric: Metric) => each(MONITOR, MANY_RUNS.monitor(metric));
  const ofTerm = (metric: Metric) => each(MONITOR, MANY_RUNS.term(metric));
  return table(
    {
      title: 'Runs',
      description:
        'Every monitor with its latest numbers; λ, its interval and verdict are of the regularizer and group chosen ' +
        'above. Click a run to see all of it. Only what is supported may be compared between runs.',
      span: 24,
    },
    { run: 'Run', model: 'Model', reference: 'Reference' },
    [
      {
        name: 'Monitor',
        expression: each(
          MONITOR,
          coded(STATUS, (status) => MANY_RUNS.monitor('lambdascope_monitor_status', `status="${status}"`)),
        ),
        cells: [
          { id: 'mappings', value: STATUS_TEXT },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      { name: 'Loss', expression: of('lambdascope_training_loss') },
      {
        name: 'Verdict',
        expression: verdict(MONITOR, MANY_RUNS.term),
        cells: [
          { id: 'mappings', value: VERDICT_TEXT },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      { name: 'λ', expression: ofTerm('lambdascope_lambda_estimate') },
      { name: 'Lower', expression: ofTerm('lambdascope_lambda_ci_lower') },
      { name: 'Upper', expression: ofTerm('lambdascope_lambda_ci_upper') },
      { name: 'R²', expression: of('lambdascope_fit_r_squared') },
      {
        name: 'Since the last sample',
        expression: `time() - ${of('lambdascope_last_sample_timestamp_seconds')}`,
        cells: [{ id: 'unit', value: UNIT.seconds }],
      },
      {
        name: 'Overhead',
        expression: of('lambdascope_overhead_ratio'),
        cells: [{ id: 'unit', value: UNIT.share }],
      },
    ],
  )
    .overrideByName('Run', [
      {
        id: 'links',
        value: [
          {
            title: 'Open this run',
            url:
              `/d/lambdascope?${SAME_PROCESSES}` +
              '&var-run=${__data.fields.Run}&var-model=${__data.fields.Model}' +
              '&var-reference=${__data.fields.Reference}&${__url_time_range}',
          },
        ],
      },
    ])
    .height(10);
}

/** How do they compare? */
export function comparison(): Chart[] {
  return [
    logarithmic(
      series(
        {
          title: 'Training loss',
          description: 'Mini-batch loss of the last iteration, explicit penalties included.',
          span: 12,
        },
        query(NAME, each(MONITOR, MANY_RUNS.monitor('lambdascope_training_loss'))),
      ),
    ),
    series(
      {
        title: 'λ of $regularizer',
        description:
          'The coefficient of the chosen regularizer on the chosen group, of each run. Differences count where they ' +
          'exceed the intervals, which the table shows, and where the verdict is supported.',
        span: 12,
        noValue: 'not identified',
      },
      query(NAME, each(MONITOR, MANY_RUNS.term('lambdascope_lambda_estimate'))),
    ),
    series(
      {
        title: 'Drift score of $regularizer',
        description: 'Evidence that this coefficient has changed; at or above the dashed threshold it has.',
        span: 12,
        noValue: 'too few observations',
      },
      query(NAME, each(MONITOR, MANY_RUNS.term('lambdascope_drift_score'))),
      query('threshold', one(MANY_RUNS.term('lambdascope_drift_threshold'))),
    )
      .axisSoftMin(0)
      .overrideByName('threshold', dashed('red')),
    series(
      {
        title: 'Overhead',
        description:
          "The monitor's time as a share of training's, at present. The budget is each run's own; open a run to see it.",
        span: 12,
        unit: UNIT.share,
      },
      query(
        NAME,
        `${totalEach(MONITOR, rate(MANY_RUNS.monitor('lambdascope_monitor_seconds_total')))} / ` +
          `(${totalEach(MONITOR, rate(MANY_RUNS.monitor('lambdascope_training_seconds_total')))} > 0)`,
      ),
    ).axisSoftMin(0),
    events(
      {
        title: 'Failures and skips',
        description: 'Failures of the monitors and samples they did not take, of all reasons; open a run to see which.',
        span: 24,
      },
      query('{{run}} failed', totalEach('run', increase(MANY_RUNS.monitor('lambdascope_sample_failures_total')))),
      query('{{run}} skipped', totalEach('run', increase(MANY_RUNS.monitor('lambdascope_samples_skipped_total')))),
    ),
  ];
}
