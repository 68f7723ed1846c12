/** Which charts there are, what is drawn in each, and the same in words and numbers. */

import {cause, integer, interval, number, percent, words} from './format.js';
import {css, pale, plot} from './plot.js';
import {renewChildren} from './renew.js';

const DASHES = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 2], [3, 6]];
const ROWS_IN_WORDS = 12;

const line = (colour, dash = []) => ({stroke: colour, width: 2, dash, spanGaps: false, points: {show: false}});
const edge = () => ({stroke: 'transparent', width: 0, points: {show: false}});

const known = values => values.filter(v => v !== null);

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))];
}

const ascending = values => known(values).sort((a, b) => a - b);

/**
 * The vertical range of a coefficient: all estimates but the wildest, and most of the intervals. The first intervals of a
 * run, of a handful of samples, can be a thousand times as wide as what follows, and would flatten it.
 */
export function coefficientRange([, estimates, lowers, uppers]) {
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
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
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
  const [value, lower, upper] = ['estimate', 'lower', 'upper'].map(q => store.column(q, {term: name}));
  const onsets = () => store.answer.onsets.filter(o => o.term === index);
  const level = confidence === null ? '' : `, ${Math.round(100 * confidence)}% interval`;
  return {
    id: name,
    term: name,
    title: `λ of ${name}${level}`,
    ink: index % 6,
    caption: '',
    headings: ['λ', 'Interval'],
    series: () => {
      const colour = css(`data-${index % 6}`);
      return [line(colour, DASHES[index % 6]), edge(), edge()];
    },
    bands: () => [{series: [3, 2], fill: pale(css(`data-${index % 6}`), 0.22)}],
    range: coefficientRange,
    marks: () => onsets().map(o => ({x: o.onset, label: `${o.direction === 'UP' ? '↑' : '↓'} drift from ${integer(o.onset)}`})),
    data: rows => [rows.map(r => r[0]), rows.map(r => r[value]), rows.map(r => r[lower]), rows.map(r => r[upper])],
    read: row => [number(row[value]), interval(row[lower], row[upper], row[value] !== null)],
    notes: data => {
      const [from, to] = coefficientRange(data);
      const cut = data[2].some(v => v !== null && v < from) || data[3].some(v => v !== null && v > to);
      const drifts = onsets().map(o =>
          `Drift ${o.direction.toLowerCase()} from iteration ${integer(o.onset)}, seen at ${integer(o.detected)}, by ${number(Math.abs(o.change))}.`);
      return [...drifts.slice(-3), ...(cut ? ['Some wide intervals reach beyond the chart.'] : [])].join(' ');
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
      ...causes.map((c, i) => ({...line(css(`data-${i}`), DASHES[i]), width: 1.5})),
      ...causes.map((c, i) => ({...line(css(`data-${i}`), DASHES[i]), width: 1.5})),
    ],
    bands: () => causes.flatMap((c, i) => {
      const fill = pale(css(`data-${i}`), 0.45);
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

function element(name, className, text = '') {
  const e = document.createElement(name);
  e.className = className;
  e.textContent = text;
  return e;
}

/** A card with a chart, what it says under the crosshair, and a table of some of its points. */
class Card {
  constructor(spec, rows, onCursor) {
    this.spec = spec;
    this.section = element('section', 'chart');
    this.section.dataset.chart = spec.id;
    const title = element('h3', '');
    title.id = `chart-${spec.id}`;
    if (spec.ink !== undefined) {
      title.append(element('span', `swatch ink-${spec.ink}`));
    }
    title.append(spec.title);
    this.section.setAttribute('aria-labelledby', title.id);
    this.readout = element('p', 'readout');
    this.place = element('div', 'plot');
    this.place.setAttribute('role', 'img');
    this.caption = element('p', 'caption');
    this.table = element('table', '');
    const details = element('details', '');
    const scroll = element('div', 'scroll');
    scroll.append(this.table);
    details.append(element('summary', '', 'In numbers'), scroll);
    this.section.append(title, this.readout);
    if (spec.legend) {
      const legend = element('ul', 'legend');
      spec.legend.forEach(({text, ink}) => {
        const item = element('li', '');
        item.append(element('span', `swatch ink-${ink}`), `${text} `, element('strong', ''));
        legend.append(item);
      });
      this.section.append(legend);
    }
    this.section.append(this.place, this.caption, details);
    this.onCursor = onCursor;
    this.details = details;
    details.addEventListener('toggle', () => this.fill());
    this.rows = rows;
  }

  /** Once the card is in the page and has a size. */
  draw() {
    this.chart = plot(
        this.place,
        {series: this.spec.series(), bands: this.spec.bands?.(), range: this.spec.range, marks: this.spec.marks, tick: this.spec.tick},
        this.spec.data(this.rows), this.onCursor);
    this.say(this.spec.data(this.rows));
  }

  set(spec, rows) {
    this.spec = spec;
    this.rows = rows;
    const data = spec.data(rows);
    this.chart.set(data);
    this.say(data);
  }

  say(data) {
    const notes = [this.spec.caption, this.spec.notes?.(data)].filter(Boolean).join(' ');
    this.caption.textContent = notes;
    const last = this.rows.at(-1);
    this.place.setAttribute('aria-label',
        `Chart of ${this.spec.title} over ${this.rows.length} points to iteration ${integer(last?.[0])}. Last: ${this.text(last)}. ${notes}`);
    this.fill();
  }

  text(row) {
    return row ? this.spec.headings.map((heading, i) => `${heading} ${this.spec.read(row)[i]}`).join(', ') : 'nothing yet';
  }

  /** Some rows, evenly over the run, the first and the last among them; only while somebody looks. */
  fill() {
    if (!this.details.open) {
      return;
    }
    const count = Math.min(ROWS_IN_WORDS, this.rows.length);
    const picked = Array.from({length: count}, (_, k) => this.rows[Math.round(k * (this.rows.length - 1) / Math.max(1, count - 1))]);
    const tr = (cells, tag, scope) => {
      const row = document.createElement('tr');
      cells.forEach((text, i) => {
        const cell = element(i === 0 ? 'th' : tag, '', text);
        if (i === 0 || scope === 'col') {
          cell.scope = scope;
        }
        row.append(cell);
      });
      return row;
    };
    const head = document.createElement('thead');
    head.append(tr(['Iteration', ...this.spec.headings], 'th', 'col'));
    const body = document.createElement('tbody');
    body.append(...picked.map(row => tr([integer(row[0]), ...this.spec.read(row)], 'td', 'row')));
    renewChildren(this.table, [head, body]);
  }

  /** The numbers at a row, beside the title. */
  tell(row) {
    const values = row ? this.spec.read(row) : [];
    if (this.spec.legend) {
      this.section.querySelectorAll('.legend strong').forEach((strong, i) => {
        strong.textContent = values[i];
      });
      this.readout.textContent = `at ${integer(row?.[0])}`;
    } else {
      const text = values[0] === number(null) ? 'not known' : values.join(' ');
      renewChildren(this.readout, [document.createTextNode(`at ${integer(row?.[0])}: `), element('strong', '', text)]);
    }
  }
}

/** All charts, their common crosshair, and the slider that moves it without a mouse. */
export class Charts {
  constructor(store, settings) {
    this.store = store;
    this.settings = settings;
    this.cards = [];
    this.key = '';
    this.pinned = null;
    this.hover = null;
    this.slider = document.getElementById('reading');
    this.slider.addEventListener('input', () => {
      const index = Number(this.slider.value);
      this.pinned = index === this.rows.length - 1 ? null : this.rows[index][0];
      this.read(true);
      this.cards.forEach(card => card.chart.point(this.pinned === null ? null : index));
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.rebuild());
  }

  rebuild() {
    this.key = '';
    if (this.store.answer) {
      this.show();
    }
  }

  show() {
    this.rows = this.store.rows();
    document.getElementById('courses').hidden = this.rows.length === 0;
    if (this.rows.length === 0) {
      return;
    }
    const wanted = specs(this.store, this.settings);
    const key = JSON.stringify([this.store.instance, this.store.answer.monitor, wanted.map(s => [s.id, s.title, s.headings])]);
    if (key !== this.key) {
      this.cards.forEach(card => card.chart.destroy());
      this.cards = wanted.map(spec => new Card(spec, this.rows, index => this.onCursor(index)));
      document.getElementById('charts').replaceChildren(...this.cards.map(card => card.section));
      this.cards.forEach(card => card.draw());
      this.key = key;
    } else {
      wanted.forEach((spec, i) => this.cards[i].set(spec, this.rows));
    }
    this.slider.max = String(this.rows.length - 1);
    this.read();
  }

  onCursor(index) {
    if (this.hover !== index) {
      this.hover = index;
      this.read();
    }
  }

  /** The row to read: under the mouse, where the slider was put, or the last. */
  index() {
    if (this.hover !== null && this.hover < this.rows.length) {
      return this.hover;
    }
    if (this.pinned !== null) {
      const at = this.rows.findIndex(row => row[0] >= this.pinned);
      return at < 0 ? this.rows.length - 1 : at;
    }
    return this.rows.length - 1;
  }

  read(moved = false) {
    const index = this.index();
    const row = this.rows[index];
    this.cards.forEach(card => card.tell(row));
    const isLast = index === this.rows.length - 1;
    document.getElementById('reading-at').textContent = isLast ? 'the last iteration' : `iteration ${integer(row[0])}`;
    if (this.hover === null) {
      this.slider.value = String(index);
    }
    if (document.activeElement === this.slider && !moved) {
      // Said when it is moved; not again with each poll.
      return;
    }
    this.slider.setAttribute('aria-valuetext',
        `iteration ${integer(row[0])}: ${this.cards.map(card => `${card.spec.term ?? words(card.spec.id)}: ${card.text(row)}`).join('; ')}`);
  }
}
