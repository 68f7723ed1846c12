import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { IDENTIFIED_TEXT, VERDICT_TEXT, colored, dashed } from '../look';
import type { Chart } from '../panels';
import { query, series } from '../panels';
import { ONE_RUN, each, one, verdict } from '../queries';
import { table } from '../table';

/** Λ(t): what does training do to the weights, and how sure is that? */
export function lambda(): Chart[] {
  return [bands(), terms()];
}

/** For those who told the listener of groups; regularizers apart, as their coefficients differ by decades. */
export function byGroup(): Chart[] {
  return [groups()];
}

/**
 * One panel for each regularizer, because Grafana finds the lower end of a band by its name: there
 * can be one pair of these in a panel.
 */
function bands(): Chart {
  return (
    series(
      {
        title: 'λ of $regularizer',
        description:
          'Estimated coefficient with the ends of its confidence interval; dashed: the coefficient that the ' +
          'configuration of the network has of its own. A band that keeps off zero is a regularizing effect of this ' +
          'sign. An explicit penalty that the reference leaves out should lie within the band. A gap: the ' +
          'coefficient is not identified, or there is no estimate yet. Read it with its verdict.',
        span: 24,
        noValue: 'not identified',
      },
      query('estimate', one(ONE_RUN.term('lambdascope_lambda_estimate'))),
      query('lower', one(ONE_RUN.term('lambdascope_lambda_ci_lower'))),
      query('upper', one(ONE_RUN.term('lambdascope_lambda_ci_upper'))),
      query('configured', one(ONE_RUN.term('lambdascope_lambda_configured'))),
    )
      .repeat('regularizer')
      .repeatDirection('h')
      .maxPerRow(2)
      .showPoints(VisibilityMode.Never)
      .overrideByName('estimate', colored('blue'))
      .overrideByName('upper', [
        ...colored('blue'),
        { id: 'custom.lineWidth', value: 0 },
        { id: 'custom.fillBelowTo', value: 'lower' },
        { id: 'custom.fillOpacity', value: 20 },
      ])
      .overrideByName('lower', [...colored('blue'), { id: 'custom.lineWidth', value: 0 }])
      .overrideByName('configured', dashed('orange'))
  );
}

function groups(): Chart {
  return series(
    {
      title: 'λ of $regularizer by group',
      description:
        'The coefficient on every group of parameters, for example each layer. Groups that differ by more than their ' +
        'intervals (choose them above) are treated differently by training. There is one group, "all", where the ' +
        'listener was not told of groups.',
      span: 24,
      noValue: 'not identified',
    },
    query(
      '{{group}}',
      each('group', ONE_RUN.monitor('lambdascope_lambda_estimate', 'regularizer=~"$regularizer"')),
    ),
  )
    .repeat('regularizer')
    .repeatDirection('h')
    .maxPerRow(2);
}

/** What tells one coefficient of a monitor from another. */
const TERM = 'regularizer, group';

/** All coefficients, not only those that are chosen: here one finds what to choose. */
function terms(): Chart {
  const of = (metric: Parameters<typeof ONE_RUN.monitor>[0]) => each(TERM, ONE_RUN.monitor(metric));
  return table(
    {
      title: 'All coefficients now',
      description:
        'Every regularizer on every group, at the end of the time range. First the verdict, then whether it is ' +
        'identified, then the interval: in this order they decide whether the estimate may be used. Weight decay ' +
        "equivalent: what DL4J's l2() would be set to for the same effect. Share: part of the deviations' energy " +
        'that the regularizer explains; noise can take it below 0.',
      span: 24,
    },
    { regularizer: 'Regularizer', group: 'Group' },
    [
      {
        name: 'Verdict',
        expression: verdict(TERM, ONE_RUN.monitor),
        cells: [
          { id: 'mappings', value: VERDICT_TEXT },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      {
        name: 'Identified',
        expression: of('lambdascope_lambda_identifiable'),
        cells: [
          { id: 'mappings', value: IDENTIFIED_TEXT },
          { id: 'custom.cellOptions', value: { type: 'color-text' } },
        ],
      },
      { name: 'Estimate', expression: of('lambdascope_lambda_estimate') },
      { name: 'Lower', expression: of('lambdascope_lambda_ci_lower') },
      { name: 'Upper', expression: of('lambdascope_lambda_ci_upper') },
      { name: 'Standard error', expression: of('lambdascope_lambda_standard_error') },
      { name: 'Configured', expression: of('lambdascope_lambda_configured') },
      { name: 'Weight decay equivalent', expression: of('lambdascope_weight_decay_equivalent') },
      {
        name: 'Share',
        expression: of('lambdascope_explained_share'),
        cells: [{ id: 'unit', value: 'percentunit' }],
      },
    ],
  );
}
