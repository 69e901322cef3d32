/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The address alone, behind its #, says what is shown: it can be kept, sent and returned to. */

const FILTERS = ['q', 'verdict', 'day', 'product', 'device', 'roi', 'type'];

function readState () {
  const fields = new URLSearchParams(location.hash.slice(1));
  const state = { board: fields.get('board') || '' };
  for (const name of FILTERS)
    state[name] = fields.get(name) || '';
  return state;
}

function hashOf (state) {
  const fields = new URLSearchParams();
  for (const name of [...FILTERS, 'board'])
    if (state[name])
      fields.set(name, state[name]);
  return '#' + fields.toString();
}

/* @keep: whether the browser's Back button comes back to what was shown before */
function change (state, part, keep = false) {
  const hash = hashOf({ ...state, ...part });
  if (keep)
    location.hash = hash;
  else
    location.replace(hash);
}

/* Number and type are those of an ROI that did not pass; with a device its own verdict counts. */
function fits (roi, state) {
  return (!state.roi || String(roi.id) === state.roi)
    && (!state.type || roi.type === state.type)
    && (!state.device || String(roi.device) === state.device);
}

function hasFailed (board, state) {
  return board.failed.some(roi => fits(roi, state));
}

function verdictOf (board, device) {
  if (!device)
    return board.passed;
  return board.devices.some(d => String(d.id) === device && d.passed === true);
}

const TESTS = {
  q: (board, state) => textOf(board).includes(state.q.toLowerCase()),
  verdict: (board, state) => verdictOf(board, state.device) === (state.verdict === 'pass'),
  day: (board, state) => board.day === state.day,
  product: (board, state) => board.product === state.product,
  device: (board, state) => board.devices.some(d => String(d.id) === state.device),
  roi: hasFailed,
  type: hasFailed,
};

function matches (board, state) {
  for (const name of FILTERS)
    if (state[name] && !TESTS[name](board, state))
      return false;
  return true;
}

/* Newest first. */
function select (state) {
  const found = [];
  for (const board of boards.values())
    if (matches(board, state))
      found.push(board);
  return found.sort((a, b) => b.time - a.time || (a.record < b.record ? 1 : -1));
}

/* What a board has of a filter's values; in @state this filter is not set. */
const VALUES = {
  verdict: (board, state) => [verdictOf(board, state.device) ? 'pass' : 'fail'],
  day: board => [board.day],
  product: board => [board.product],
  device: board => board.devices.map(device => String(device.id)),
  roi: (board, state) => board.failed.filter(roi => fits(roi, state)).map(roi => String(roi.id)),
  type: (board, state) => board.failed.filter(roi => fits(roi, state)).map(roi => String(roi.type)),
};

/* Value -> boards that would be shown with it, all other filters as they are. */
function countValues (name, state) {
  const others = { ...state, [name]: '' };
  const counts = new Map();
  for (const board of boards.values()) {
    if (!matches(board, others))
      continue;
    const values = VALUES[name](board, others);
    for (let i = 0; i < values.length; i++)
      if (values.indexOf(values[i]) === i)
        counts.set(values[i], (counts.get(values[i]) || 0) + 1);
  }
  return counts;
}
