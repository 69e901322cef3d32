/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A page that lists what the station answers. */
import { ApiError } from './api.js';
import { brief, el, fill } from './dom.js';
import { sayRefused } from './shell.js';

/* What the station said instead: where the list would be if there is none, else as a notice. Throws what is no answer of it. */
export function refused (error, place) {
  if (error instanceof ApiError && (error.status === 404 || error.status === 400))
    fill(place, el('p', { class: 'empty' }, brief(error.message, 300)));
  else
    sayRefused(error);
}

/* head: nodes; load() returns the nodes of the list, perhaps once more after the station was away. */
export function openList (place, kind, head, load, keys = []) {
  const list = el('div', { 'aria-busy': 'true' });
  let closed = false;

  async function show () {
    try {
      const nodes = await load();
      if (!closed)
        fill(list, nodes);
    } catch (error) {
      refused(error, list);
    } finally {
      list.removeAttribute('aria-busy');
    }
  }

  fill(place, el('div', { class: 'sheet ' + kind }, el('div', { class: 'head' }, head), list));
  show();
  return { close: () => {
    closed = true;
  }, refresh: show, keys };
}
