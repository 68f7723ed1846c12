import { UNIT, dashed } from '../look';
import type { Chart } from '../panels';
import { events, logarithmic, query, series } from '../panels';
import { ONE_RUN, increase, ofProcess, one, rate, total, totalEach } from '../queries';
import { table } from '../table';

/** What does the monitor cost, and is it well? */
export function cost(): Chart[] {
  return [...time(), ...pace(), ...trouble(), ...provenance()];
}

function time(): Chart[] {
  return [
    series(
      {
        title: 'Overhead and budget',
        description:
          "The monitor's time as a share of training's: at present, since the start, and the budget (dashed). The " +
          'present one swings around the budget while the stride is being adapted. For long above it: one sample ' +
          'costs too much, choose a cheaper reference or a smaller probe.',
        span: 8,
        unit: UNIT.share,
      },
      query(
        'at present',
        `${total(rate(ONE_RUN.monitor('lambdascope_monitor_seconds_total')))} / ` +
          `(${total(rate(ONE_RUN.monitor('lambdascope_training_seconds_total')))} > 0)`,
      ),
      query('since the start', one(ONE_RUN.monitor('lambdascope_overhead_ratio'))),
      query('budget', one(ONE_RUN.monitor('lambdascope_overhead_budget_ratio'))),
    )
      .axisSoftMin(0)
      .overrideByName('budget', dashed('red')),
    series(
      {
        title: 'Use of a processor',
        description:
          "Seconds of each second that the monitor works, on training's thread or its own, and that its worker " +
          'computes. Worker time far below the monitor\'s means waiting for the device. Threads of native ' +
          'operations are not included.',
        span: 8,
        unit: UNIT.share,
      },
      query('monitor', total(rate(ONE_RUN.monitor('lambdascope_monitor_seconds_total')))),
      query('CPU of the worker', total(rate(ONE_RUN.monitor('lambdascope_worker_cpu_seconds_total')))),
    ).axisSoftMin(0),
    logarithmic(
      series(
        {
          title: 'Duration of a fit',
          description:
            'Mean time from an update of the estimator to its publication. It depends on the number of ' +
            'coefficients, not on the size of the network: if it is felt, use fewer regularizers or groups.',
          span: 8,
          unit: UNIT.seconds,
        },
        query(
          'mean',
          `${total(rate(ONE_RUN.monitor('lambdascope_fit_duration_seconds_sum')))} / ` +
            `(${total(rate(ONE_RUN.monitor('lambdascope_fit_duration_seconds_count')))} > 0)`,
        ),
      ),
    ),
  ];
}

function pace(): Chart[] {
  return [
    logarithmic(
      series(
        {
          title: 'Iterations and samples',
          description:
            'How fast training goes, and how many of its iterations are sampled. No iterations: training stands ' +
            'still or has ended. Iterations without samples: see the skips and failures below.',
          span: 8,
          unit: UNIT.perSecond,
        },
        query('iterations', total(rate(ONE_RUN.monitor('lambdascope_iterations_total')))),
        query('samples', total(rate(ONE_RUN.monitor('lambdascope_samples_total')))),
      ),
    ),
    series(
      {
        title: 'Stride',
        description:
          'Iterations from one sample to the next, as set or as the budget leaves room for; and gradients of all its ' +
          'examples that the last sample took. A stride that grows says that samples got dearer or training faster.',
        span: 8,
      },
      query('iterations', one(ONE_RUN.monitor('lambdascope_stride_iterations'))),
      query('gradients of a sample', one(ONE_RUN.monitor('lambdascope_reference_gradients'))),
    ).axisSoftMin(0),
    series(
      {
        title: 'Queue',
        description:
          'Samples that wait for the worker, and how many can (dashed). At the limit samples are dropped and counted ' +
          'as queue_full: raise the stride, or let the budget do it.',
        span: 8,
      },
      query('waiting', one(ONE_RUN.monitor('lambdascope_queue_depth'))),
      query('room', one(ONE_RUN.monitor('lambdascope_queue_capacity'))),
    )
      .axisSoftMin(0)
      .overrideByName('room', dashed('red')),
  ];
}

function trouble(): Chart[] {
  return [
    events(
      {
        title: 'Skipped samples',
        description:
          'Samples that were due and not taken, by reason, though nothing failed. queue_full: the worker is behind. ' +
          'not_finite: a gradient was NaN or infinite, look at the loss. configuration_changed: the network trains ' +
          'by something now that the reference cannot follow.',
        span: 8,
      },
      query('{{reason}}', totalEach('reason', increase(ONE_RUN.monitor('lambdascope_samples_skipped_total')))),
    ),
    events(
      {
        title: 'Failures',
        description:
          'Failures of the monitor itself, by stage. Training is not affected. The first of each kind is in the log ' +
          'with its stack trace; after several in a row the monitor detaches itself.',
        span: 8,
      },
      query('{{reason}}', totalEach('reason', increase(ONE_RUN.monitor('lambdascope_sample_failures_total')))),
    ),
    events(
      {
        title: 'Restarts',
        description:
          'How often the monitor went on from a saved state in a new process; restarts also mark all charts. Counts ' +
          'and estimates go on where they were.',
        span: 8,
      },
      query('restarts', total(increase(ONE_RUN.monitor('lambdascope_restarts_total')))),
    ),
  ];
}

function provenance(): Chart[] {
  return [
    table(
      {
        title: 'Run',
        description:
          'What the numbers are of: the run, its model, what its updates are compared with, the back end that ' +
          'computes. Compare runs only where these are alike.',
        span: 12,
      },
      {
        run: 'Run',
        model: 'Model',
        reference: 'Reference',
        backend: 'Back end',
        dl4j: 'DL4J',
        instance: 'Instance',
      },
      [{ name: 'Info', expression: ONE_RUN.monitor('lambdascope_run_info') }],
      ['Value', '__name__', 'job'],
    ).height(4),
    table(
      {
        title: 'Examples of the reference',
        description: 'Which examples the reference computes its gradients on, in words.',
        span: 6,
      },
      { data: 'Examples' },
      [{ name: 'Info', expression: ONE_RUN.monitor('lambdascope_reference_info') }],
      ['Value', '__name__', 'job', 'instance', 'run', 'model', 'reference'],
    ).height(4),
    table(
      {
        title: 'Build',
        description: 'The version and revision of Lambdascope in the process. Name them when you report a fault.',
        span: 6,
      },
      { version: 'Version', revision: 'Revision', instance: 'Instance' },
      [{ name: 'Info', expression: ofProcess('lambdascope_build_info') }],
      ['Value', '__name__', 'job'],
    ).height(4),
  ];
}
