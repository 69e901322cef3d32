/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the station is: what it needs, which version it is, and for the admin what was changed by whom. */
import { ApiError, ask, get, mayBe, person } from './api.js';
import { badge, brief, el, fill } from './dom.js';
import { followHealth } from './health.js';
import { dayAndClock, t } from './i18n.js';
import { say } from './shell.js';

const SHOWN_LINES = 200;

function readLines (text) {
  return text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function makeChange (line) {
  return el('tr', {},
    el('td', {}, el('time', { datetime: line.time }, dayAndClock(line.time))),
    el('td', {}, brief(line.user ?? t('station.unguarded'), 60)),
    el('td', { class: 'code' }, brief(line.address, 60)),
    el('td', {}, brief(line.action, 60)),
    el('td', { class: 'wide' }, brief(line.object, 200)),
    el('td', {}, brief(line.outcome, 80)));
}

export function open (place) {
  const parts = el('tbody');
  const version = el('dd');
  const lines = el('tbody');
  const stop = followHealth(health => fill(parts, Object.entries(health.parts).map(([part, state]) => el('tr', {},
    el('th', { scope: 'row' }, brief(part, 40)),
    el('td', {}, badge(state === 'ready' ? 'pass' : 'error', t(state === 'ready' ? 'station.ready' : 'station.ill'))),
    el('td', { class: 'wide' }, state === 'ready' ? '' : brief(state, 300))))));

  async function load () {
    try {
      const document = await get('/v1/openapi.json');
      version.textContent = brief(document.info?.version, 40);
      if (mayBe('admin'))
        fill(lines, readLines(await (await ask('GET', '/v1/audit')).text()).reverse().slice(0, SHOWN_LINES).map(makeChange));
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status !== 0)
        say(error.message, 'bad');
    }
  }

  fill(place, el('div', { class: 'sheet' },
    el('div', { class: 'head' }, el('h1', {}, t('page.station'))),
    el('h2', {}, t('station.health')),
    el('table', { class: 'list' }, parts),
    el('h2', {}, t('station.about')),
    el('dl', { class: 'facts' }, el('dt', {}, t('station.version')), version,
      el('dt', {}, t('station.you')), el('dd', {}, person.value.guarded ? brief(person.value.user, 40) + ', ' + t('role.' + person.value.role) : t('station.open')),
      el('dt', {}, t('station.programs')), el('dd', {}, el('a', { href: '/v1/openapi.json' }, '/v1'), ', ', el('a', { href: '/api' }, '/api'))),
    mayBe('admin') ? [el('h2', {}, t('station.audit')),
      el('div', { class: 'scroll' }, el('table', { class: 'list' },
        el('thead', {}, el('tr', {}, ['time', 'user', 'address', 'action', 'object', 'outcome'].map(key => el('th', { scope: 'col' }, t('station.column.' + key))))), lines))] : null));
  load();
  return { close: stop, refresh: load, keys: [] };
}
