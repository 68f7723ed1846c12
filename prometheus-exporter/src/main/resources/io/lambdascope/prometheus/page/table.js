/** The table of the estimates as they are now. */

import {interval, number, percent} from './format.js';
import {swatch} from './ink.js';
import {renewChildren} from './renew.js';

const HEADINGS = ['λ', 'Interval', 'Standard error', 'Configured', 'Identified', 'Borne out', 'Explains', 'Drift'];
const CLASSES = ['number', 'number', 'number', 'number configured', '', '', 'number', ''];

function cell(label, className = '') {
  const td = document.createElement('td');
  td.setAttribute('role', 'cell');
  td.dataset.label = label;
  td.className = className;
  return td;
}

/** The number as shown, and in full for who copies or tests it. */
function data(value, text) {
  const element = document.createElement('data');
  element.value = value === null ? '' : String(value);
  element.textContent = text;
  return element;
}

function statement(text, className, why) {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  if (!why) {
    return [span];
  }
  const reason = document.createElement('span');
  reason.className = 'why';
  reason.textContent = why;
  const both = document.createElement('div');
  both.append(span, ' ', reason);
  return [both];
}

function intervalHeading({confidence}) {
  return confidence === null ? 'Interval' : `${Math.round(100 * confidence)}% interval`;
}

function row(term, index, state, onsets) {
  const tr = document.createElement('tr');
  tr.setAttribute('role', 'row');
  tr.dataset.term = term.name;
  const th = document.createElement('th');
  th.setAttribute('role', 'rowheader');
  th.scope = 'row';
  th.append(swatch(index), term.name);

  const cells = HEADINGS.map((label, i) => cell(label, CLASSES[i]));
  const [value, bounds, error, configured, identified, verdict, explained, drift] = cells;
  value.append(data(term.estimate, number(term.estimate)));
  bounds.dataset.label = intervalHeading(state.fit);
  bounds.append(interval(term.lower, term.upper, term.identified));
  error.append(data(term.standardError, term.identified && term.standardError === null ? '∞' : number(term.standardError)));
  configured.append(data(term.configured, number(term.configured)));

  const known = state.sample.taken;
  const [short, ...why] = term.identifiability.split(': ');
  const weak = short === 'weakly';
  identified.append(...statement(
      !known ? 'no sample yet' : !term.identified ? 'no' : weak ? 'weakly' : 'yes',
      !known || weak ? '' : term.identified ? 'good' : 'bad',
      why.join(': ') || (short.includes(', ') ? short.split(', ')[1] : '')));
  verdict.append(...statement(
      term.verdict || (known ? 'not judged' : '–'),
      term.verdict === 'supported' ? 'good' : term.verdict === 'not supported' ? 'bad' : '',
      term.reason));
  explained.append(data(term.explained, percent(term.explained)));
  const last = onsets.filter(o => o.term === index).at(-1);
  drift.append(...statement(
      term.drift,
      term.drift === 'drifting' ? 'bad' : '',
      last ? `last change: ${last.direction.toLowerCase()} from iteration ${last.onset}` : ''));
  tr.append(th, ...cells);
  return tr;
}

export function showTable({state, onsets}) {
  document.getElementById('interval-heading').textContent = intervalHeading(state.fit);
  // Few trainings have penalties of a candidate's kind; the column would be of dashes.
  document.getElementById('estimates').dataset.configured = String(state.terms.some(t => t.configured !== null));
  renewChildren(document.getElementById('terms'), state.terms.map((term, i) => row(term, i, state, onsets)));
}
