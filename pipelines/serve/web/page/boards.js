/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of boards, of which the address says which, a page at a time: a page that is open for long does not grow. */
import { badge, brief, el, isTyping, table } from './dom.js';
import { dayAndClock, milliseconds, t } from './i18n.js';
import { openList } from './list.js';
import { ask, link, linkWith, makeChip, makeRange } from './statistics-range.js';

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
    brief(board.product, 40), brief(board.code ?? '', 60), board.reason === null ? '' : el('span', { class: 'lines', title: brief(board.reason, 500) }, brief(board.reason, 300)), board.review === null ? '' : t('review.' + board.review), brief(board.station, 30), milliseconds(board.total_ms)];
}

function makeVerdict (query, go) {
  const verdict = el('select', { id: 'verdict', 'aria-label': t('column.verdict'), onchange: () => go(verdict.value === 'failed' ? { verdict: null, failed: 'true' } : { verdict: verdict.value || null, failed: null }) },
    VERDICTS.map(one => el('option', { value: one }, t('boards.verdict.' + (one || 'every')))));
  verdict.value = query.get('failed') === 'true' ? 'failed' : query.get('verdict') ?? '';
  return verdict;
}

function makeReview (query, go) {
  const review = el('select', { 'aria-label': t('column.review'), onchange: () => go({ review: review.value || null }) },
    ['', 'open', 'judged'].map(one => el('option', { value: one }, one === '' ? t('boards.review.every') : t('review.' + one))));
  review.value = query.get('review') ?? '';
  return review;
}

function makeTurn (query, next) {
  const turn = cursor => linkWith('statistics/boards', query, FILTERS, { cursor });
  return el('nav', { class: 'turn', 'aria-label': t('boards.turn') }, query.get('cursor') ? el('a', { href: turn(null) }, t('boards.newest')) : null,
    next !== null ? el('a', { href: turn(next), id: 'older' }, t('boards.older')) : null);
}

export function openBoards (place, query) {
  const code = el('input', { type: 'search', 'aria-label': t('boards.code'), placeholder: t('boards.code'), spellcheck: 'false', value: query.get('code') ?? '' });

  /* Another list begins at its first page. */
  function go (change) {
    location.hash = linkWith('statistics/boards', query, FILTERS.filter(key => key !== 'cursor'), change);
  }

  function onKey (event) {
    if (event.key !== '/' || isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    code.focus();
  }

  const head = [el('a', { class: 'back', href: link('statistics', query), title: t('page.statistics'), 'aria-label': t('page.statistics') }, '\u2190'), el('h1', {}, t('page.boards')),
    makeRange(query, go), makeVerdict(query, go), makeReview(query, go), el('form', { onsubmit: event => {
      event.preventDefault();
      go({ code: code.value || null });
    } }, code), CHIPS.filter(key => query.get(key)).map(key => makeChip(showChip(key, query.get(key)), () => go({ [key]: null })))];
  const list = openList(place, 'boards', head, async () => {
    const { boards, next } = await ask('/v1/boards', query, FILTERS, { limit: SHOWN });
    return [boards.length === 0 ? el('p', { class: 'empty' }, t('boards.none'))
      : table(['verdict', 'time', 'product', 'code', 'why', 'review', 'station', 'took'].map(key => [t('column.' + key), { code: 'code', why: 'wide', took: 'n' }[key] ?? null]), boards.map(makeRow), t('page.boards')),
    makeTurn(query, next)];
  }, [['/', t('boards.code')]]);
  document.addEventListener('keydown', onKey);
  return { ...list, close: () => {
    list.close();
    document.removeEventListener('keydown', onKey);
  } };
}
