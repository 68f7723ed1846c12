/**
 * PromQL on the metrics of Lambdascope, narrowed by the dashboard's variables.
 *
 * Variables of which one value is chosen are compared by `=`: Grafana does not escape their values
 * for a regular expression. Those of which several are chosen are compared by `=~`.
 */

import { VERDICT } from './look';

/** A metric of ours; its spelling is checked against a scrape by the tests. */
export type Metric = `lambdascope_${string}`;

/** The processes that a dashboard shows. */
export const TARGET = 'job=~"$job", instance=~"$instance"';

/** Which series a dashboard shows. */
export interface Selection {
  /** A metric of monitors; further matchers narrow it. */
  monitor(metric: Metric, matchers?: string): string;

  /** A metric of their coefficients that are chosen. */
  term(metric: Metric, matchers?: string): string;
}

/** One monitor, one group of parameters, some regularizers. */
export const ONE_RUN = selection(
  `${TARGET}, run="$run", model="$model", reference="$reference"`,
  'regularizer=~"$regularizer", group="$group"',
);

/** Some monitors, one coefficient of each. */
export const MANY_RUNS = selection(
  `${TARGET}, run=~"$run", model=~"$model", reference=~"$reference"`,
  'regularizer="$regularizer", group="$group"',
);

function selection(monitor: string, term: string): Selection {
  const select = (metric: Metric, ...matchers: string[]) =>
    `${metric}{${matchers.filter((matcher) => matcher !== '').join(', ')}}`;
  return {
    monitor: (metric, matchers = '') => select(metric, monitor, matchers),
    term: (metric, matchers = '') => select(metric, monitor, term, matchers),
  };
}

/** A metric of a process, not of one of its monitors. */
export function ofProcess(metric: Metric, matchers = ''): string {
  return `${metric}{${TARGET}${matchers === '' ? '' : `, ${matchers}`}}`;
}

/** Of counters: how fast they grow, per second. */
export function rate(selection: string): string {
  return `rate(${selection}[$__rate_interval])`;
}

/** Of counters: by how much they grew around each point. */
export function increase(selection: string): string {
  return `increase(${selection}[$__rate_interval])`;
}

/**
 * One series, even where two processes report the same run. `max` passes over NaN, which says that
 * a number is not known.
 */
export function one(expression: string): string {
  return `max(${expression})`;
}

/** One series for each combination of the labels. */
export function each(labels: string, expression: string): string {
  return `max by (${labels}) (${expression})`;
}

/** As {@link one}, of quantities that add up, such as rates. */
export function total(expression: string): string {
  return `sum(${expression})`;
}

/** As {@link each}, of quantities that add up, such as rates. */
export function totalEach(labels: string, expression: string): string {
  return `sum by (${labels}) (${expression})`;
}

/** The verdict on each coefficient as its number among {@link VERDICT}, 0 where there is none yet. */
export function verdict(labels: string, select: (metric: Metric, matchers: string) => string): string {
  return each(
    labels,
    coded(VERDICT, (value) => select('lambdascope_lambda_verdict', `verdict="${value}"`)),
  );
}

/**
 * A closed set of states, exported as one 0/1 series each, as one number: 1 for the first, 2 for
 * the second, 0 where none of them is. To be put into {@link one} or {@link each}, which take the
 * larger number where two processes differ; a sum would be a third state, of neither.
 */
export function coded(states: readonly string[], select: (state: string) => string): string {
  return states.map((state, i) => (i === 0 ? select(state) : `${i + 1} * ${select(state)}`)).join(' or ');
}

/** Our alerts of the chosen processes that fire now. */
export const ALERTS = `ALERTS{alertname=~"Lambdascope.*", alertstate="firing", ${TARGET}}`;
