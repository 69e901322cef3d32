/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the station has all that it needs, asked again and again while somebody looks. */
import { online } from './api.js';

const EVERY_MS = 5000;
const PATIENCE_MS = 10000;

/* Calls listener({ready, parts}) until the function that is returned is called. */
export function followHealth (listener) {
  let timer = 0;
  let closed = false;

  async function look () {
    clearTimeout(timer);
    try {
      const answer = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
      const said = await answer.json();
      if (!closed && typeof said.parts === 'object')
        listener(said);
    } catch { /* The shell says that the station is gone. */ }
    if (!closed)
      timer = setTimeout(look, EVERY_MS);
  }

  look();
  const stop = online.follow(is => {
    if (is)
      look();
  });
  return () => {
    closed = true;
    clearTimeout(timer);
    stop();
  };
}
