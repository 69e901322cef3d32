/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tells the keys of a person from those of a hand scanner, which types the characters of a code at once, and Enter. A key
 * goes to the page only when no other one has followed at once: so a code never does what its characters mean. */
import { isTyping } from './dom.js';

/* No scanner is slower from one character to the next, and hardly anybody as fast. */
const APART_MS = 100;
const MAX_CODE = 500;

function isCharacter (event) {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/* The same key once more, where it was pressed. */
function repeat (event) {
  const { key, code, shiftKey } = event;
  const again = new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true });
  const place = event.target.isConnected ? event.target : document.body;
  return [place, again];
}

class Scanner {
  #held = []; /* Events that wait to be understood. */
  #let = null; /* One that is understood, and on its way. */
  #due = 0;
  #timer = 0;

  constructor (onScan) {
    this.onScan = onScan;
  }

  close () {
    clearTimeout(this.#timer);
    this.#held = [];
  }

  #wait () {
    clearTimeout(this.#timer);
    this.#due = performance.now() + APART_MS;
    this.#timer = setTimeout(() => this.#onPause(), APART_MS);
  }

  /* Where the page was busy, keys may wait that were pressed meanwhile: they come first. What came too fast to be meant one
   * by one, and did not end as a code does, means nothing. */
  #onPause () {
    if (performance.now() > this.#due + APART_MS) {
      this.#wait();
      return;
    }
    const held = this.#held;
    this.#held = [];
    if (held.length !== 1)
      return;
    const [place, event] = repeat(held[0]);
    this.#let = event;
    place.dispatchEvent(event);
    this.#let = null;
  }

  #end () {
    const code = this.#held.map(event => event.key).join('').trim();
    this.close();
    this.onScan(code);
  }

  #hold (event) {
    if (!event.repeat && this.#held.length < MAX_CODE)
      this.#held.push(event);
    this.#wait();
  }

  take (event) {
    if (event === this.#let || isTyping(event.target) || document.querySelector('dialog[open]') !== null)
      return;
    const ends = (event.key === 'Enter' || event.key === 'Tab') && this.#held.length > 0;
    /* No code begins with a space, which presses buttons. */
    if (!ends && (!isCharacter(event) || event.key === ' ' && this.#held.length === 0))
      return;
    event.preventDefault();
    event.stopPropagation();
    if (ends)
      this.#end();
    else
      this.#hold(event);
  }
}

/* onScan(code) for each code, until the function that is returned is called. Keys that somebody types into a field, or in
 * front of a dialog, are left alone. */
export function followScans (onScan) {
  const scanner = new Scanner(onScan);
  const take = event => scanner.take(event);
  document.addEventListener('keydown', take, { capture: true });
  return () => {
    document.removeEventListener('keydown', take, { capture: true });
    scanner.close();
  };
}
