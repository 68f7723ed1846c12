/** One chart in its card: what it says under the crosshair, the picture, and the same in words and numbers. */

import {integer, number} from './format.js';
import {swatch} from './ink.js';
import {plot} from './plot.js';
import {renewChildren} from './renew.js';

const ROWS_IN_WORDS = 12;

function element(name, className, text = '') {
  const e = document.createElement(name);
  e.className = className;
  e.textContent = text;
  return e;
}

/** A card with a chart, what it says under the crosshair, and a table of some of its points. */
export class Card {
  constructor(spec, rows, onCursor) {
    this.spec = spec;
    this.section = element('section', 'chart');
    this.section.dataset.chart = spec.id;
    const title = element('h3', '');
    title.id = `chart-${spec.id}`;
    if (spec.ink !== undefined) {
      title.append(swatch(spec.ink));
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
        item.append(swatch(ink), `${text} `, element('strong', ''));
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
      const estimate = values[0] === number(null) ? 'not known' : values.slice(0, 2).join(' ');
      const text = [estimate, ...values.slice(2).map((v, i) => `${this.spec.headings[i + 2].toLowerCase()} ${v}`)].join(', ');
      renewChildren(this.readout, [document.createTextNode(`at ${integer(row?.[0])}: `), element('strong', '', text)]);
    }
  }
}
