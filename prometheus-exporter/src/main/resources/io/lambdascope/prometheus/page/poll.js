/** When to ask the server again, in milliseconds. */

const EACH = 1000;
const HIDDEN = 5000;
const ENDED = 10000;
const LONGEST_RETRY = 30000;

/**
 * @param {{hidden: boolean, ended: boolean, failures: number}} now failures: how many requests in a row have failed
 */
export function delay({hidden, ended, failures}) {
  if (failures > 0) {
    return Math.min(LONGEST_RETRY, EACH * 2 ** (failures - 1));
  }
  return ended ? ENDED : hidden ? HIDDEN : EACH;
}

/**
 * Asks until the page goes, or a failure is final: at once, then after each delay, and at once when the page is seen again.
 *
 * @param {() => Promise<{ended: boolean}>} ask rejects when the server cannot be reached
 * @param {(error: Error) => boolean} failed told of each rejection; false to ask no more
 * @returns {() => void} asks at once
 */
export function poll(ask, failed) {
  let timer;
  let failures = 0;
  let ended = false;
  let asking = false;
  let again = false;
  let over = false;

  async function turn() {
    clearTimeout(timer);
    if (over) {
      return;
    }
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      ({ended} = await ask());
      failures = 0;
    } catch (error) {
      failures++;
      over = !failed(error);
    }
    asking = false;
    if (over) {
      return;
    }
    const wait = again ? 0 : delay({hidden: document.hidden, ended, failures});
    again = false;
    timer = setTimeout(turn, wait);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      turn();
    }
  });
  turn();
  return turn;
}
