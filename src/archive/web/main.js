/* SPDX-License-Identifier: LGPL-2.1-or-later */

const LABELS = { verdict: 'Verdict', day: 'Day', product: 'Product', device: 'Device', roi: 'Failed ROI', type: 'Failed type' };
const ALL = { verdict: 'All boards', day: 'All days', product: 'All products', device: 'All devices', roi: 'Any ROI', type: 'Any type' };
const WORDS = { pass: 'Passed', fail: 'Failed' };
const TYPING_MS = 150;

function makeFilters () {
  let timer = 0;
  const search = el('input', { type: 'search', id: 'filter-q', placeholder: 'Barcode, reason, record \u2026', spellcheck: 'false', autocomplete: 'off',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => change(readState(), { q: search.value }), TYPING_MS);
    } });
  add(byId('filters'), el('label', { class: 'search' }, el('span', {}, 'Search'), search),
    FILTERS.filter(name => name !== 'q').map(name => el('label', {}, el('span', {}, LABELS[name]),
      el('select', { id: 'filter-' + name, onchange: event => change(readState(), { [name]: event.target.value }) }))),
    el('button', { type: 'reset', id: 'clear' }, 'Clear'));
  byId('filters').addEventListener('submit', event => event.preventDefault());
  byId('filters').addEventListener('reset', event => {
    event.preventDefault();
    change(readState(), Object.fromEntries(FILTERS.map(name => [name, ''])));
  });
  byId('toggle').addEventListener('click', () => {
    const open = document.body.classList.toggle('filtering');
    byId('toggle').setAttribute('aria-expanded', String(open));
  });
}

function compareValues (name, a, b) {
  if (name === 'roi' || name === 'device')
    return Number(a) - Number(b);
  return name === 'day' ? (a < b ? 1 : -1) : a.localeCompare(b);
}

function fillSelect (name, state) {
  const counts = countValues(name, state);
  const select = byId('filter-' + name);
  const missing = name === 'day' ? sortedDays() : [];
  for (const value of [...missing, state[name]])
    if (value && !counts.has(value))
      counts.set(value, missing.includes(value) && days.get(value) !== 'loaded' ? null : 0);
  const options = [...counts].sort((a, b) => compareValues(name, a[0], b[0])).map(([value, n]) =>
    el('option', { value }, (WORDS[value] || brief(value, 40)) + (n === null ? '' : ' (' + n.toLocaleString('en') + ')')));
  fill(select, el('option', { value: '' }, ALL[name]), ...options);
  select.value = state[name];
  select.classList.toggle('set', state[name] !== '');
}

function fillFilters (state) {
  for (const name of FILTERS)
    if (name !== 'q')
      fillSelect(name, state);
  if (document.activeElement !== byId('filter-q'))
    byId('filter-q').value = state.q;
  byId('clear').disabled = FILTERS.every(name => !state[name]);
}

function showCounts (found) {
  const loading = daysIn('loading').length > 0;
  const waiting = daysIn('known').length;
  const failed = found.filter(board => !board.passed).length;
  fill(byId('counts'),
    found.length === boards.size ? plural(found.length, 'board') : found.length.toLocaleString('en') + ' of ' + plural(boards.size, 'board'),
    ', ' + failed.toLocaleString('en') + ' failed',
    loading ? ', loading \u2026' : null);
  if (!loading && waiting > 0)
    add(byId('counts'), ' ', el('button', { type: 'button', class: 'plain', onclick: () => load() }, 'Load older days (' + waiting + ')'));
}

function showNotice () {
  const broken = daysIn('broken');
  byId('notice').hidden = broken.length === 0;
  fill(byId('notice'), 'Not readable: ', broken.map(name => [el('a', { href: name + '/' }, name), ' ']),
    'The next start of the archive makes the index of such a day anew; its boards are in its folder.');
}

let shownBoard = null;

function showRight (found, state) {
  const view = byId('detail');
  const key = state.board || '';
  const board = boards.get(key);
  document.body.classList.toggle('one', key !== '');
  document.title = board ? brief(board.product, 60) + ' ' + board.day + ' ' + clockOf(board) : 'Archive of boards';
  if (key === '')
    showSummary(view, found, state);
  else if (key === shownBoard && view.querySelector('.boardhead'))
    view.querySelector('.boardhead').replaceWith(boardHead(board));
  else if (board)
    showBoard(view, board);
  else
    showAbsent(view, key);
  if (key !== shownBoard)
    view.scrollTop = 0;
  shownBoard = key;
}

function show () {
  const state = readState();
  const found = select(state);
  fillFilters(state);
  showCounts(found);
  showNotice();
  showList(found, state);
  showRight(found, state);
  document.documentElement.dataset.shown = location.hash || '#';
}

/* The day of a board or filter that somebody has linked to, however old. */
async function loadAsked () {
  const state = readState();
  for (const name of [state.day, state.board.split('/')[0]])
    if (days.get(name) === 'known')
      await loadDay(name);
}

async function load () {
  await loadAsked();
  await loadDays(ENOUGH_BOARDS, show);
}

function isTyping (target) {
  return target.closest('input, select, textarea') !== null;
}

const KEYS = {
  j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
  '/': () => {
    document.body.classList.add('filtering');
    byId('filter-q').focus();
  },
  b: () => document.querySelectorAll('#detail .blink').forEach(button => button.click()),
  Escape: () => change(readState(), { board: '' }),
};

function onKey (event) {
  if (event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape')
      event.target.blur();
    return;
  }
  if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

async function start () {
  makeFilters();
  document.addEventListener('keydown', onKey);
  byId('list').addEventListener('scroll', () => rows.space && rows.found.length && fillRows(), { passive: true });
  window.addEventListener('resize', () => rows.state && layRows());
  window.addEventListener('hashchange', async () => {
    await loadAsked();
    show();
  });
  if (!await runScriptSurely('days.js')) {
    byId('notice').hidden = false;
    byId('notice').textContent = 'days.js cannot be read: this page belongs into the folder of an archive.';
    return;
  }
  await load();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start();
