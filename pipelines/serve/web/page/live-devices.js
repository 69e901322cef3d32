/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices of a board, at the places that they always have: from one, which is written large, to the 64 of a panel. */
import { badge, brief, el, markOf } from './dom.js';
import { t } from './i18n.js';

/* Up to so many devices are cards; more of them are tiles, and of a full panel tiles without words. */
const CARDS = 6;
const TILES = 24;

/* What did not report has not passed; what is marked bad has neither passed nor failed where it is left out. */
function readDevices (board) {
  const skipped = (board.skipped_devices ?? []).map(device => ({ device, skipped: true, marked: true, rois: 0, rois_passed: 0, barcode: null }));
  return [...board.devices ?? [], ...skipped].sort((a, b) => a.device - b.device);
}

function statusOf (device) {
  if (device.skipped === true)
    return 'skipped';
  return device.rois > 0 && device.rois === device.rois_passed && device.marked !== true ? 'pass' : 'fail';
}

function wordOf (device) {
  return t(device.marked === true ? 'verdict.marked' : statusOf(device) === 'pass' ? 'verdict.pass' : 'verdict.fail');
}

function codeOf (device) {
  return device.barcode && device.barcode !== 'N/A' ? brief(device.barcode, 80) : null;
}

function sayRois (device) {
  return device.skipped === true ? t('live.skipped') : t('editor.passed', { passed: device.rois_passed, total: device.rois });
}

function makeCard (device) {
  const status = statusOf(device);
  return el('div', { class: 'device ' + status },
    el('h3', {}, t('live.device', { number: device.device }), badge(status, wordOf(device))),
    device.skipped === true ? null : el('p', { class: 'code' }, codeOf(device) ?? t('live.nocode')),
    el('p', { class: 'soft' }, sayRois(device)));
}

/* Of a code its end says most; all of it stands in the title. */
function makeTile (device, isDense) {
  const status = statusOf(device), code = codeOf(device), word = wordOf(device);
  const title = [t('live.device', { number: device.device }), word, code, sayRois(device)].filter(Boolean).join('\n');
  return el('div', { class: 'tile ' + status, title },
    el('span', { class: 'number' }, String(device.device)),
    isDense ? el('span', { class: 'mark ' + status, role: 'img', 'aria-label': word }, markOf(status)) : badge(status, word),
    code === null ? null : el('span', { class: 'code' }, el('bdi', {}, code)));
}

/* Those that did not pass, by number: on a panel of many they are read before they are found. */
function makeBad (devices) {
  const bad = status => devices.filter(device => statusOf(device) === status).map(device => device.device).join(', ');
  const failed = bad('fail'), skipped = bad('skipped');
  return el('p', { class: 'bad' }, failed === '' ? null : el('span', {}, badge('fail', t('verdict.fail')), ' ', failed),
    skipped === '' ? null : el('span', {}, badge('skipped', t('verdict.marked')), ' ', skipped));
}

export function makeDevices (board) {
  const devices = readDevices(board);
  if (devices.length <= CARDS)
    return devices.map(makeCard);
  const isDense = devices.length > TILES;
  return [makeBad(devices), el('div', { class: isDense ? 'tiles dense' : 'tiles' }, devices.map(device => makeTile(device, isDense)))];
}
