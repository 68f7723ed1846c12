import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { TARGET } from './queries';

/** The Prometheus that is chosen on top of a dashboard. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

const ONE_OF_EACH_MONITOR = 'lambdascope_training_loss';
const ONE_OF_EACH_TERM = 'lambdascope_lambda_identifiable';

/** The values of a label, of series that the variables before it leave. */
function labelValues(name: string, label: string, metric: string, matchers: string): QueryVariableBuilder {
  const values = `label_values(${metric}${matchers === '' ? '' : `{${matchers}}`}, ${name})`;
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(DATASOURCE)
      .query({ query: values, refId: `Variable-${name}` })
      // Grafana's Prometheus plugin reads the field above; the linter reads this one.
      .definition(values)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.NaturalAsc)
  );
}

/** All values, or some. */
function several(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** Exactly one: what is shown has a meaning for one only. Grafana begins with the first. */
function single(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable.multi(false).includeAll(false);
}

function datasource(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

function targets(): QueryVariableBuilder[] {
  return [
    several(labelValues('job', 'Job', ONE_OF_EACH_MONITOR, '')),
    several(labelValues('instance', 'Instance', ONE_OF_EACH_MONITOR, 'job=~"$job"')),
  ];
}

/** Of the dashboard of one run: the group before the regularizers, which not every group has. */
export function ofOneRun(): (DatasourceVariableBuilder | QueryVariableBuilder)[] {
  const run = `${TARGET}, run="$run"`;
  const model = `${run}, model="$model"`;
  const reference = `${model}, reference="$reference"`;
  return [
    datasource(),
    ...targets(),
    single(labelValues('run', 'Run', ONE_OF_EACH_MONITOR, TARGET)).sort(VariableSort.NaturalDesc),
    single(labelValues('model', 'Model', ONE_OF_EACH_MONITOR, run)),
    single(labelValues('reference', 'Reference', ONE_OF_EACH_MONITOR, model)),
    single(labelValues('group', 'Parameter group', ONE_OF_EACH_TERM, reference)),
    several(labelValues('regularizer', 'Regularizer', ONE_OF_EACH_TERM, `${reference}, group="$group"`)),
  ];
}

/** Of the dashboard of many runs, which compares one coefficient. */
export function ofManyRuns(): (DatasourceVariableBuilder | QueryVariableBuilder)[] {
  const run = `${TARGET}, run=~"$run"`;
  const model = `${run}, model=~"$model"`;
  const reference = `${model}, reference=~"$reference"`;
  return [
    datasource(),
    ...targets(),
    several(labelValues('run', 'Run', ONE_OF_EACH_MONITOR, TARGET)).sort(VariableSort.NaturalDesc),
    several(labelValues('model', 'Model', ONE_OF_EACH_MONITOR, run)),
    several(labelValues('reference', 'Reference', ONE_OF_EACH_MONITOR, model)),
    single(labelValues('regularizer', 'Regularizer', ONE_OF_EACH_TERM, reference)),
    single(labelValues('group', 'Parameter group', ONE_OF_EACH_TERM, `${reference}, regularizer="$regularizer"`)),
  ];
}
