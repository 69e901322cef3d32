/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that is known of a board: devices, ROIs, judgements, and what the archive has of it. */
import { get, mayBe, path } from './api.js';
import { verdictBadge } from './boards.js';
import { badge, brief, button, el, fill, table } from './dom.js';
import { dayAndClock, measure, milliseconds, nameType, t } from './i18n.js';
import { refused } from './list.js';
import { boardsLink } from './statistics-range.js';
import { findRecord, VerifyPictures } from './verify-pictures.js';

/* Those that did not pass first. */
/* What failed comes first. */
function sortRois (rois) {
  const isNoFault = roi => roi.status === 'pass' || roi.status === 'skipped';
  return [...rois].sort((a, b) => isNoFault(a) - isNoFault(b) || a.roi - b.roi);
}

function teachLink (board, roi) {
  return '#/' + ['teach', board.product, String(roi.roi)].map(encodeURIComponent).join('/') + '?board=' + encodeURIComponent(board.id);
}

function makeFacts (board) {
  const fact = (key, ...value) => [el('dt', {}, t('column.' + key)), el('dd', {}, ...value)];
  return el('dl', { class: 'facts' },
    fact('time', el('time', { datetime: board.time }, dayAndClock(board.time))),
    fact('product', el('a', { href: '#/' + ['products', board.product].map(encodeURIComponent).join('/') }, brief(board.product, 80))),
    board.revision === null ? null : fact('revision', el('code', {}, board.revision.slice(0, 12)), ' ', board.product_text === null ? null : el('a', { href: board.product_text, target: '_blank', rel: 'noopener' }, t('board.text'))),
    board.station === '' ? null : fact('station', brief(board.station, 60)), fact('number', String(board.number)), board.code === null ? null : fact('code', el('a', { class: 'code', href: boardsLink(new URLSearchParams(), { since: 'all', code: board.code }) }, brief(board.code, 80))),
    fact('took', milliseconds(board.total_ms)), fact('id', el('code', {}, board.id)));
}

/* Those that are marked bad have neither passed nor failed: of them only the ROIs are kept. */
function makeDevices (board) {
  const marked = new Set(board.rois.filter(roi => roi.status === 'skipped').map(roi => Number(roi.device)));
  const known = board.devices.filter(device => !marked.has(Number(device.device)));
  const devices = [...known, ...[...marked].map(device => ({ device, marked: true }))].sort((a, b) => a.device - b.device);
  return table(['device', 'verdict', 'rois', 'code'].map(key => [t('column.' + key), key === 'code' ? 'code' : key === 'rois' ? 'n' : null]), devices.map(device => {
    if (device.marked === true)
      return [device.device, badge('skipped', t('verdict.marked')), null, null];
    const passed = device.rois > 0 && device.rois === device.rois_passed;
    return [device.device, badge(passed ? 'pass' : 'fail', t(passed ? 'verdict.pass' : 'verdict.fail')), device.rois_passed + ' / ' + device.rois, brief(device.barcode ?? device.code ?? '\u2013', 80)];
  }), t('live.devices'));
}

function makeJudgements (judgements) {
  return el('ol', { class: 'revisions' }, judgements.map(one => el('li', {},
    el('div', { class: 'head' }, el('time', { datetime: one.time }, dayAndClock(one.time)), el('span', {}, t('editor.roi', { number: one.roi })), el('strong', {}, t('verify.' + one.judgement)), el('span', { class: 'person' }, brief(one.person, 60))),
    one.note ? el('p', { class: 'note' }, brief(one.note, 300)) : null)));
}

/* A board as the store knows it, and its record: either may be all that is known. back: where one came from. */
export class BoardPage {
  constructor (place, board, record, back = '#/statistics/boards') {
    this.board = board;
    this.record = record;
    this.rois = sortRois(board.rois);
    this.pictures = new VerifyPictures(el('div', { class: 'pictures' }));
    this.title = el('h2');
    this.rows = new Map();
    this.#compose(place, back);
    this.choose(this.rois[0]);
  }

  close () {
    this.pictures.close();
  }

  #compose (place, back) {
    const { board, record } = this;
    fill(place, el('div', { class: 'sheet board-page' },
      el('div', { class: 'head' }, el('a', { class: 'back', href: back, title: t('board.back'), 'aria-label': t('board.back') }, '\u2190'),
        el('h1', {}, verdictBadge(board.verdict), ' ', brief(board.product, 80)), el('span', { class: 'count' }, dayAndClock(board.time)),
        board.review === 'open' && mayBe('verifier') ? el('a', { href: '#/verify' }, t('board.review')) : null),
      board.reason === null ? null : el('p', { class: 'why-large' }, brief(board.reason, 400)),
      el('div', { class: 'halves' }, makeFacts(board), el('div', {}, makeDevices(board))),
      el('section', { class: 'looked', 'aria-label': t('board.pictures') }, this.title, this.pictures.node),
      el('h2', {}, t('column.rois')), this.#makeRois(),
      board.judgements.length === 0 ? null : [el('h2', {}, t('board.judgements')), makeJudgements(board.judgements)],
      el('h2', {}, t('board.record')), record === null ? el('p', { class: 'soft' }, t('board.norecord')) : this.#makeRecord()));
  }

  #makeRois () {
    return table(['roi', 'verdict', 'device', 'type', 'score', 'why', 'took', 'judgement'].map(key => [t('column.' + key), { roi: 'n', score: 'n', took: 'n', why: 'wide', judgement: 'kept' }[key] ?? null]), this.rois.map(roi => {
      const choose = button(String(roi.roi), () => this.choose(roi), { class: 'small', 'aria-pressed': 'false', title: t('board.look') });
      this.rows.set(roi, choose);
      return [choose, badge(roi.status, t('status.' + roi.status)), roi.device, nameType(roi.type),
        measure(roi.score, roi.threshold) + (roi.threshold === null ? '' : ' / ' + measure(roi.threshold, roi.score)), brief(roi.reason ?? '', 200), milliseconds(roi.time_ms),
        roi.judgement === null ? '' : [t('verify.' + roi.judgement), roi.judgement === 'false-call' && roi.type === 'compare' && mayBe('engineer') ? [' ', el('a', { href: teachLink(this.board, roi) }, t('board.teach'))] : null]];
    }), t('column.rois'));
  }

  #makeRecord () {
    const { record } = this;
    const url = '/v1/archive/' + record.record.split('/').map(encodeURIComponent).join('/');
    const overview = typeof record.overview === 'string' ? url + '/' + encodeURIComponent(record.overview) : null;
    return el('div', { class: 'record' },
      el('p', {}, el('code', {}, brief(record.record, 200)), ' ', el('a', { href: url + '/result.json', target: '_blank', rel: 'noopener' }, 'result.json'), ' ', el('a', { href: url, target: '_blank', rel: 'noopener' }, t('board.files'))),
      overview === null ? null : el('a', { href: overview, target: '_blank', rel: 'noopener' }, el('img', { src: overview, alt: t('board.overview'), class: 'overview', loading: 'lazy' })));
  }

  choose (roi) {
    for (const [other, node] of this.rows)
      node.setAttribute('aria-pressed', String(other === roi));
    this.title.textContent = roi === undefined ? '' : t('editor.roi', { number: roi.roi }) + (roi.reason ? ': ' + brief(roi.reason, 120) : '');
    this.pictures.show(roi === undefined ? null : this.record, roi?.roi ?? 0);
  }
}

export function openBoard (place, id) {
  let page = null;
  let closed = false;

  async function load () {
    try {
      const [board, record] = await Promise.all([get(path('boards', id)), findRecord(id)]);
      if (closed)
        return;
      page?.close();
      page = new BoardPage(place, board, record);
    } catch (error) {
      refused(error, place);
    }
  }

  fill(place, el('p', { class: 'empty' }, t('loading')));
  load();
  return { close: () => {
    closed = true;
    page?.close();
  }, refresh: load, keys: [] };
}
