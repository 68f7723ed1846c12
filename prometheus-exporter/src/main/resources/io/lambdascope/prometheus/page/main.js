/** Asks the server, and shows what it says. */

import {Charts} from './charts.js';
import {Refused, Unauthorized, Unknown, Unreachable, series} from './client.js';
import {showEmpty, showFacts, showFoot, showHeader, showMonitors, showStatus, showWarnings} from './header.js';
import {swatch} from './ink.js';
import {poll} from './poll.js';
import {Settings} from './settings.js';
import {Store} from './store.js';
import {showTable} from './table.js';

const settings = new Settings();
const store = new Store();
const charts = new Charts(store, settings);

async function fetchSeries() {
  try {
    return await series(settings.monitor, store.since);
  } catch (error) {
    if (error instanceof Unknown) {
      // A server that was started anew may have fewer monitors.
      settings.choose(0);
      store.forget();
    }
    throw error;
  }
}

function showToggles() {
  const group = document.getElementById('toggles');
  const {terms} = store.answer.state;
  if (group.children.length !== terms.length || terms.some((t, i) => group.children[i].dataset.term !== t.name)) {
    group.replaceChildren(...terms.map((term, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.term = term.name;
      button.append(swatch(i), term.name);
      button.addEventListener('click', () => {
        settings.toggle(term.name);
        if (store.answer) {
          show();
        }
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
  showFoot(answer.state.software);
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

/** @returns {boolean} whether to ask again */
function failed(error) {
  if (error instanceof Unauthorized) {
    // Only the browser can ask for one, and does so where the page itself is asked for.
    showStatus('lost', 'The server asks for a password, or for another one than before. Reload the page to give it.');
    pause.hidden = true;
    return false;
  }
  if (isPaused()) {
    return true;
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
  return true;
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
