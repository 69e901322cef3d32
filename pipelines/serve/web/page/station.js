/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The station itself: #/station says how it is, and below it are its cameras, those who may use it, and what they changed. */
import { get, mayBe, person } from './api.js';
import { openAudit } from './audit.js';
import { openCameras } from './cameras.js';
import { badge, brief, el, fill } from './dom.js';
import { followHealth } from './health.js';
import { t } from './i18n.js';
import { sayRefused } from './shell.js';
import { openUsers } from './users.js';

const PARTS = [
  { name: '', role: 'operator', text: 'station.overview', open: openOverview },
  { name: 'cameras', role: 'operator', text: 'page.cameras', open: openCameras },
  { name: 'users', role: 'admin', text: 'page.users', open: openUsers },
  { name: 'audit', role: 'admin', text: 'page.audit', open: openAudit },
];

function makePart ([part, state]) {
  const good = state === 'ready';
  return el('tr', {},
    el('th', { scope: 'row' }, brief(part, 40)),
    el('td', {}, badge(good ? 'pass' : 'error', t(good ? 'station.ready' : 'station.ill'))),
    el('td', { class: 'wide' }, good ? '' : brief(state, 300)));
}

function openOverview (place) {
  const parts = el('tbody');
  const version = el('dd');
  const stop = followHealth(health => fill(parts, Object.entries(health.parts).map(makePart)));

  async function load () {
    try {
      version.textContent = brief((await get('/v1/openapi.json')).info?.version, 40);
    } catch (error) {
      sayRefused(error);
    }
  }

  fill(place, el('div', { class: 'sheet' },
    el('div', { class: 'head' }, el('h1', {}, t('page.station'))),
    el('h2', {}, t('station.health')),
    el('table', { class: 'list' }, parts),
    el('h2', {}, t('station.about')),
    el('dl', { class: 'facts' }, el('dt', {}, t('station.version')), version,
      el('dt', {}, t('station.you')), el('dd', {}, person.value.guarded ? brief(person.value.user, 40) + ', ' + t('role.' + person.value.role) : t('station.open')),
      el('dt', {}, t('station.programs')), el('dd', {}, el('a', { href: '/v1/openapi.json' }, '/v1'), ', ', el('a', { href: '/api' }, '/api')))));
  load();
  return { close: stop, refresh: load, keys: [] };
}

function makeWays (chosen) {
  return el('nav', { class: 'ways', 'aria-label': t('page.station') }, PARTS.filter(part => mayBe(part.role)).map(part =>
    el('a', { href: '#/station' + (part.name === '' ? '' : '/' + part.name), 'aria-current': part === chosen ? 'page' : null }, t(part.text))));
}

export function open (place, segments, query) {
  const part = PARTS.find(other => other.name === (segments[0] ?? ''));
  const body = el('div');
  fill(place, el('div', { class: 'station' }, makeWays(part), body));
  if (part !== undefined && mayBe(part.role))
    return part.open(body, query);
  fill(body, el('p', { class: 'empty' }, t(part === undefined ? 'nothing' : 'forbidden')));
  return { close () {}, keys: [] };
}
