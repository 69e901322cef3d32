/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of boards, of which the address says which, a page at a time: a page that is open for long does not grow. */
import { ApiError } from './api.js';
import { badge, brief, el, fill, isTyping, table } from './dom.js';
import { dayAndClock, milliseconds, t } from './i18n.js';
import { say } from './shell.js';
import { ask, boardsLink, link, makeChip, makeRange } from './statistics-range.js';

const SHOWN = 50;
const FILTERS = ['since', 'until', 'product', 'station', 'code', 'verdict', 'review', 'failed', 'roi', 'judgement', 'cursor'];
/* Those that have no input of their own. */
const CHIPS = ['roi', 'judgement', 'code'];
const VERDICTS = ['', 'failed', 'fail', 'not-inspected', 'pass'];
const STATUS = { pass: 'pass', fail: 'fail', 'not-inspected': 'timeout' };
const WORDS = { pass: 'verdict.pass', fail: 'verdict.fail', 'not-inspected': 'verdict.not-inspected' };

export function verdictBadge (verdict) {
  return badge(STATUS[verdict], t(WORDS[verdict] ?? 'verdict.fail'));
}

function showChip (key, value) {
  return key === 'judgement' ? t('verify.' + value) : t('column.' + key) + ' ' + value;
}

function makeRow (board) {
  return [verdictBadge(board.verdict), el('a', { class: 'name', href: '#/statistics/boards/' + encodeURIComponent(board.id) }, el('time', { datetime: board.time }, dayAndClock(board.time))),
    brief(board.product, 40), brief(board.code ?? '', 60), brief(board.reason ?? '', 160), board.review === null ? '' : t('review.' + board.review), brief(board.station, 30), milliseconds(board.total_ms)];
}

export function openBoards (place, query) {
  const list = el('div', { 'aria-busy': 'true' });
  const code = el('input', { type: 'search', 'aria-label': t('boards.code'), placeholder: t('boards.code'), spellcheck: 'false', value: query.get('code') ?? '' });
  let closed = false;

  /* Another list begins at its first page. */
  function go (change) {
    const kept = Object.fromEntries(FILTERS.filter(key => key !== 'cursor' && query.get(key)).map(key => [key, query.get(key)]));
    location.hash = boardsLink(query, { ...kept, ...change });
  }

  function pageLink (cursor) {
    return boardsLink(query, { ...Object.fromEntries(FILTERS.filter(key => query.get(key)).map(key => [key, query.get(key)])), cursor });
  }

  async function load () {
    try {
      const { boards, next } = await ask('/v1/boards', query, FILTERS, { limit: SHOWN });
      if (closed)
        return;
      fill(list, boards.length === 0 ? el('p', { class: 'empty' }, t('boards.none'))
        : table(['verdict', 'time', 'product', 'code', 'why', 'review', 'station', 'took'].map(key => [t('column.' + key), { code: 'code', why: 'wide', took: 'n' }[key] ?? null]), boards.map(makeRow), t('page.boards')),
      el('nav', { class: 'turn', 'aria-label': t('boards.turn') }, query.get('cursor') ? el('a', { href: pageLink(null) }, t('boards.newest')) : null,
        next !== null ? el('a', { href: pageLink(next), id: 'older' }, t('boards.older')) : null));
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status === 404 || error.status === 400)
        fill(list, el('p', { class: 'empty' }, brief(error.message, 300)));
      else if (error.status !== 0)
        say(error.message, 'bad');
    } finally {
      list.removeAttribute('aria-busy');
    }
  }

  const verdict = el('select', { id: 'verdict', 'aria-label': t('column.verdict'), onchange: () => go(verdict.value === 'failed' ? { verdict: null, failed: 'true' } : { verdict: verdict.value || null, failed: null }) },
    VERDICTS.map(one => el('option', { value: one }, t('boards.verdict.' + (one || 'every')))));
  verdict.value = query.get('failed') === 'true' ? 'failed' : query.get('verdict') ?? '';
  const review = el('select', { 'aria-label': t('column.review'), onchange: () => go({ review: review.value || null }) },
    ['', 'open', 'judged'].map(one => el('option', { value: one }, one === '' ? t('boards.review.every') : t('review.' + one))));
  review.value = query.get('review') ?? '';

  function onKey (event) {
    if (event.key !== '/' || isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    code.focus();
  }

  fill(place, el('div', { class: 'sheet boards' },
    el('div', { class: 'head' }, el('a', { class: 'back', href: link('statistics', query), title: t('page.statistics'), 'aria-label': t('page.statistics') }, '\u2190'), el('h1', {}, t('page.boards')),
      makeRange(query, go), verdict, review,
      el('form', { onsubmit: event => {
        event.preventDefault();
        go({ code: code.value || null });
      } }, code),
      CHIPS.filter(key => query.get(key)).map(key => makeChip(showChip(key, query.get(key)), () => go({ [key]: null })))), list));
  document.addEventListener('keydown', onKey);
  load();
  return { close: () => {
    closed = true;
    document.removeEventListener('keydown', onKey);
  }, refresh: load, keys: [['/', t('boards.code')]] };
}
