/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the boards say: #/statistics, the boards of a figure #/statistics/boards, one of them #/statistics/boards/ID; what was kept
 * of them #/statistics/archive. Which boards count stands in the address. */
import { ApiError } from './api.js';
import { openArchive, openRecord } from './archive.js';
import { openBoard } from './board.js';
import { openBoards } from './boards.js';
import { brief, el, fill } from './dom.js';
import { count, number, t } from './i18n.js';
import { say } from './shell.js';
import { makeTable } from './statistics-tables.js';
import { sumByTime } from './statistics-time.js';
import { makeColumns, makeTotal } from './statistics-plot.js';
import { ask, boardsLink, link, makeRange } from './statistics-range.js';

const WAYS = ['roi', 'reason', 'drift', 'time', 'hour', 'shift', 'device', 'product', 'station', 'code'];
const FILTERS = ['since', 'until', 'product', 'station'];
const MOST_ROWS = 1000;

function makeTotals (stats, query) {
  return el('div', { class: 'totals' },
    makeTotal(t('statistics.yield'), stats.yield, t('statistics.of.boards', { part: number(stats.passed), all: number(stats.boards) }), boardsLink(query), 'good'),
    makeTotal(t('statistics.first'), stats.first_pass_yield, t('statistics.of.codes', { part: number(stats.first_passed), all: number(stats.codes), again: number(stats.again) }), null, 'good'),
    makeTotal(t('statistics.false'), stats.false_call_rate, t('statistics.of.failed', { part: number(stats.false_calls), all: number(stats.rois_failed) }),
      boardsLink(query, { judgement: 'false-call' }), 'bad'),
    el('section', { class: 'total', 'aria-label': t('statistics.boards') }, el('h2', {}, t('statistics.boards')),
      el('p', { class: 'figure' }, el('a', { href: boardsLink(query) }, number(stats.boards))),
      el('p', { class: 'soft' }, el('a', { href: boardsLink(query, { verdict: 'fail' }) }, t('statistics.n.failed', { n: number(stats.failed) })), ', ',
        el('a', { href: boardsLink(query, { verdict: 'not-inspected' }) }, t('statistics.n.not_inspected', { n: number(stats.not_inspected) })))));
}

function makeWays (query, by) {
  return el('nav', { class: 'ways', 'aria-label': t('statistics.by') },
    WAYS.map(way => el('a', { href: link('statistics', query, { by: way }), 'aria-current': way === by ? 'true' : null }, t('by.' + way))));
}

function openTotals (place, query) {
  const by = WAYS.includes(query.get('by')) ? query.get('by') : WAYS[0];
  const totals = el('div', { class: 'asked', 'aria-busy': 'true' });
  const rows = el('section', { 'aria-label': t('by.' + by) });
  let closed = false;

  async function load () {
    try {
      const asked = way => ask('/v1/stats', query, FILTERS, { by: way, limit: MOST_ROWS });
      const [hours, chosen] = await Promise.all([asked('hour'), by === 'hour' ? null : asked(by)]);
      if (!closed)
        show(hours, chosen ?? hours);
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status === 404)
        fill(totals, el('p', { class: 'empty' }, brief(error.message, 300), el('br'), el('a', { href: '#/statistics/archive' }, t('page.archive'))));
      else if (error.status !== 0)
        say(error.message, 'bad');
    } finally {
      totals.removeAttribute('aria-busy');
    }
  }

  function show (hours, chosen) {
    fill(totals, makeTotals(hours, query),
      hours.boards === 0 ? el('p', { class: 'empty' }, t('statistics.none')) : makeColumns(sumByTime(hours.rows, query), t('statistics.time')));
    fill(rows, hours.boards === 0 ? null : makeTable(by, chosen.rows, query),
      chosen.rows_left > 0 ? el('p', { class: 'soft' }, count('statistics.left', chosen.rows_left)) : null);
  }

  fill(place, el('div', { class: 'sheet statistics' },
    el('div', { class: 'head' }, el('h1', {}, t('page.statistics')), el('a', { href: boardsLink(query) }, t('page.boards')), el('a', { href: '#/statistics/archive' }, t('page.archive')), makeRange(query, change => {
      location.hash = link('statistics', query, { by: query.get('by'), ...change });
    })), totals, makeWays(query, by), rows));
  load();
  return { close: () => {
    closed = true;
  }, refresh: load, keys: [] };
}

export function open (place, segments, query) {
  if (segments.length === 0)
    return openTotals(place, query);
  if (segments[0] === 'archive')
    return segments.length === 1 ? openArchive(place, query) : openRecord(place, segments.slice(1));
  return segments[1] === undefined ? openBoards(place, query) : openBoard(place, segments[1]);
}
