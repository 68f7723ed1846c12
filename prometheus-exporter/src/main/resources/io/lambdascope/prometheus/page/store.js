/** The points that the server has told so far. */

export class Store {
  constructor() {
    this.forget();
  }

  /** Back to knowing nothing: for another monitor, or a server that was started anew. */
  forget() {
    this.instance = null;
    this.generation = -1;
    this.since = -1;
    this.points = [];
    this.answer = null;
  }

  /**
   * Takes an answer in.
   *
   * @returns {boolean} false where the answer continues another history than the one known: then nothing is known any
   *     more, and all points are to be asked for
   */
  take(answer) {
    const same = answer.instance === this.instance && answer.generation === this.generation;
    if (!same && this.since >= 0) {
      this.forget();
      return false;
    }
    this.instance = answer.instance;
    this.generation = answer.generation;
    this.answer = answer;
    for (const [sequence, ...values] of answer.points) {
      // The server replaces its last point while the iteration is the same.
      if (this.points.length > 0 && this.points.at(-1)[0] >= values[0]) {
        this.points.pop();
      }
      this.points.push(values);
      this.since = sequence;
    }
    return true;
  }

  /** All points and, where training is past them, the state of now. */
  rows() {
    const now = this.answer.current;
    const last = this.points.at(-1);
    if (now[0] === null || now[0] < 0 || (last && now[0] < last[0])) {
      return this.points;
    }
    return last && last[0] === now[0] ? [...this.points.slice(0, -1), now] : [...this.points, now];
  }

  /** The index of a column in a row; −1 where there is none. */
  column(quantity, {term, cause} = {}) {
    return this.answer.columns.findIndex(c => c.quantity === quantity && c.term === term && c.cause === cause);
  }
}
