import { BigValueGraphMode } from '@grafana/grafana-foundation-sdk/common';
import { dashed } from '../look';
import type { Chart } from '../panels';
import { events, query, series, stat } from '../panels';
import { ONE_RUN, each, increase, one, totalEach } from '../queries';

/** Has a coefficient changed, and since when? */
export function drift(): Chart[] {
  return [
    series(
      {
        title: 'Drift score',
        description:
          'Evidence that a coefficient has changed. At or above the threshold (dashed) it counts as drifting until ' +
          'it has been calm for a while. Early in training coefficients move of themselves; later a drift says that ' +
          'something was switched: learning rate, dropout, penalties, data. A gap: too few observations yet.',
        span: 12,
        noValue: 'too few observations',
      },
      query('{{regularizer}}', each('regularizer', ONE_RUN.term('lambdascope_drift_score'))),
      query('threshold', one(ONE_RUN.term('lambdascope_drift_threshold'))),
    )
      .axisSoftMin(0)
      .overrideByName('threshold', dashed('red')),
    events(
      {
        title: 'Drifts detected',
        description:
          'Changes that were detected, where they were detected; they also mark all charts. They began earlier: ' +
          'beside it is the iteration. Compare with what was done to the run at that iteration.',
        span: 8,
      },
      query('{{regularizer}}', totalEach('regularizer', increase(ONE_RUN.term('lambdascope_drifts_total')))),
    ),
    stat(
      {
        title: 'Onset of the last drift',
        description:
          'Training iteration in which the last detected change of each coefficient began, as far as the ' +
          'observations tell. Look there in the log of training.',
        span: 4,
        noValue: 'no drift',
      },
      query('{{regularizer}}', each('regularizer', ONE_RUN.term('lambdascope_drift_onset_iteration'))),
    )
      .decimals(0)
      .height(8)
      .graphMode(BigValueGraphMode.None),
  ];
}
