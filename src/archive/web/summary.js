/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the boards of the list have in common: which ROIs do not pass, and when. */

const MOST_ROIS = 20;

function share (part, whole) {
  return whole > 0 ? (100 * part / whole).toFixed(part === whole || part === 0 ? 0 : 1) + '\u00a0%' : '';
}

function failingRois (found, state) {
  const counts = new Map();
  for (const board of found)
    for (const roi of board.failed) {
      if (!fits(roi, state))
        continue;
      const key = roi.id + ' ' + board.product;
      const entry = counts.get(key) || { product: board.product, id: roi.id, type: roi.type, n: 0, board };
      entry.n++;
      counts.set(key, entry);
    }
  return [...counts.values()].sort((a, b) => b.n - a.n || a.id - b.id);
}

function failingRow (entry, most, state) {
  const bar = el('span', { class: 'bar fail' });
  bar.style.width = entry.n / most * 100 + '%';
  return el('li', {}, el('button', { type: 'button', title: 'Show these boards',
    onclick: () => change(state, { product: entry.product, roi: String(entry.id) }, true) },
  el('span', { class: 'name' }, el('b', {}, 'ROI ' + entry.id), ' ' + brief(entry.type, 20)),
  el('span', { class: 'product' }, brief(entry.product, 30)),
  el('span', { class: 'track', 'aria-hidden': 'true' }, bar),
  el('span', { class: 'n' }, entry.n.toLocaleString('en'))));
}

function byDay (found) {
  const counts = new Map();
  for (const board of found) {
    const entry = counts.get(board.day) || { n: 0, failed: 0 };
    entry.n++;
    entry.failed += board.passed ? 0 : 1;
    counts.set(board.day, entry);
  }
  return [...counts].sort((a, b) => a[0] < b[0] ? 1 : -1);
}

function showSummary (view, found, state) {
  const failing = failingRois(found, state);
  const passed = found.filter(board => board.passed).length;
  if (found.length === 0) {
    fill(view);
    return;
  }
  fill(view,
    el('h2', {}, plural(found.length, 'board'), ' in the list'),
    el('div', { class: 'totals' },
      el('p', {}, badge('fail'), el('b', {}, (found.length - passed).toLocaleString('en')), ' ' + share(found.length - passed, found.length)),
      el('p', {}, badge('pass'), el('b', {}, passed.toLocaleString('en')), ' ' + share(passed, found.length))),
    el('p', { class: 'hint' }, 'Of what the archive keeps, which may be failed boards alone.'),
    failing.length ? [el('h3', {}, 'ROIs that did not pass'),
      el('ol', { class: 'failing' }, failing.slice(0, MOST_ROIS).map(entry => failingRow(entry, failing[0].n, state))),
      failing.length > MOST_ROIS ? el('p', { class: 'hint' }, 'and ' + plural(failing.length - MOST_ROIS, 'other ROI')) : ''] : null,
    el('h3', {}, 'Days'),
    table(['Day', 'Boards', 'Failed', ''], byDay(found).map(([day, entry]) => el('tr', {}, cells([
      el('button', { type: 'button', class: 'plain', onclick: () => change(state, { day }, true) }, day),
      entry.n.toLocaleString('en'), entry.failed.toLocaleString('en'), share(entry.failed, entry.n)])))),
    el('p', { class: 'hint keys' }, el('kbd', {}, 'j'), ' ', el('kbd', {}, 'k'), ' next and previous board, ', el('kbd', {}, '/'), ' search, ',
      el('kbd', {}, 'b'), ' blink, ', el('kbd', {}, 'Esc'), ' back'));
}
