/** Everything in words and single numbers: header, warnings, facts below the charts. */

import {integer, number, percent, seconds, words} from './format.js';
import {renewChildren} from './renew.js';

const at = id => document.getElementById(id);

/** Sets text only where it differs, so that nothing is read out again. */
function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function element(name, text, className = '') {
  const e = document.createElement(name);
  e.textContent = text;
  e.className = className;
  return e;
}

export function showStatus(state, text) {
  const status = at('status');
  status.dataset.state = state;
  say(status, text);
}

export function showHeader(answer) {
  const {run, model, reference} = answer.monitors[answer.monitor];
  const {state} = answer;
  say(at('run'), run);
  say(at('model'), model);
  say(at('reference'), words(reference));
  say(at('iteration'), integer(state.iteration));
  say(at('epoch'), state.iteration < 0 ? '–' : integer(state.epoch));
  say(at('loss'), number(state.loss));
  document.title = `${run} · Lambdascope`;
  if (state.status === 'closed') {
    showStatus('ended', 'Ended: the monitor was closed, the estimates stay');
  } else if (state.status === 'detached') {
    showStatus('detached', 'Detached: the monitor gave up, training goes on without it');
  } else {
    showStatus('running', state.iterations === 0 ? 'Waiting for training' : 'Running');
  }
}

export function showEmpty(answer) {
  const {state} = answer;
  const empty = at('empty');
  empty.hidden = state.sample.taken;
  if (state.sample.taken) {
    return;
  }
  say(empty, state.iterations === 0
      ? 'No iteration of training has been seen yet. The loss appears with the first one, estimates with the first sample.'
      : 'Training has begun; there is no sample yet. Estimates appear once the first update has been compared with its reference.');
}

export function showWarnings(warnings) {
  at('care').hidden = warnings.length === 0;
  renewChildren(at('warnings'), warnings.map(({title, text}) => {
    const item = document.createElement('li');
    item.append(element('strong', `${title}. `), text);
    return item;
  }));
  // Titles alone, which stay while numbers in the texts change each second.
  say(at('announcement'), warnings.length === 0 ? '' : `Read the estimates with care: ${warnings.map(w => w.title).join('; ')}.`);
}

export function showMonitors(answer, onChoice) {
  const choice = at('monitor');
  at('monitor-choice').hidden = answer.monitors.length < 2;
  const names = answer.monitors.map(m => `${m.run}, ${m.model}, ${words(m.reference)}`);
  if ([...choice.options].map(o => o.text).join('\n') !== names.join('\n')) {
    choice.replaceChildren(...names.map((name, i) => new Option(name, String(i))));
    choice.onchange = () => onChoice(Number(choice.value));
  }
  choice.value = String(answer.monitor);
  at('csv').href = `api/history.csv?monitor=${answer.monitor}`;
  at('json').href = `api/history.json?monitor=${answer.monitor}`;
}

export function showFoot({version, revision, dl4j, backend}) {
  say(at('software'), `Lambdascope ${version} (${revision}), DL4J ${dl4j}, ND4J backend ${backend}.`);
}

function facts(id, entries) {
  renewChildren(at(id), entries.map(([name, text, className = '']) => {
    const row = document.createElement('div');
    row.append(element('dt', name), element('dd', text, className));
    return row;
  }));
}

export function showFacts({fit, sample, cost, samples, restarts, skips, failures}) {
  facts('fit', [
    ['Share explained, R²', number(fit.rSquared)],
    ['Condition number', fit.conditionWords || number(fit.conditionNumber)],
    ['Independent equations', number(fit.effectiveEquations)],
    ['Design effect', number(fit.designEffect)],
    ['Unexplained of the last sample', percent(sample.unexplainedShare)],
  ]);
  facts('quality', [
    ['Learning rate × curvature, ηh', number(sample.etaCurvature)],
    ['In the range of its theory', !sample.taken ? '–' : sample.referenceValid ? 'yes' : 'no', sample.referenceValid ? '' : 'bad'],
    ['Computed on', sample.data],
    ['Norm of the deviation', number(sample.deviationNorm)],
    ['Norm of the reference update', number(sample.referenceNorm)],
  ]);
  const over = cost.budget !== null && cost.overhead > cost.budget;
  facts('cost', [
    ['Monitor’s time per training time', percent(cost.overhead), over ? 'bad' : ''],
    ['Budget', cost.budget === null ? 'none' : percent(cost.budget)],
    ['Monitor’s time', seconds(cost.monitorSeconds)],
    ['Training’s time', seconds(cost.trainingSeconds)],
    ['Samples waiting', `${cost.queueDepth} of ${cost.queueCapacity}`],
  ]);
  const meter = at('overhead');
  meter.hidden = cost.budget === null;
  if (cost.budget !== null) {
    meter.max = 2 * cost.budget;
    meter.high = cost.budget;
    meter.value = cost.overhead;
    meter.textContent = percent(cost.overhead);
  }
  const counts = (name, of) => Object.entries(of).map(([reason, n]) => [`${name}: ${words(reason)}`, integer(n), 'bad']);
  facts('samples', [
    ['Taken', integer(samples)],
    ['One in … iterations', number(cost.stride)],
    ['Iterations since the last', integer(sample.age)],
    ...(restarts > 0 ? [['Went on from a saved state', `${restarts} times`]] : []),
    ...(Object.keys(skips).length ? counts('Skipped', skips) : [['Skipped', '0']]),
    ...(Object.keys(failures).length ? counts('Failed', failures) : [['Failed', '0']]),
  ]);
}
