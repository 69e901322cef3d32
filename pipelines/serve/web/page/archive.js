/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards whose pictures were kept, as a list and one by one. What the store knows besides stands on the page of the board; a
 * station without a store has these alone. */
import { get } from './api.js';
import { BoardPage } from './board.js';
import { verdictBadge } from './boards.js';
import { brief, el, fill, table } from './dom.js';
import { dayAndClock, t } from './i18n.js';
import { openList, refused } from './list.js';
import { linkWith, makeSelect } from './statistics-range.js';

const SHOWN = 50;
const FILTERS = ['day', 'product', 'passed', 'roi', 'before'];

function verdictOf (record) {
  return record.passed === true ? 'pass' : 'fail';
}

function recordLink (record) {
  return '#/statistics/archive/' + record.split('/').map(encodeURIComponent).join('/');
}

function makeRow (record) {
  return [verdictBadge(verdictOf(record)), el('a', { class: 'name', href: recordLink(record.record) }, el('time', { datetime: record.time }, dayAndClock(record.time))),
    brief(record.product, 60), (record.rois ?? []).map(roi => roi.id).join(', '), String(record.number ?? ''),
    record.board === null ? '' : el('a', { href: '#/statistics/boards/' + encodeURIComponent(record.board) }, t('archive.board'))];
}

function makeFilters (query, go) {
  const product = makeSelect(t('range.product'), 'product', query, go);
  get('/v1/products').then(({ products }) => product.show(products.map(one => one.name)), () => {});
  const verdict = el('select', { 'aria-label': t('column.verdict'), onchange: () => go({ passed: verdict.value || null }) },
    [['', 'every'], ['false', 'failed'], ['true', 'pass']].map(([value, key]) => el('option', { value }, t('boards.verdict.' + key))));
  verdict.value = query.get('passed') ?? '';
  const day = el('input', { type: 'date', 'aria-label': t('archive.day'), value: query.get('day') ?? '', onchange: () => go({ day: day.value || null }) });
  const roi = el('input', { type: 'number', min: '1', 'aria-label': t('column.roi'), placeholder: t('column.roi'), class: 'short', value: query.get('roi') ?? '', onchange: () => go({ roi: roi.value || null }) });
  return [product.select, day, verdict, roi];
}

export function openArchive (place, query) {
  const go = change => {
    location.hash = linkWith('statistics/archive', query, FILTERS.filter(key => key !== 'before'), change);
  };
  const head = [el('a', { class: 'back', href: '#/statistics', title: t('page.statistics'), 'aria-label': t('page.statistics') }, '\u2190'), el('h1', {}, t('page.archive')), makeFilters(query, go)];
  return openList(place, 'boards', head, async () => {
    const asked = new URLSearchParams({ limit: SHOWN });
    for (const key of FILTERS)
      if (query.get(key))
        asked.set(key, query.get(key));
    const { records, next } = await get('/v1/archive?' + asked);
    return [records.length === 0 ? el('p', { class: 'empty' }, t('boards.none'))
      : table([['verdict'], ['time'], ['product'], ['archive.rois'], ['number', 'n'], ['archive.more']].map(([key, kind]) => [t('column.' + key), kind ?? null]), records.map(makeRow), t('page.archive')),
    el('nav', { class: 'turn', 'aria-label': t('boards.turn') }, query.get('before') ? el('a', { href: linkWith('statistics/archive', query, FILTERS, { before: null }) }, t('boards.newest')) : null,
      next !== null ? el('a', { href: linkWith('statistics/archive', query, FILTERS, { before: next }), id: 'older' }, t('boards.older')) : null)];
  });
}

/* What a record's result says, as the store would say it. */
function boardOf (record) {
  const { result } = record;
  const aoi = result.aoi ?? {};
  return {
    id: record.board ?? '', time: record.time, product: record.product ?? '', revision: aoi.revision ?? null, product_text: null, station: aoi.station ?? '', number: record.number ?? 0, code: null,
    total_ms: aoi.total_ms ?? null, verdict: verdictOf(record), reason: aoi.reason ?? null, review: null, judgements: [],
    devices: Object.entries(result.device_summaries ?? {}).map(([device, one]) => ({ device, rois: one.total_rois, rois_passed: one.passed_rois, barcode: one.barcode === 'N/A' ? null : one.barcode })),
    rois: [...result.roi_results ?? [], ...aoi.skipped ?? []].map(roi => ({ roi: roi.roi_id, device: roi.device_id, type: roi.roi_type_name, status: roi.aoi?.status ?? (roi.passed ? 'pass' : 'fail'), reason: roi.aoi?.reason ?? null,
      score: roi.aoi?.score ?? null, threshold: roi.aoi?.threshold ?? null, time_ms: roi.aoi?.time_ms ?? null, judgement: null })),
  };
}

export function openRecord (place, segments) {
  let page = null, closed = false;

  async function load () {
    try {
      const record = await get('/v1/archive/' + segments.map(encodeURIComponent).join('/'));
      if (!closed)
        page = new BoardPage(place, boardOf(record), record, '#/statistics/archive');
    } catch (error) {
      refused(error, place);
    }
  }

  fill(place, el('p', { class: 'empty' }, t('loading')));
  load();
  return { close: () => {
    closed = true;
    page?.close();
  }, keys: [] };
}
