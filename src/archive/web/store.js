/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Days and boards, which days.js and DAY/index.js list by calling day(), aoi() and gone(). */

/* Days are loaded, the newest first, until there are so many boards; older ones when they are asked for. */
const ENOUGH_BOARDS = 20000;
const RETRIES = 3;
const TOLD_MS = 500;

const days = new Map(); /* name -> 'known', 'loading', 'loaded' or 'broken' */
const boards = new Map(); /* record -> board */
let scriptErrors = 0;

function list (value) {
  return Array.isArray(value) ? value.filter(x => x !== null && typeof x === 'object') : [];
}

/* 080102.123+0100-7-fail of 2026-11-27, for a record that has no time. A name of version 0.1 has no offset: it is
 * read as time of the reader's zone. */
function timeOfName (day, name) {
  const clock = /^(\d\d)(\d\d)(\d\d)(\.\d{3})?(?:([+-]\d\d)(\d\d)(?=-\d))?/.exec(name);
  if (!clock)
    return Date.parse(day + 'T00:00:00') || 0;
  const [, hours, minutes, seconds, fraction = '', offset, more] = clock;
  return Date.parse(day + 'T' + hours + ':' + minutes + ':' + seconds + fraction + (offset ? offset + ':' + more : '')) || 0;
}

function parse (json) {
  try {
    const value = JSON.parse(json);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

function makeBoard (entry, details) {
  const [day, folder, name] = entry.record.split('/');
  return {
    record: entry.record, day, folder, name, details,
    passed: entry.passed === true,
    product: typeof entry.product === 'string' && entry.product !== '' ? entry.product : folder,
    time: Date.parse(entry.time) || timeOfName(day, name),
    clock: entry.time,
    devices: list(entry.devices),
    failed: list(entry.failed),
    text: null,
  };
}

window.day = name => {
  if (/^\d{4}-\d\d-\d\d$/.test(name) && !days.has(name))
    days.set(name, 'known');
};

/* Two texts of JSON: what filters need of all boards, and the rest, which is not read yet. */
window.aoi = (entry, details) => {
  const record = parse(entry);
  if (typeof record.record === 'string' && record.record.split('/').length === 3 && address(record.record) !== null)
    boards.set(record.record, makeBoard(record, details));
};

window.gone = record => {
  boards.delete(JSON.parse(record));
};

function detailsOf (board) {
  const details = parse(board.details);
  details.rois = list(details.rois);
  return details;
}

/* The text that is searched, in lower case. */
function textOf (board) {
  if (board.text === null) {
    const details = detailsOf(board);
    board.text = [board.record, board.product, details.product_file, details.revision, details.session_id, details.reason,
      ...board.devices.map(device => device.barcode),
      ...details.rois.map(roi => [roi.reason, roi.golden_name, ...list(roi.values).map(pair => pair[1])].join('\n')),
    ].join('\n').toLowerCase();
  }
  return board.text;
}

/* The wall clock of the line, as the record has it. */
function clockOf (board) {
  const parts = /T(\d\d):(\d\d):(\d\d)/.exec(board.clock) || /^(\d\d)(\d\d)(\d\d)/.exec(board.name);
  return parts ? parts.slice(1).join(':') : '';
}

/* ROIs that passed and of which nothing is kept: "ID DEVICE SCORE THRESHOLD TYPE" a line. */
function passedRois (details) {
  const lines = typeof details.passed_rois === 'string' ? details.passed_rois.split('\n') : [];
  return lines.filter(line => line !== '').map(line => {
    const [id, device, score, threshold, ...type] = line.split(' ');
    const measured = text => text === '-' ? null : Number(text);
    return { id: Number(id), device: Number(device), type: type.join(' '), status: 'pass',
      score: measured(score), threshold: measured(threshold), reason: null, values: [] };
  });
}

window.addEventListener('error', () => {
  scriptErrors++;
});

/* The only addresses of scripts that this page makes. */
const trusted = window.trustedTypes ? window.trustedTypes.createPolicy('aoi', {
  createScriptURL: url => {
    if (/^(days|\d{4}-\d\d-\d\d\/index)\.js\?\d+$/.test(url))
      return url;
    throw new TypeError('not a script of the archive');
  },
}) : { createScriptURL: url => url };

/* Whether it was there and ran; a file that is being appended to may end in half a line. */
function runScript (path) {
  return new Promise(done => {
    const script = document.createElement('script');
    const before = scriptErrors;
    const end = ran => {
      script.remove();
      done(ran && scriptErrors === before);
    };
    script.addEventListener('load', () => end(true));
    script.addEventListener('error', () => end(false));
    script.src = trusted.createScriptURL(path + '?' + Date.now());
    document.head.append(script);
  });
}

async function runScriptSurely (path) {
  for (let i = 0; i < RETRIES; i++) {
    if (await runScript(path))
      return true;
    await new Promise(done => setTimeout(done, 200 << i));
  }
  return false;
}

async function loadDay (name) {
  days.set(name, 'loading');
  days.set(name, await runScriptSurely(name + '/index.js') ? 'loaded' : 'broken');
}

function sortedDays () {
  return [...days.keys()].sort().reverse();
}

function daysIn (state) {
  return sortedDays().filter(name => days.get(name) === state);
}

/* Newest days first; @more: so many boards besides those that are there; @changed is called now and then, and last. */
async function loadDays (more, changed) {
  const enough = boards.size + more;
  let next = 0;
  for (const name of daysIn('known')) {
    if (boards.size >= enough)
      break;
    await loadDay(name);
    if (performance.now() < next)
      continue;
    changed();
    next = performance.now() + TOLD_MS;
  }
  changed();
}
