/** All charts, their common crosshair, and the slider that moves it without a mouse. */

import {Card} from './card.js';
import {integer, words} from './format.js';
import {specs} from './specs.js';

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
