/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens at the station, as it happens. Comes back by itself, with what was missed meanwhile. */
import { ask, lose, online, person } from './api.js';
import { doubt } from './pulse.js';

const RETRY_MS = 2000;
const KINDS = ['board', 'gap', 'picture', 'source'];
const USUAL = ['board', 'gap'];

const listeners = new Map(); /* Of each the kinds that it wants. */
let source = null;
let last = null;
let timer = 0;

/* No station has such an event: it tells all that it remembers. */
const BEFORE_ALL = '0-0';

function tell (kind, event) {
  let said;
  try {
    said = JSON.parse(event.data);
  } catch {
    return;
  }
  for (const [listener, kinds] of [...listeners])
    if (kinds.includes(kind))
      listener(kind, said);
}

function close () {
  clearTimeout(timer);
  timer = 0;
  source?.close();
  source = null;
}

/* A browser tries again by itself where the connection ended, but not after an answer such as 401. */
function onError () {
  doubt();
  if (source === null || source.readyState !== EventSource.CLOSED)
    return;
  close();
  timer = setTimeout(() => {
    ask('GET', '/v1/me').then(open, lose);
  }, RETRY_MS);
}

function open () {
  if (source !== null || listeners.size === 0 || person.value === null)
    return;
  const anew = last === null;
  source = new EventSource('/v1/events?last_event_id=' + encodeURIComponent(last ?? BEFORE_ALL));
  source.onerror = onError;
  for (const kind of KINDS)
    source.addEventListener(kind, event => {
      if (kind === 'gap' && anew && last === null)
        return;
      last = event.lastEventId || last;
      tell(kind, event);
    });
}

/* listener(kind, what) for events of these kinds, until the function that is returned is called. */
export function listen (listener, kinds = USUAL) {
  listeners.set(listener, kinds);
  open();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0)
      close();
  };
}

person.follow(who => {
  if (who === null)
    close();
  else
    open();
});
online.follow(is => {
  close();
  if (is)
    open();
});
