/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hours and shifts of statistics, and which boards are theirs. */
import { language, number, percent, t } from './i18n.js';
import { boardsLink } from './statistics-range.js';

/* From so many hours on, days are shown. */
const MANY_HOURS = 96;
const HOUR_MS = 3600000;
/* As /v1/stats counts them. */
const SHIFTS = ['06:00', '14:00', '22:00'];

export function timeOfHour (hour) {
  return Date.parse(hour + ':00:00Z');
}

function moment (time) {
  return new Date(time).toISOString().slice(0, 19) + 'Z';
}

export function showHour (hour) {
  return new Date(timeOfHour(hour)).toLocaleString(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
}

export function linkOfHour (query, hour, more = {}) {
  const time = timeOfHour(hour);
  return boardsLink(query, { since: moment(time), until: moment(time + HOUR_MS), ...more });
}

/* Shifts are named by their begin in the zone of the station, which its API takes as it is. */
export function linkOfShift (query, shift, more = {}) {
  const [day, clock] = shift.split(' ');
  const next = SHIFTS.find(begin => begin > clock);
  const tomorrow = new Date(Date.parse(day + 'T00:00:00Z') + 24 * HOUR_MS).toISOString().slice(0, 10);
  return boardsLink(query, { since: shift, until: next !== undefined ? day + ' ' + next : tomorrow + ' ' + SHIFTS[0], ...more });
}

function startOfDay (time) {
  return new Date(time).setHours(0, 0, 0, 0);
}

function nextDay (time) {
  const day = new Date(time);
  return day.setDate(day.getDate() + 1);
}

/* Rows of hours as columns of a plot, without gaps: of days where there are many. */
export function sumByTime (rows, query) {
  const times = rows.map(row => timeOfHour(row.hour)).filter(Number.isFinite);
  if (times.length === 0)
    return [];
  const days = (Math.max(...times) - Math.min(...times)) / HOUR_MS > MANY_HOURS;
  const begin = time => days ? startOfDay(time) : time;
  const next = time => days ? nextDay(time) : time + HOUR_MS;
  const sums = new Map();
  for (let time = begin(Math.min(...times)); time <= Math.max(...times); time = next(time))
    sums.set(time, { passed: 0, failed: 0, not_inspected: 0 });
  for (const row of rows) {
    const sum = sums.get(begin(timeOfHour(row.hour)));
    for (const key of Object.keys(sum ?? {}))
      sum[key] += row[key];
  }
  return [...sums].map(([time, sum]) => {
    const boards = sum.passed + sum.failed + sum.not_inspected;
    const label = new Date(time).toLocaleString(language, days ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
    return { ...sum, label, href: boardsLink(query, { since: moment(time), until: moment(next(time)) }),
      title: t('statistics.column', { time: label, boards: number(boards), yield: percent(boards > 0 ? 100 * sum.passed / boards : null), failed: number(sum.failed) }) };
  });
}
