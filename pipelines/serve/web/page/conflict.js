/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Somebody else has saved the product meanwhile: what he changed, what I have, and which of it is to be. */
import { ask as request, get, path } from './api.js';
import { ask } from './dialog.js';
import { brief, el } from './dom.js';
import { dayAndClock, t } from './i18n.js';
import { compare, merge } from './merge.js';
import { ProductText } from './product-text.js';

function show (value) {
  return value === undefined ? '\u2013' : brief(typeof value === 'string' ? value : JSON.stringify(value), 120);
}

function makeRow (change) {
  const name = 'change-' + change.number + '-' + change.key;
  const choice = (who, value) => el('td', { class: who }, change.who === 'both'
    ? el('label', {}, el('input', { type: 'radio', name, value: who, checked: who === 'theirs', onchange: () => {
      change.chosen = who;
    } }), el('code', {}, show(value)))
    : el('code', { class: change.who === who || change.who === 'same' ? 'counts' : 'gone' }, show(value)));
  change.chosen = 'theirs';
  return el('tr', { class: change.who },
    el('th', { scope: 'row' }, t('editor.roi', { number: change.number }), change.key === null ? '' : ' ' + brief(change.key, 40)),
    el('td', {}, el('code', {}, show(change.base))), choice('mine', change.mine), choice('theirs', change.theirs));
}

async function whoSaved (name) {
  try {
    const { revisions } = await get(path('products', name, 'history') + '?limit=1');
    return revisions[0]?.person ? t('conflict.by', { person: brief(revisions[0].person, 40), time: dayAndClock(revisions[0].time) }) : '';
  } catch {
    return '';
  }
}

/* Returns a promise of whether the state is now one that can be saved. */
export async function solveConflict (state) {
  const answer = await request('GET', path('products', state.name));
  const text = new ProductText(await answer.text());
  const tag = answer.headers.get('ETag');
  const changes = compare(state.savedRois, state.rois, text.rois, state.schema);
  const both = changes.filter(change => change.who === 'both');
  const who = await whoSaved(state.name);
  const table = el('div', { class: 'scroll' }, el('table', { class: 'list changes' },
    el('thead', {}, el('tr', {}, ['what', 'base', 'mine', 'theirs'].map(key => el('th', { scope: 'col' }, t('conflict.' + key))))),
    el('tbody', {}, [...both, ...changes.filter(change => change.who !== 'both')].map(makeRow))));
  const chosen = await ask(t('conflict.title', { name: brief(state.name, 60) }),
    [el('p', {}, t('conflict.text'), ' ', who), both.length > 0 ? el('p', { class: 'wrong' }, t('conflict.both')) : null, table],
    [['merge', t('conflict.merge'), { class: 'main' }], ['theirs', t('conflict.take')], [null, t('cancel')]], { wide: true });
  if (chosen === null)
    return false;
  state.load(text.text, tag);
  if (chosen === 'theirs')
    return false;
  state.edit(merge(state.text, changes.map(change => ({ ...change, who: change.who === 'both' ? change.chosen : change.who })), state.schema), []);
  return true;
}
