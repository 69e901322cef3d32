/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The board that was inspected last, to be read from far away; the boards before; and what is wrong at the station. */
import { online } from './api.js';
import { badge, brief, button, el, fill, isTyping, markOf } from './dom.js';
import { listen } from './events.js';
import { followHealth } from './health.js';
import { clock, count, milliseconds, percent, t } from './i18n.js';
import { makeDevices } from './live-devices.js';
import { followScans } from './scan.js';

const KEPT = 100;
const TICK_MS = 1000;
const OLD_S = 3600;

/* As long as the pages are open. */
const boards = [];
const counts = { passed: 0, failed: 0, since: Date.now() };

function statusOf (board) {
  return board.passed === true ? 'pass' : board.complete === false ? 'timeout' : 'fail';
}

function wordOf (board) {
  return t({ pass: 'verdict.pass', fail: 'verdict.fail', timeout: 'verdict.incomplete' }[statusOf(board)]);
}

function take (board) {
  if (boards.some(other => other.id === board.id))
    return;
  boards.unshift(board);
  if (boards.length > KEPT)
    boards.pop();
  counts.since = Math.min(counts.since, Date.parse(board.time));
  counts[board.passed === true ? 'passed' : 'failed']++;
}

function codesOf (board) {
  return (board.devices ?? []).map(device => device.barcode).filter(code => code && code !== 'N/A').join('  ');
}

function makeRow (board) {
  return el('tr', {},
    el('td', {}, badge(statusOf(board), wordOf(board)), board.skipped_devices?.length > 0 ? [' ', badge('skipped', count('live.skipped', board.skipped_devices.length))] : null),
    el('td', {}, el('time', { datetime: board.time }, clock(board.time))),
    el('td', {}, brief(board.product, 40)),
    el('td', { class: 'code wide' }, brief(codesOf(board), 60)),
    el('td', { class: 'n' }, board.rois_passed + ' / ' + board.rois),
    el('td', { class: 'n' }, milliseconds(board.total_ms)));
}

function ago (time) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  return seconds < 60 ? t('live.seconds', { n: seconds }) : seconds < OLD_S ? t('live.minutes', { n: Math.floor(seconds / 60) }) : clock(time);
}

export function open (place) {
  const verdict = el('section', { class: 'big', 'aria-label': t('live.verdict'), 'aria-live': 'assertive' });
  const devices = el('section', { class: 'devices', 'aria-label': t('live.devices'), tabindex: '0' });
  const rows = el('tbody');
  const ill = el('div', { class: 'ill', role: 'alert', hidden: true });
  const sums = el('p', { class: 'sums' });
  const age = el('span', { class: 'age' });

  /* As large as all of its letters can be. */
  function makeWord (mark, word) {
    const node = el('p', { class: 'word' }, mark === null ? null : el('span', { class: 'sign', 'aria-hidden': 'true' }, mark), word);
    node.style.setProperty('--letters', word.length);
    return node;
  }

  function showVerdict (board) {
    const status = statusOf(board);
    verdict.className = 'big ' + status;
    fill(verdict,
      makeWord(markOf(status), wordOf(board)),
      el('p', { class: 'of' }, el('strong', {}, brief(board.product, 60)), ' ', t('editor.passed', { passed: board.rois_passed, total: board.rois })),
      board.skipped_devices?.length > 0 ? el('p', { class: 'marked' }, badge('skipped', t('verdict.marked')), ' ', count('live.skipped', board.skipped_devices.length)) : null,
      board.reason ? el('p', { class: 'why' }, brief(board.reason, 240)) : null,
      el('p', { class: 'when', 'aria-live': 'off' }, el('time', { datetime: board.time }, clock(board.time)), ' \u00b7 ', age));
  }

  function showSums () {
    const all = counts.passed + counts.failed;
    fill(sums, el('span', {}, count('boards.count', all)), el('span', {}, badge('pass', String(counts.passed))), el('span', {}, badge('fail', String(counts.failed))),
      all > 0 ? el('span', {}, t('live.yield', { percent: percent(100 * counts.passed / all) })) : null,
      el('span', { class: 'soft' }, t('live.since', { time: clock(counts.since) })),
      button(t('live.zero'), () => {
        Object.assign(counts, { passed: 0, failed: 0, since: Date.now() });
        showSums();
      }, { class: 'small' }));
  }

  /* A verdict of before would be taken for that on the board that is there now. */
  function showGone () {
    verdict.className = 'big gone';
    fill(verdict, makeWord('!', t('live.gone')), el('p', { class: 'of' }, t('gone')));
  }

  function show () {
    const board = boards[0];
    if (!online.value) {
      showGone();
    } else if (board === undefined) {
      verdict.className = 'big none';
      fill(verdict, makeWord(null, '\u2013'), el('p', { class: 'of' }, t('live.none')));
    } else {
      showVerdict(board);
    }
    fill(devices, board === undefined || !online.value ? null : makeDevices(board));
    fill(rows, boards.map(makeRow));
    showSums();
    tick();
  }

  function tick () {
    age.textContent = boards.length > 0 ? ago(boards[0].time) : '';
  }

  let asked = false;
  function showSoon () {
    if (asked)
      return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      show();
    });
  }

  const stopEvents = listen((kind, said) => {
    if (kind === 'board')
      take(said);
    showSoon();
  });
  const stopHealth = followHealth(health => {
    const wrong = Object.entries(health.parts).filter(([, state]) => state !== 'ready');
    ill.hidden = wrong.length === 0;
    fill(ill, wrong.map(([part, state]) => el('p', {}, el('strong', {}, '! ' + part), ' ', brief(state, 200))));
  });
  const stopOnline = online.follow(showSoon);
  /* The codes that operators scan are for the client that inspects. */
  const stopScans = followScans(() => {});
  const timer = setInterval(tick, TICK_MS);

  function toggleFull () {
    if (document.fullscreenElement !== null)
      document.exitFullscreen();
    else
      place.requestFullscreen?.();
  }

  function onKey (event) {
    if (event.key === 'f' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      toggleFull();
    }
  }

  document.addEventListener('keydown', onKey);
  fill(place, el('div', { class: 'live' }, ill, verdict, devices,
    el('section', { class: 'last', 'aria-label': t('live.last') },
      el('div', { class: 'head' }, sums, button(t('live.full'), toggleFull, { class: 'small', title: 'F' })),
      el('div', { class: 'scroll' }, el('table', { class: 'list' },
        el('thead', {}, el('tr', {}, ['verdict', 'time', 'product', 'codes', 'rois', 'took'].map(key => el('th', { scope: 'col' }, t('live.column.' + key))))), rows)))));
  show();
  return {
    close: () => {
      stopEvents();
      stopHealth();
      stopOnline();
      stopScans();
      clearInterval(timer);
      document.removeEventListener('keydown', onKey);
    },
    keys: [['F', t('live.full')]],
  };
}
