/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a change of goldens would do, for those who decide. */
import { brief, el, table } from './dom.js';
import { count, dayAndClock, measure, number, percent, t } from './i18n.js';
import { CLEAR, REFUSED } from './teach-guard.js';

const SHOWN_CROPS = 24;

function cropUrl (change) {
  return '/v1/archive/' + [...change.record.split('/'), change.crop].map(encodeURIComponent).join('/');
}

function wordOf (change) {
  return change.judgement === null ? t('teach.unjudged') : t('verify.' + change.judgement);
}

function makeCrop (change) {
  const isDefect = change.judgement === 'defect' && change.new.passes;
  return el('figure', { class: 'crop ' + (isDefect ? 'danger' : change.judgement === 'false-call' ? 'fine' : 'doubt') },
    el('img', { src: cropUrl(change), alt: t('teach.crop.of', { time: change.time === null ? change.record : dayAndClock(change.time) }), loading: 'lazy' }),
    el('figcaption', {}, el('strong', {}, (isDefect ? '\u2715 ' : change.judgement === 'false-call' ? '\u2713 ' : '! ') + wordOf(change)),
      change.board === null ? null : el('a', { href: '#/statistics/boards/' + change.board, target: '_blank', rel: 'noopener' }, dayAndClock(change.time)),
      el('span', { class: 'soft' }, measure(change.old.score, change.new.score) + ' \u2192 ' + measure(change.new.score, change.old.score))));
}

function makeCrops (title, changes, kind) {
  if (changes.length === 0)
    return null;
  return el('section', { class: kind, 'aria-label': title }, el('h3', {}, title), el('div', { class: 'crops' }, changes.slice(0, SHOWN_CROPS).map(makeCrop)),
    changes.length > SHOWN_CROPS ? el('p', { class: 'soft' }, t('teach.more', { n: number(changes.length - SHOWN_CROPS) })) : null);
}

function caught (kind) {
  return kind === null || kind === undefined || kind.escapes === null ? '\u2013' : percent(100 * (1 - kind.escapes));
}

function smallest (kind) {
  if (kind === null || kind === undefined || kind.unit === null)
    return '\u2013';
  return kind.smallest === null ? t('teach.nosize') : number(Math.round(10 * kind.smallest) / 10) + '\u00a0' + t('teach.unit.' + kind.unit);
}

function makeKinds (kinds, label) {
  return table([['teach.kind'], ['teach.caught.old', 'n'], ['teach.caught.new', 'n'], ['teach.smallest.old', 'n'], ['teach.smallest.new', 'n']].map(([key, kind]) => [t(key), kind ?? null]), kinds.map(kind => [
    el('span', { class: kind.worse ? 'danger' : null }, (kind.worse ? '\u2715 ' : '') + t('teach.kind.' + kind.kind)), caught(kind.old),
    el('span', { class: kind.worse ? 'danger' : null }, caught(kind), kind.worse ? ' \u2193' : null), smallest(kind.old), smallest(kind)]), label);
}

function summarise (found) {
  const said = [];
  if (found.defects.length > 0)
    said.push(['danger', count('teach.says.defects', found.defects.length)]);
  if (!found.challenge.challenged)
    said.push(['danger', t('teach.says.unchallenged')]);
  for (const kind of found.challenge.kinds.filter(one => one.worse))
    said.push(['danger', t('teach.says.weaker', { kind: t('teach.kind.' + kind.kind), old: caught(kind.old), now: caught(kind) })]);
  for (const text of found.challenge.findings)
    said.push(['danger', t('teach.says.finding', { text: brief(text, 200) })]);
  if (found.unknown.length > 0)
    said.push(['doubt', count('teach.says.unknown', found.unknown.length)]);
  if (found.recheck.failing.length > 0)
    said.push(['doubt', count('teach.says.failing', found.recheck.failing.length)]);
  if (found.recheck.missing !== null)
    said.push(['doubt', t('teach.says.noarchive')]);
  return said;
}

/* The findings of guard(). */
export function makeReport (found) {
  const said = summarise(found);
  const { passing, failing, crops, unfit, missing } = found.recheck;
  return el('div', { class: 'report' },
    el('p', { class: 'level ' + found.level, role: 'status' }, el('span', { class: 'sign', 'aria-hidden': 'true' }, found.level === CLEAR ? '\u2713' : found.level === REFUSED ? '\u2715' : '!'), ' ', t('teach.level.' + found.level)),
    said.length === 0 ? null : el('ul', { class: 'said' }, said.map(([kind, text]) => el('li', { class: kind }, (kind === 'danger' ? '\u2715 ' : '! ') + text))),
    found.added === null || found.added.nearest === null ? null : el('p', { class: found.added.far ? 'finding' : 'soft' }, (found.added.far ? '! ' : '') + t(found.added.z === null ? 'teach.far.new' : 'teach.distance.new', { z: measure(found.added.z) })),
    makeCrops(t('teach.passing'), passing, 'passing'), makeCrops(t('teach.failing'), failing, 'failing'),
    missing !== null ? null : el('p', { class: 'soft' }, t('teach.rechecked', { crops: number(crops), unfit: number(unfit), passing: number(passing.length), failing: number(failing.length) })),
    found.challenge.challenged ? [el('h3', {}, t('teach.drawn')), makeKinds(found.challenge.kinds, t('teach.drawn'))] : null);
}
