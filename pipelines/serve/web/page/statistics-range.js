/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which boards are counted or listed: it stands in the address, so that it can be kept and sent. */
import { ApiError, get } from './api.js';
import { brief, button, el, fill } from './dom.js';
import { t } from './i18n.js';

/* What a range is called where none is said. */
const USUAL = '7d';
const SPANS = ['8h', '24h', '7d', '30d', 'all'];
const OWN = 'own';

/* The filters that are handed from page to page. */
const HANDED = ['since', 'until', 'product', 'station'];

/* What is asked of the station: these parameters of the address, and others. */
export function ask (endpoint, query, names, more = {}) {
  const asked = new URLSearchParams();
  for (const name of names)
    if (query.get(name))
      asked.set(name, query.get(name));
  if (names.includes('since')) {
    const since = query.get('since') ?? USUAL;
    if (since === 'all')
      asked.delete('since');
    else
      asked.set('since', since);
  }
  for (const [name, value] of Object.entries(more))
    if (value !== null)
      asked.set(name, value);
  return get(endpoint + '?' + asked);
}

/* The address of a page with these parameters of the one that is shown, but for what more says; null takes a filter away. */
export function linkWith (page, query, names, more = {}) {
  const handed = new URLSearchParams();
  for (const name of names)
    if (query.get(name))
      handed.set(name, query.get(name));
  for (const [name, value] of Object.entries(more))
    if (value === null || value === undefined)
      handed.delete(name);
    else
      handed.set(name, value);
  const text = String(handed);
  return '#/' + page + (text === '' ? '' : '?' + text);
}

/* The address of a page with the same boards. */
export function link (page, query, more = {}) {
  return linkWith(page, query, HANDED, more);
}

export function boardsLink (query, more = {}) {
  return link('statistics/boards', query, more);
}

/* A moment as inputs show it, in the zone of the browser. */
function toLocal (text) {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? '' : new Date(time - new Date(time).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function fromLocal (text) {
  return text === '' ? null : new Date(text).toISOString().slice(0, 19) + 'Z';
}

/* A station without a store knows none. */
async function namesOf (by) {
  try {
    return (await get('/v1/stats?by=' + by)).rows.map(row => row[by]).filter(name => typeof name === 'string');
  } catch (error) {
    if (error instanceof ApiError)
      return [];
    throw error;
  }
}

/* Chooses one of names that show(names) is told later. */
export function makeSelect (label, key, query, go) {
  const select = el('select', { 'aria-label': label, onchange: () => go({ [key]: select.value || null }) });
  const show = names => {
    const chosen = query.get(key) ?? '';
    const all = chosen === '' || names.includes(chosen) ? names : [chosen, ...names];
    fill(select, el('option', { value: '' }, label + ': ' + t('range.every')), all.map(name => el('option', { value: name }, brief(name, 40))));
    select.value = chosen;
  };
  show([]);
  return { select, show };
}

function makeOwn (query, go) {
  const since = el('input', { type: 'datetime-local', 'aria-label': t('range.since'), value: toLocal(query.get('since')) });
  const until = el('input', { type: 'datetime-local', 'aria-label': t('range.until'), value: toLocal(query.get('until')) });
  const apply = () => go({ since: fromLocal(since.value) ?? 'all', until: fromLocal(until.value) });
  return el('form', { class: 'own-range', onsubmit: event => {
    event.preventDefault();
    apply();
  } }, since, el('span', { 'aria-hidden': 'true' }, '\u2013'), until, el('button', { type: 'submit', class: 'small' }, t('range.show')));
}

/* Inputs for the range; usual: what it is where the address says none. */
export function makeSpan (query, go, usual = USUAL) {
  const since = query.get('since') ?? usual;
  const isSpan = SPANS.includes(since) && !query.get('until');
  const own = makeOwn(query, go);
  const span = el('select', { id: 'range', 'aria-label': t('range'), onchange: () => {
    own.hidden = span.value !== OWN;
    if (span.value === OWN)
      own.querySelector('input').focus();
    else
      go({ since: span.value, until: null });
  } }, SPANS.map(one => el('option', { value: one }, t('range.' + one))), el('option', { value: OWN }, t('range.own')));
  span.value = isSpan ? since : OWN;
  own.hidden = isSpan;
  return [span, own];
}

/* Inputs for the range, product and station; go(change) goes to the address with the change. */
export function makeRange (query, go) {
  const product = makeSelect(t('range.product'), 'product', query, go);
  const station = makeSelect(t('range.station'), 'station', query, go);
  product.select.id = 'range-product';
  station.select.hidden = !query.get('station');
  namesOf('product').then(product.show);
  namesOf('station').then(names => {
    station.show(names);
    station.select.hidden = names.length < 2 && !query.get('station');
  });
  return el('div', { class: 'range' }, makeSpan(query, go), product.select, station.select);
}

/* A filter that came with the address, and a way to be rid of it. */
export function makeChip (text, onclick) {
  return button([brief(text, 60), ' ', el('span', { 'aria-hidden': 'true' }, '\u00d7')], onclick, { class: 'chip', title: t('range.without') });
}
