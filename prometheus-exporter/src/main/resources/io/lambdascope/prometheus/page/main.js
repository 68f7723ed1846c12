/** Asks the server, and shows what it says. */

import {Charts} from './charts.js';
import {showEmpty, showFacts, showHeader, showMonitors, showStatus, showWarnings} from './header.js';
import {poll} from './poll.js';
import {Settings} from './settings.js';
import {Store} from './store.js';
import {showTable} from './table.js';

const PATIENCE = 10000;

const settings = new Settings();
const store = new Store();
const charts = new Charts(store, settings);

/** The server answered no, in its own words. */
class Refused extends Error {}

/** No answer came. */
class Unreachable extends Error {}

async function request() {
  try {
    const response = await fetch(`api/series?monitor=${settings.monitor}&since=${store.since}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    });
    return {ok: response.ok, status: response.status, text: await response.text()};
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

async function fetchSeries() {
  const {ok, status, text} = await request();
  if (ok) {
    return JSON.parse(text);
  }
  if (status === 400) {
    // A server that was started anew may have fewer monitors.
    settings.choose(0);
    store.forget();
  }
  throw new Refused(text.trim());
}

function showToggles() {
  const group = document.getElementById('toggles');
  const {terms} = store.answer.state;
  if (group.children.length !== terms.length || terms.some((t, i) => group.children[i].dataset.term !== t.name)) {
    group.replaceChildren(...terms.map((term, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.term = term.name;
      const swatch = document.createElement('span');
      swatch.className = `swatch ink-${i % 6}`;
      button.append(swatch, term.name);
      button.addEventListener('click', () => {
        settings.toggle(term.name);
        show();
      });
      return button;
    }));
  }
  [...group.children].forEach(b => b.setAttribute('aria-pressed', String(settings.isShown(b.dataset.term))));
}

function show() {
  const {answer} = store;
  showHeader(answer);
  showMonitors(answer, monitor => {
    settings.choose(monitor);
    store.forget();
    askNow();
  });
  showEmpty(answer);
  showWarnings(answer.state.warnings);
  showTable(answer);
  showToggles();
  charts.show();
  showFacts(answer.state);
}

async function ask() {
  if (isPaused()) {
    return {ended: false};
  }
  const monitor = settings.monitor;
  let answer = await fetchSeries();
  if (monitor === settings.monitor && !store.take(answer)) {
    answer = await fetchSeries();
    store.take(answer);
  }
  if (monitor === settings.monitor && !isPaused()) {
    show();
  }
  return {ended: answer.state.status === 'closed'};
}

function failed(error) {
  if (isPaused()) {
    return;
  }
  if (error instanceof Unreachable) {
    showStatus('lost', 'Connection lost, trying again');
  } else if (error instanceof Refused) {
    showStatus('lost', `The server says no: ${error.message}`);
  } else {
    // A mistake of this page, not to be taken for one of the connection.
    showStatus('lost', `This page has failed: ${error.message}`);
    console.error(error);
  }
}

/** Who reads or copies numbers can have them stand still; the server goes on keeping them. */
const pause = document.getElementById('pause');

function isPaused() {
  return pause.getAttribute('aria-pressed') === 'true';
}

pause.addEventListener('click', () => {
  pause.setAttribute('aria-pressed', String(!isPaused()));
  if (isPaused()) {
    showStatus('paused', 'Paused');
  } else {
    askNow();
  }
});

const askNow = poll(ask, failed);
