import { UNIT, dashed } from '../look';
import type { Chart } from '../panels';
import { logarithmic, query, series, stacked } from '../panels';
import { ONE_RUN, each, one } from '../queries';

const OFF = 'no attribution: call attribution() on the listener';

/** What of the training procedure makes the deviation? */
export function attribution(): Chart[] {
  return [
    stacked(
      series(
        {
          title: 'Shares of the causes',
          description:
            'What each cause adds to the last sampled deviation, along it, as a share of all of it: step size, ' +
            'mini-batch, noise (dropout), update rule. They sum to 100%; a negative share takes away from what the ' +
            'others add. The largest is what to look at, or to leave out of the reference. Empty unless the ' +
            'listener was built with attribution().',
          span: 12,
          unit: UNIT.share,
          noValue: OFF,
        },
        query('{{cause}}', each('cause', ONE_RUN.monitor('lambdascope_attribution_share'))),
      ),
    ),
    logarithmic(
      series(
        {
          title: 'Norms',
          description:
            'How large each cause\'s part of the deviation is, in units of a gradient, beside the whole deviation and ' +
            'the reference update (dashed). A deviation far below the reference is a small correction; one as large ' +
            'is what the step mostly consists of. Exactly 0, a cause that is not in the training, is not drawn.',
          span: 12,
          unit: UNIT.scientific,
          noValue: OFF,
        },
        query('{{cause}}', each('cause', ONE_RUN.monitor('lambdascope_attribution_norm'))),
        query('deviation', one(ONE_RUN.monitor('lambdascope_deviation_norm'))),
        query('reference update', one(ONE_RUN.monitor('lambdascope_reference_gradient_norm'))),
      ),
    )
      .overrideByName('deviation', dashed('text'))
      .overrideByName('reference update', dashed('purple')),
    series(
      {
        title: 'Direction of the causes',
        description:
          'Cosine between what a cause adds and the whole deviation: 1 the same direction, 0 none in common, -1 ' +
          'opposite. Near 0 a cause is noise as far as the deviation goes.',
        span: 12,
        noValue: OFF,
      },
      query('{{cause}}', each('cause', ONE_RUN.monitor('lambdascope_attribution_cosine'))),
    )
      .min(-1)
      .max(1),
    series(
      {
        title: 'Explained and unexplained',
        description:
          "Shares of the deviations' energy that the chosen regularizers explain, and what the estimate leaves of " +
          'the last deviation (dashed). One mini-batch or mask is mostly noise: then nearly all is unexplained and ' +
          'the estimate can be right all the same. Above 100% the estimate makes this deviation worse. If it stays ' +
          'high with a full-batch reference, a regularizer is missing among the candidates.',
        span: 12,
        unit: UNIT.share,
      },
      query('{{regularizer}}', each('regularizer', ONE_RUN.term('lambdascope_explained_share'))),
      query('unexplained', one(ONE_RUN.monitor('lambdascope_unexplained_share'))),
    ).overrideByName('unexplained', dashed('red')),
  ];
}
