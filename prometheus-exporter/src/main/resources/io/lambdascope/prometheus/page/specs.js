/** Which charts there are for what a monitor tells, what is drawn in each, and how a row of it reads. */

import {cause, integer, interval, number, percent} from './format.js';
import {colour, pattern} from './ink.js';
import {css, pale} from './plot.js';

/** Of what is set, not estimated: finer than any estimate's. */
const DOTS = [1.5, 3];

/** A configured value that would leave the estimates less than this part of the chart is not drawn, but said. */
const ROOM_FOR_ESTIMATES = 0.3;

const line = (colour, dash = []) => ({stroke: colour, width: 2, dash, spanGaps: false, points: {show: false}});
const edge = () => ({stroke: 'transparent', width: 0, points: {show: false}});

const known = values => values.filter(v => v !== null);

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))];
}

const ascending = values => known(values).sort((a, b) => a - b);

/**
 * The vertical range of a coefficient: all estimates but the wildest, and most of the intervals. The first intervals of a
 * run, of a handful of samples, can be a thousand times as wide as what follows, and would flatten it. So could a
 * configured penalty that a reference keeps, and the estimates are no estimates of.
 */
export function coefficientRange([, estimates, lowers, uppers, configured]) {
  const [values, low, high] = [estimates, lowers, uppers].map(ascending);
  if (values.length === 0) {
    return [-1, 1];
  }
  const ends = [quantile(values, 0.02), quantile(values, 0.98), values.length ? known(estimates).at(-1) : 0];
  if (low.length > 0) {
    ends.push(quantile(low, 0.15), known(lowers).at(-1));
  }
  if (high.length > 0) {
    ends.push(quantile(high, 0.85), known(uppers).at(-1));
  }
  ends.push(0);
  let [from, to] = [Math.min(...ends), Math.max(...ends)];
  const set = known(configured);
  const [least, most] = [Math.min(from, ...set), Math.max(to, ...set)];
  if (to - from >= ROOM_FOR_ESTIMATES * (most - least)) {
    [from, to] = [least, most];
  }
  const margin = (to - from || Math.abs(to) || 1) * 0.08;
  return [from - margin, to + margin];
}

function lossChart(store) {
  const loss = store.column('loss');
  return {
    id: 'loss',
    title: 'Loss of the mini-batch',
    caption: '',
    headings: ['Loss'],
    series: () => [line(css('ink'))],
    data: rows => [rows.map(r => r[0]), rows.map(r => r[loss])],
    read: row => [number(row[loss])],
  };
}

function termChart(store, name, index, confidence) {
  const [value, lower, upper, configured] = ['estimate', 'lower', 'upper', 'configured'].map(q => store.column(q, {term: name}));
  const isConfigured = store.rows().some(r => r[configured] !== null);
  const onsets = () => store.answer.onsets.filter(o => o.term === index);
  const level = confidence === null ? '' : `, ${Math.round(100 * confidence)}% interval`;
  return {
    id: name,
    term: name,
    title: `λ of ${name}${level}`,
    ink: index,
    caption: '',
    headings: ['λ', 'Interval', ...(isConfigured ? ['Configured'] : [])],
    series: () => [
      line(css(colour(index)), pattern(index)), edge(), edge(),
      {...line(css('ink'), DOTS), width: 1.5},
    ],
    bands: () => [{series: [3, 2], fill: pale(css(colour(index)), 0.22)}],
    range: coefficientRange,
    marks: () => onsets().map(o => ({x: o.onset, label: `${o.direction === 'UP' ? '↑' : '↓'} drift from ${integer(o.onset)}`})),
    data: rows => [rows.map(r => r[0]), rows.map(r => r[value]), rows.map(r => r[lower]), rows.map(r => r[upper]), rows.map(r => r[configured])],
    read: row => [
      number(row[value]), interval(row[lower], row[upper], row[value] !== null),
      ...(isConfigured ? [number(row[configured])] : []),
    ],
    notes: data => {
      const [from, to] = coefficientRange(data);
      const cut = data[2].some(v => v !== null && v < from) || data[3].some(v => v !== null && v > to);
      const drifts = onsets().map(o =>
          `Drift ${o.direction.toLowerCase()} from iteration ${integer(o.onset)}, seen at ${integer(o.detected)}, by ${number(Math.abs(o.change))}.`);
      const last = known(data[4]).at(-1);
      const penalty = last === undefined ? [] : [`Dotted: the penalty that training is configured with, ${number(last)}`
          + `${last < from || last > to ? ', which is beyond the chart' : ''}.`];
      return [...drifts.slice(-3), ...penalty, ...(cut ? ['Some wide intervals reach beyond the chart.'] : [])].join(' ');
    },
  };
}

/** Shares above zero stacked upwards and shares below zero downwards, so that none hides another. */
function stack(shares) {
  const up = shares.map(() => null);
  const down = shares.map(() => null);
  let [above, below] = [0, 0];
  shares.forEach((share, i) => {
    if (share !== null) {
      above += Math.max(share, 0);
      below += Math.min(share, 0);
      up[i] = above;
      down[i] = below;
    }
  });
  return [...up, ...down];
}

function causesChart(store, causes) {
  const columns = causes.map(c => store.column('share', {cause: c}));
  const n = causes.length;
  return {
    id: 'attribution',
    title: 'What the deviation is due to',
    caption: 'Shares of each sample’s deviation; they sum to 100 %. A cause that works against the others is stacked below zero.',
    headings: causes.map(cause),
    legend: causes.map((c, i) => ({text: cause(c), ink: i})),
    series: () => [
      {stroke: css('control'), width: 1, points: {show: false}},
      ...causes.map((c, i) => ({...line(css(colour(i)), pattern(i)), width: 1.5})),
      ...causes.map((c, i) => ({...line(css(colour(i)), pattern(i)), width: 1.5})),
    ],
    bands: () => causes.flatMap((c, i) => {
      const fill = pale(css(colour(i)), 0.45);
      return [
        {series: [2 + i, 1 + i], fill},
        {series: [i === 0 ? 1 : 1 + n + i, 2 + n + i], fill},
      ];
    }),
    range: data => {
      // A single sample with a tiny deviation has shares of thousands of percent.
      const [top, bottom] = [ascending(data[1 + n]), ascending(data[1 + 2 * n])];
      const to = top.length ? Math.max(1, quantile(top, 0.97)) : 1;
      const from = bottom.length ? Math.min(0, quantile(bottom, 0.03)) : 0;
      return [from * 1.08, to * 1.08];
    },
    tick: value => percent(value, 0),
    data: rows => {
      const stacks = rows.map(r => stack(columns.map(c => r[c])));
      return [rows.map(r => r[0]), rows.map(() => 0), ...Array.from({length: 2 * n}, (_, k) => stacks.map(s => s[k]))];
    },
    read: row => columns.map(c => percent(row[c])),
  };
}

/** The charts for what a monitor tells. */
export function specs(store, settings) {
  const {state} = store.answer;
  const rows = store.rows();
  const causes = store.answer.columns
      .filter(c => c.cause && rows.some(r => r[store.column('share', {cause: c.cause})] !== null))
      .map(c => c.cause);
  return [
    lossChart(store),
    ...state.terms
        .map((term, i) => termChart(store, term.name, i, state.fit.confidence))
        .filter(spec => settings.isShown(spec.term)),
    ...(causes.length > 0 ? [causesChart(store, causes)] : []),
  ];
}
