/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the station still answers, asked while somebody looks: a page that nobody touches says, too, that it is gone. */
import { lose, online } from './api.js';

const EVERY_MS = 2000;
/* A cable that was pulled says nothing at all. */
const PATIENCE_MS = 5000;

let timer = 0;
let asking = false;

async function beat () {
  clearTimeout(timer);
  if (asking || document.hidden || !online.value)
    return;
  asking = true;
  try {
    await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    lose();
  }
  asking = false;
  timer = setTimeout(beat, EVERY_MS);
}

/* Something points at a station that is gone: asks at once. */
export function doubt () {
  beat();
}

export function keepPulse () {
  document.addEventListener('visibilitychange', beat);
  online.follow(beat);
}
