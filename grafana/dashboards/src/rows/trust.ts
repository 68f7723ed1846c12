import { IDENTIFIED_TEXT, UNIT, VALID_TEXT, VERDICT_TEXT, dashed, thresholds } from '../look';
import type { Chart } from '../panels';
import { limited, logarithmic, query, series, states } from '../panels';
import { ONE_RUN, each, one, verdict } from '../queries';

/** May the coefficients be believed? */
export function trust(): Chart[] {
  return [...judgement(), ...fit(), ...reference()];
}

function judgement(): Chart[] {
  return [
    states(
      {
        title: 'Verdicts',
        description:
          'Supported: it explains a share that matters, more than a random direction would, and is told apart from ' +
          'the others. Weak: something, not settled; wait for samples, or improve the reference. Not supported: do ' +
          'not read its coefficient.',
        span: 12,
      },
      query('{{regularizer}}', verdict('regularizer', ONE_RUN.term)),
    ).mappings(VERDICT_TEXT),
    states(
      {
        title: 'Identified',
        description:
          'Whether the observations tell a regularizer from the others. Where they do not, its coefficient is not ' +
          'shown: drop one of two candidates that are alike, or wait for more samples.',
        span: 12,
      },
      query('{{regularizer}}', each('regularizer', ONE_RUN.term('lambdascope_lambda_identifiable'))),
    ).mappings(IDENTIFIED_TEXT),
  ];
}

function fit(): Chart[] {
  return [
    series(
      {
        title: 'R²',
        description:
          "Share of the deviations' energy that the regularizers explain together. Of single masks or mini-batches a " +
          'true effect can have far below 1%, and below 0 it is no better than none: read it with the verdicts, and ' +
          'look whether it is steady.',
        span: 8,
      },
      query('R²', one(ONE_RUN.monitor('lambdascope_fit_r_squared'))),
    ).max(1),
    limited(
      logarithmic(
        series(
          {
            title: 'Condition number',
            description:
              "Of the normalized Gram matrix of the regularizers' gradients. 1: they have nothing in common. Above " +
              'the dashed line they are so alike that coefficients trade places; keep one of them.',
            span: 8,
          },
          query('condition number', one(ONE_RUN.monitor('lambdascope_fit_condition_number'))),
        ),
      ),
    ).thresholds(thresholds([1000, 'red'])),
    logarithmic(
      series(
        {
          title: 'Effective equations and design effect',
          description:
            'How many independent equations would tell as much as those observed, and by how much their correlation ' +
            'inflates the variance (dashed). Few effective equations mean wide intervals: more samples, or a longer ' +
            'memory of the estimator, give more.',
          span: 8,
        },
        query('effective equations', one(ONE_RUN.monitor('lambdascope_effective_equations'))),
        query('design effect', one(ONE_RUN.monitor('lambdascope_design_effect'))),
      ),
    ).overrideByName('design effect', dashed('orange')),
  ];
}

function reference(): Chart[] {
  return [
    states(
      {
        title: 'Reference',
        description:
          'Whether the reference of the last sample is in the range in which its theory holds. Outside of it ' +
          'coefficients are not to be trusted: lower the learning rate or choose another reference.',
        span: 6,
      },
      query('reference', one(ONE_RUN.monitor('lambdascope_reference_valid'))),
    ).mappings(VALID_TEXT),
    logarithmic(
      series(
        {
          title: 'Errors of the reference',
          description:
            'Numerical error, and error by the choice of examples, in units of a gradient, beside the deviation ' +
            '(dashed) that they are errors of. An error close to the deviation leaves nothing to explain: take a ' +
            'larger probe. References without such errors show the deviation alone.',
          span: 6,
          unit: UNIT.scientific,
        },
        query('numerical', one(ONE_RUN.monitor('lambdascope_reference_error'))),
        query('sampling', one(ONE_RUN.monitor('lambdascope_reference_sampling_error'))),
        query('deviation', one(ONE_RUN.monitor('lambdascope_deviation_norm'))),
      ),
    ).overrideByName('deviation', dashed('text')),
    series(
      {
        title: 'Age and examples of the reference',
        description:
          'Iterations since the last sample, which should return to 0 once each stride, and how many examples the ' +
          'reference is a mean over (dashed, right axis; 0 where it computes no gradient).',
        span: 6,
      },
      query('age in iterations', one(ONE_RUN.monitor('lambdascope_reference_age_iterations'))),
      query('examples', one(ONE_RUN.monitor('lambdascope_reference_examples'))),
    ).overrideByName('examples', [...dashed('purple'), { id: 'custom.axisPlacement', value: 'right' }]),
    limited(
      series(
        {
          title: 'ηh over time',
          description:
            'Learning rate times curvature along the gradient. 2, the dashed line, is the edge of stability; many ' +
            'trainings rise to it and stay there. Beyond it, coefficients are not to be trusted.',
          span: 6,
          noValue: 'not measured by this reference',
        },
        query('ηh', one(ONE_RUN.monitor('lambdascope_eta_curvature'))),
      ),
    )
      .axisSoftMin(0)
      .axisSoftMax(2.2)
      .thresholds(thresholds([2, 'red'])),
  ];
}
