/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of boards: of thousands only the rows in view are there. */

/* Rows above and below of what is in view. */
const SPARE_ROWS = 8;
const THUMBNAILS = 3;

const rows = { found: [], state: null, height: 0, shown: new Map(), space: null };

function thumbnails (board, details) {
  const pairs = details.rois.filter(roi => roi.crop);
  return el('span', { class: 'thumbs' },
    pairs.slice(0, THUMBNAILS).map(roi => el('span', { class: 'pair' },
      picture(board.record, roi.crop, 'ROI ' + roi.id),
      roi.golden ? picture(board.record, roi.golden, 'golden of ROI ' + roi.id) : null)));
}

/* What did not pass, in a line. */
function reasonOf (board, details) {
  const roi = details.rois.find(r => r.status !== 'pass');
  if (!roi)
    return details.reason ? brief(details.reason) : '';
  const more = board.failed.length > 1 ? ' +' + (board.failed.length - 1) + ' more' : '';
  const value = number(roi.score) !== null && roi.status === 'fail'
    ? ' ' + measure(roi.score, roi.threshold) + ' < ' + measure(roi.threshold, roi.score) : '';
  return [el('b', {}, 'ROI ' + roi.id), ' ' + brief(roi.type, 20) + value, el('b', {}, more),
    roi.reason ? ': ' + brief(roi.reason) : ''];
}

function codesOf (board) {
  const several = board.devices.length > 1;
  return board.devices.filter(device => device.barcode && device.barcode !== 'N/A')
    .map(device => (several ? device.id + ':\u00a0' : '') + brief(device.barcode, 60)).join('  ');
}

/* Those first that the filters ask for, then all that did not pass. */
function rank (roi, state) {
  if (roi.status === 'pass')
    return 2;
  return (state.roi || state.type || state.device) && fits(roi, state) ? 0 : 1;
}

function makeRow (board, index) {
  const details = detailsOf(board);
  const current = rows.state.board === board.record;
  details.rois.sort((a, b) => rank(a, rows.state) - rank(b, rows.state));
  const row = el('a', {
    class: 'row' + (board.passed ? '' : ' failed'), href: hashOf({ ...rows.state, board: board.record }),
    tabindex: current || (index === 0 && rows.state.board === '') ? '0' : '-1', 'aria-current': current ? 'true' : null,
    onclick: event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey)
        return;
      event.preventDefault();
      change(rows.state, { board: board.record }, rows.state.board === '');
    },
  },
  badge(board.passed ? 'pass' : 'fail'),
  el('span', { class: 'what' },
    el('span', { class: 'head' }, el('time', { title: shown(board.clock) }, clockOf(board)), ' ',
      el('span', { class: 'product' }, brief(board.product, 60)), ' ', el('span', { class: 'day' }, board.day)),
    el('span', { class: 'codes' }, codesOf(board)),
    el('span', { class: 'why' }, reasonOf(board, details))),
  thumbnails(board, details));
  const item = el('div', { role: 'listitem', class: 'item', 'aria-setsize': rows.found.length, 'aria-posinset': index + 1 }, row);
  item.style.top = index * rows.height + 'px';
  return item;
}

function fillRows () {
  const view = byId('list');
  const first = Math.max(0, Math.floor(view.scrollTop / rows.height) - SPARE_ROWS);
  const end = Math.min(rows.found.length, Math.ceil((view.scrollTop + view.clientHeight) / rows.height) + SPARE_ROWS);
  for (const [index, item] of rows.shown)
    if (index < first || index >= end) {
      item.remove();
      rows.shown.delete(index);
    }
  for (let i = first; i < end; i++)
    if (!rows.shown.has(i)) {
      rows.shown.set(i, makeRow(rows.found[i], i));
      rows.space.append(rows.shown.get(i));
    }
}

function measureRows () {
  rows.height = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row')) || 80;
}

function showEmpty (view) {
  const none = boards.size === 0;
  fill(view, el('div', { class: 'empty' },
    el('p', {}, none ? 'No boards are archived here.' : 'No board matches these filters.'),
    none ? null : el('button', { type: 'button', onclick: () => change(rows.state,
      Object.fromEntries(FILTERS.map(name => [name, '']))) }, 'Clear filters')));
}

function indexOf (record) {
  return rows.found.findIndex(board => board.record === record);
}

/* A row just outside comes into view, one far away into its middle. */
function scrollToRow (index) {
  const view = byId('list');
  const top = index * rows.height;
  const above = view.scrollTop - top;
  const below = top + rows.height - view.scrollTop - view.clientHeight;
  if (Math.max(above, below) > 2 * rows.height)
    view.scrollTop = top - (view.clientHeight - rows.height) / 2;
  else if (above > 0)
    view.scrollTop = top;
  else if (below > 0)
    view.scrollTop += below;
}

function showList (found, state) {
  const view = byId('list');
  const same = rows.state && FILTERS.every(name => rows.state[name] === state[name]);
  rows.found = found;
  rows.state = state;
  rows.shown.clear();
  measureRows();
  if (found.length === 0) {
    showEmpty(view);
    return;
  }
  rows.space = el('div', { class: 'space', role: 'list' });
  rows.space.style.height = found.length * rows.height + 'px';
  const top = view.scrollTop;
  fill(view, rows.space);
  view.scrollTop = same ? top : 0;
  if (state.board && indexOf(state.board) >= 0)
    scrollToRow(indexOf(state.board));
  fillRows();
}

/* The view has another size; on a narrow one rows are higher. */
function layRows () {
  const before = rows.height;
  measureRows();
  if (rows.height !== before)
    showList(rows.found, rows.state);
  else if (rows.found.length > 0)
    fillRows();
}

/* The board @step rows below the one that is shown; the first if none is. */
function go (step) {
  const at = indexOf(rows.state.board);
  const next = at < 0 ? 0 : Math.min(rows.found.length - 1, Math.max(0, at + step));
  if (rows.found.length > 0 && next !== at)
    change(rows.state, { board: rows.found[next].record }, at < 0);
}
