/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was changed, by whom: the audit log in sentences, the newest first. Which lines are shown stands in the address. For admins. */
import { ask, get } from './api.js';
import { KINDS, makeSentence } from './audit-words.js';
import { badge, brief, el, fill, shown, table } from './dom.js';
import { dayAndClock, t } from './i18n.js';
import { openList } from './list.js';
import { linkWith, makeSpan } from './statistics-range.js';

const SHOWN = 50;
const USUAL = 'all';
const HOURS = { '8h': 8, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 };
const FILTERS = ['user', 'action', 'since', 'until', 'before'];

function readLines (text) {
  return text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/* As the station takes it. */
function sinceOf (text) {
  return Object.hasOwn(HOURS, text) ? new Date(Date.now() - HOURS[text] * 3600000).toISOString().slice(0, 19) + 'Z' : text;
}

async function load (query) {
  const asked = new URLSearchParams({ limit: SHOWN });
  for (const key of FILTERS)
    if (query.get(key) && query.get(key) !== 'all')
      asked.set(key, key === 'since' ? sinceOf(query.get(key)) : query.get(key));
  return readLines(await (await ask('GET', '/v1/audit?' + asked)).text()).reverse();
}

function makeOutcome (outcome) {
  const [word, code] = String(outcome ?? '').split(': ');
  if (word === 'done')
    return badge('pass', t('audit.done'));
  return [badge(word === 'refused' ? 'fail' : 'error', Object.hasOwn({ refused: 1, failed: 1 }, word) ? t('audit.' + word) : brief(outcome, 80)), /^\d+$/.test(code) ? el('span', { class: 'soft' }, ' ' + code) : null];
}

function showDetails (details) {
  return JSON.stringify(details, null, 2).split('\n').map(shown).join('\n');
}

function makeDetails (line) {
  return el('details', {}, el('summary', {}, t('audit.details')),
    el('p', { class: 'code' }, brief(line.action, 100)),
    line.details === undefined ? null : el('pre', { class: 'code', tabindex: '0' }, showDetails(line.details)));
}

function makeRow (line) {
  return [el('time', { datetime: line.time }, dayAndClock(line.time)),
    el('div', { class: 'deed' }, el('p', { class: 'sentence' }, makeSentence(line), line.unguarded === true ? [' ', badge('error', t('station.unguarded'))] : null), makeDetails(line)),
    line.address === undefined ? el('span', { class: 'soft' }, t('audit.here')) : el('code', {}, brief(line.address, 60)), makeOutcome(line.outcome)];
}

/* Whoever was removed is still in the log: any name may be typed. */
function makeWho (query, go) {
  const names = el('datalist', { id: 'audit-names' });
  const who = el('input', { type: 'search', list: 'audit-names', 'aria-label': t('column.who'), placeholder: t('column.who'), spellcheck: 'false', autocapitalize: 'off', id: 'audit-who', value: query.get('user') ?? '', onchange: () => go({ user: who.value.trim() || null }) });
  Promise.all([get('/v1/users'), get('/v1/tokens')]).then(([{ users }, { tokens }]) => {
    fill(names, users.map(user => el('option', { value: user.name })), tokens.map(token => el('option', { value: 'token:' + token.name })));
  }, () => {});
  return el('form', { onsubmit: event => {
    event.preventDefault();
    go({ user: who.value.trim() || null });
  } }, who, names);
}

function makeWhat (query, go) {
  const what = el('select', { 'aria-label': t('column.what'), id: 'audit-what', onchange: () => go({ action: what.value || null }) },
    el('option', { value: '' }, t('audit.kind.every')), Object.entries(KINDS).map(([kind, action]) => el('option', { value: action }, t('audit.kind.' + kind))));
  const chosen = query.get('action') ?? '';
  if (chosen !== '' && !Object.values(KINDS).includes(chosen))
    what.append(el('option', { value: chosen }, brief(chosen, 60)));
  what.value = chosen;
  return what;
}

export function openAudit (place, query) {
  const go = change => {
    const next = linkWith('station/audit', query, FILTERS.filter(key => key !== 'before'), change);
    if (next !== location.hash)
      location.hash = next;
  };
  const turn = before => linkWith('station/audit', query, FILTERS, { before });
  return openList(place, 'audit', [el('h1', {}, t('page.audit')), makeWho(query, go), makeWhat(query, go), makeSpan(query, go, USUAL)], async () => {
    const lines = await load(query);
    return [lines.length === 0 ? el('p', { class: 'empty' }, t('audit.none'))
      : table([['time'], ['whatwas', 'wide'], ['address'], ['outcome']].map(([key, kind]) => [t('column.' + key), kind ?? null]), lines.map(makeRow), t('page.audit')),
    el('nav', { class: 'turn', 'aria-label': t('boards.turn') }, query.get('before') ? el('a', { href: turn(null) }, t('boards.newest')) : null,
      lines.length === SHOWN ? el('a', { href: turn(lines.at(-1).time), id: 'older' }, t('boards.older')) : null)];
  });
}
