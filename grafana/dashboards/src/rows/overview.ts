import { BigValueGraphMode } from '@grafana/grafana-foundation-sdk/common';
import type { StatBuilder } from '../panels';
import { STATUS, STATUS_TEXT, UNIT, VERDICT_TEXT, thresholds } from '../look';
import { query, stat } from '../panels';
import { ALERTS, ONE_RUN, coded, one, rate, total, verdict } from '../queries';

/** Is it running, and is there anything to worry about? */
export function overview(): StatBuilder[] {
  return [
    stat(
      {
        title: 'Monitor',
        description:
          'What the monitor is doing. Active: it samples. Detached: it gave up after repeated failures of its own, ' +
          'training goes on without it; see "Failures" below and the log. Closed: its owner ended it. No data: the ' +
          'process is gone, or is not scraped.',
        span: 3,
        noValue: 'gone',
      },
      query(
        'monitor',
        one(coded(STATUS, (status) => ONE_RUN.monitor('lambdascope_monitor_status', `status="${status}"`))),
      ),
    ).mappings(STATUS_TEXT),
    stat(
      {
        title: 'Age of estimate',
        description:
          'Time since the last sample. While training runs it should stay within a few times the distance from sample to ' +
          'sample ("Stride" below). If it grows, samples are skipped or fail: see those panels. After the end of a ' +
          'run it grows rightly.',
        span: 3,
        unit: UNIT.seconds,
        noValue: 'no sample yet',
      },
      query('age', `time() - ${one(ONE_RUN.monitor('lambdascope_last_sample_timestamp_seconds'))}`),
    ).thresholds(thresholds([60, 'yellow'], [300, 'orange'])),
    stat(
      {
        title: 'Samples',
        description:
          'Observations that enter the estimate, per second. The more, the sooner an interval narrows; the overhead ' +
          'budget bounds it.',
        span: 2,
        unit: UNIT.perSecond,
      },
      query('samples', total(rate(ONE_RUN.monitor('lambdascope_samples_total')))),
    ).graphMode(BigValueGraphMode.Area),
    stat(
      {
        title: 'Training loss',
        description:
          'Mini-batch loss of the last iteration, explicit penalties included. A loss that is no number any more ' +
          'makes every number on this page meaningless.',
        span: 3,
      },
      query('loss', one(ONE_RUN.monitor('lambdascope_training_loss'))),
    )
      .decimals(4)
      .graphMode(BigValueGraphMode.Area),
    stat(
      {
        title: 'Verdict',
        description:
          'Whether the deviations bear each regularizer out. Only a supported one may be read as what training does ' +
          'to the weights; a weak one explains something that is not settled; a coefficient that is not supported ' +
          'says nothing, however narrow its interval. The row "Trust" tells why.',
        span: 6,
        noValue: 'none yet',
      },
      query('{{regularizer}}', verdict('regularizer', ONE_RUN.term)),
    ).mappings(VERDICT_TEXT),
    stat(
      {
        title: 'ηh',
        description:
          'Learning rate times curvature along the gradient. From 2 on, a quadratic loss of this curvature diverges ' +
          '(the edge of stability), and references that expand in the step size do not hold. Lower the learning ' +
          'rate, or do not read the coefficients. Only references that measure curvature have it.',
        span: 2,
        noValue: 'not measured',
      },
      query('ηh', one(ONE_RUN.monitor('lambdascope_eta_curvature'))),
    )
      .decimals(3)
      .thresholds(thresholds([1, 'yellow'], [2, 'red'])),
    stat(
      {
        title: 'Overhead',
        description:
          "The monitor's time as a share of training's, at present. Above the budget for long (see \"Overhead and " +
          'budget" below): raise the stride, or choose a cheaper reference.',
        span: 3,
        unit: UNIT.share,
      },
      query(
        'overhead',
        `${total(rate(ONE_RUN.monitor('lambdascope_monitor_seconds_total')))} / ` +
          `(${total(rate(ONE_RUN.monitor('lambdascope_training_seconds_total')))} > 0)`,
      ),
    ).graphMode(BigValueGraphMode.Area),
    stat(
      {
        title: 'Alerts',
        description:
          "Lambdascope's alerts that fire for these processes, where its rules are loaded into Prometheus. Each has " +
          'a runbook: the link is on top of this page.',
        span: 2,
        noValue: 'none',
      },
      query('alerts', `count(${ALERTS})`),
    ).thresholds(thresholds([1, 'red'])),
  ];
}
