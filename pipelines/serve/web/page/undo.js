/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* States that one can go back to. What follows the same wish quickly, such as arrow keys held down, is one step. */

const MAX_STEPS = 500;
const SAME_WISH_MS = 1000;

export class Undo {
  #past = [];
  #future = [];
  #wish = null;
  #time = 0;

  constructor (state) {
    this.state = state;
  }

  get canUndo () {
    return this.#past.length > 0;
  }

  get canRedo () {
    return this.#future.length > 0;
  }

  push (state, wish = null) {
    const now = performance.now();
    if (wish === null || wish !== this.#wish || now - this.#time > SAME_WISH_MS) {
      this.#past.push(this.state);
      if (this.#past.length > MAX_STEPS)
        this.#past.shift();
    }
    this.#wish = wish;
    this.#time = now;
    this.#future = [];
    this.state = state;
  }

  undo () {
    if (!this.canUndo)
      return;
    this.#future.push(this.state);
    this.state = this.#past.pop();
    this.#wish = null;
  }

  redo () {
    if (!this.canRedo)
      return;
    this.#past.push(this.state);
    this.state = this.#future.pop();
    this.#wish = null;
  }
}
