/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What takes long is a run of the station: it is begun, watched, and cancelled if nobody waits for it any more. */
import { ApiError, ask, get, path, post } from './api.js';
import { t } from './i18n.js';

const LOOK_MS = 400;
const OVER = ['done', 'failed', 'cancelled'];

export class RunError extends Error {}

/* The station has ended meanwhile, and its runs with it. */
export class RunGone extends RunError {
  constructor () {
    super(t('run.gone'));
  }
}

function pause (signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, LOOK_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

/* A run goes on while the station cannot be reached. */
async function look (id, signal) {
  for (;;)
    try {
      return await get(path('runs', id));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404)
        throw new RunGone();
      if (!(error instanceof ApiError) || error.status !== 0)
        throw error;
      await pause(signal);
    }
}

/* Of 1; null: not known. */
function shareOf ({ step, steps, done, all }) {
  if (!(steps > 0))
    return null;
  return Math.min(1, (Math.max(0, step - 1) + (all > 0 ? done / all : 0)) / steps);
}

/* Returns the result of a run. Throws a RunError if the run fails, an ApiError if it is refused, and what signal says if
 * it is cancelled. tell(share) hears how far it is. */
export async function follow (order, signal, tell = () => {}) {
  let run = await post('/v1/runs', order);
  try {
    while (!OVER.includes(run.state)) {
      tell(shareOf(run.progress));
      await pause(signal);
      run = await look(run.id, signal);
    }
  } catch (error) {
    if (signal.aborted)
      ask('DELETE', path('runs', run.id)).catch(() => {});
    throw error;
  }
  if (run.state !== 'done')
    throw new RunError(run.error ?? run.state);
  tell(1);
  return run.result;
}
