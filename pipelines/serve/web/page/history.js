/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ROI file of a product said: who changed what, when and why; and back to it. */
import { ApiError, ask, get, mayBe, path } from './api.js';
import { confirm } from './dialog.js';
import { brief, button, el, fill } from './dom.js';
import { dayAndClock, t } from './i18n.js';
import { say, sayRefused } from './shell.js';

function show (value) {
  return brief(value === null ? '\u2013' : typeof value === 'string' ? value : JSON.stringify(value), 120);
}

function describe (change) {
  const what = change.roi === undefined ? t('history.file') : t('editor.roi', { number: change.roi });
  if (change.change !== 'changed')
    return el('li', {}, what + ' ' + t('history.' + change.change));
  return el('li', {}, what, Object.entries(change.keys ?? {}).map(([key, [before, after]]) =>
    el('span', { class: 'change' }, ' ', brief(key, 40), ': ', el('del', {}, show(before)), ' \u2192 ', el('ins', {}, show(after)))));
}

export function openHistory (place, name) {
  const list = el('ol', { class: 'revisions' });
  let closed = false;

  async function restore (revision, tag) {
    if (!await confirm(t('history.restore'), t('history.restore.text', { time: dayAndClock(revision.time) }), t('history.restore')))
      return;
    try {
      await ask('POST', path('products', name, 'restore'), { body: { revision: revision.revision }, headers: { 'If-Match': '"' + tag + '"' } });
      say(t('history.restored'));
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      say(error.status === 412 ? t('history.changed') : error.message, 'bad');
    }
    load();
  }

  function makeItem (revision, index, revisions) {
    const changes = revision.changes ?? [];
    return el('li', {},
      el('div', { class: 'head' },
        el('time', { datetime: revision.time }, dayAndClock(revision.time)),
        el('span', { class: 'person' }, revision.person === null ? t('history.nobody') : brief(revision.person, 60)),
        el('code', {}, revision.revision.slice(0, 12)),
        index === 0 ? el('strong', {}, t('history.now'))
          : mayBe('engineer') ? button(t('history.restore'), () => restore(revision, revisions[0].revision), { class: 'small' }) : null),
      revision.note ? el('p', { class: 'note' }, brief(revision.note, 300)) : null,
      revision.changes === null ? el('p', { class: 'soft' }, t('history.first'))
        : changes.length === 0 ? el('p', { class: 'soft' }, t('history.none'))
          : el('ul', {}, changes.slice(0, 100).map(describe)));
  }

  async function load () {
    try {
      const { revisions } = await get(path('products', name, 'history'));
      if (!closed)
        fill(list, revisions.map(makeItem));
    } catch (error) {
      sayRefused(error);
    }
  }

  fill(place, el('div', { class: 'sheet' },
    el('div', { class: 'head' }, el('h1', {}, t('history.title', { name: brief(name, 80) })),
      el('a', { href: '#/products/' + encodeURIComponent(name) }, t('history.edit'))), list));
  load();
  return { close: () => {
    closed = true;
  }, refresh: load, keys: [] };
}
