/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of statistics. Each figure leads to its boards. */
import { brief, el, table } from './dom.js';
import { dayAndClock, measure, milliseconds, nameType, number, percent, t } from './i18n.js';
import { makeBar, makeCourse, makeCourseLegend } from './statistics-plot.js';
import { boardsLink } from './statistics-range.js';
import { linkOfHour, linkOfShift, showHour, timeOfHour } from './statistics-time.js';

/* So many ROIs have their drift drawn: those that come closest to their threshold. */
const DRAWN = 12;

function figure (value, href) {
  return value > 0 ? el('a', { href }, number(value)) : number(value);
}

function share (part, whole, kind) {
  const value = whole > 0 ? 100 * part / whole : null;
  return el('span', { class: 'with-bar' }, makeBar(value, kind), percent(value));
}

function columns (...keys) {
  return keys.map(([key, kind]) => [t('column.' + key), kind ?? null]);
}

/* Of boards, by what makeHead tells of a row: [cell, link(more) to its boards]. */
function ofBoards (name, rows, makeHead) {
  return table(columns([name], ['boards', 'n'], ['yield', 'n'], ['passed', 'n'], ['failed', 'n'], ['not_inspected', 'n']), rows.map(row => {
    const [head, to] = makeHead(row);
    return [head, figure(row.boards, to()), share(row.passed, row.boards, 'good'), figure(row.passed, to({ verdict: 'pass' })),
      figure(row.failed, to({ verdict: 'fail' })), figure(row.not_inspected, to({ verdict: 'not-inspected' }))];
  }), t('by.' + name));
}

function ofRois (rows, query) {
  const most = Math.max(1, ...rows.map(row => row.boards - row.passed));
  return table(columns(['product'], ['roi', 'n'], ['type'], ['boards', 'n'], ['notpassed', 'n'], ['pareto'], ['errors', 'n'], ['timeouts', 'n'], ['falsecalls', 'n'], ['meanscore', 'n'], ['cpk', 'n'], ['took', 'n']),
    rows.map(row => {
      const of = { product: row.product, roi: row.roi };
      return [brief(row.product, 40), row.roi, nameType(row.type), figure(row.boards, boardsLink(query, { product: row.product })), figure(row.boards - row.passed, boardsLink(query, of)),
        makeBar(100 * (row.boards - row.passed) / most, 'bad'), number(row.errors), number(row.timeouts), figure(row.false_calls, boardsLink(query, { ...of, judgement: 'false-call' })),
        measure(row.mean_score), typeof row.cpk === 'number' ? row.cpk.toFixed(2) : '\u2013', milliseconds(row.mean_ms)];
    }), t('by.roi'));
}

function ofReasons (rows, query) {
  const most = Math.max(1, ...rows.map(row => row.times));
  return table(columns(['product'], ['roi', 'n'], ['times', 'n'], ['pareto'], ['reason', 'wide']), rows.map(row => [
    brief(row.product, 40), row.roi, figure(row.times, boardsLink(query, { product: row.product, roi: row.roi })), makeBar(100 * row.times / most, 'bad'), brief(row.reason ?? '\u2013', 200)]), t('by.reason'));
}

function ofDevices (rows, query) {
  return table(columns(['product'], ['device', 'n'], ['boards', 'n'], ['yield', 'n'], ['passed', 'n'], ['notpassed', 'n']), rows.map(row => [
    brief(row.product, 40), row.device, figure(row.boards, boardsLink(query, { product: row.product })), share(row.passed, row.boards, 'good'), number(row.passed),
    figure(row.boards - row.passed, boardsLink(query, { product: row.product, failed: 'true' }))]), t('by.device'));
}

function ofCodes (rows, query) {
  return table(columns(['code', 'code'], ['product'], ['boards', 'n'], ['passed', 'n'], ['begin'], ['end']), rows.map(row => [
    brief(row.code, 60), brief(row.product, 40), figure(row.boards, boardsLink(query, { code: row.code })), number(row.passed), dayAndClock(row.first), dayAndClock(row.last)]), t('by.code'));
}

/* Rows of an ROI, in the order of their hours. */
function groupByRoi (rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = JSON.stringify([row.product, row.roi, row.type]);
    if (!groups.has(key))
      groups.set(key, []);
    groups.get(key).push(row);
  }
  return [...groups.values()];
}

function drawDrift (rows, query) {
  const { product, roi, type } = rows[0];
  const name = t('drift.of', { product: brief(product, 40), roi, type: nameType(type) });
  const points = rows.map(row => ({ time: timeOfHour(row.hour), label: showHour(row.hour), median: row.median, worst: row.quantile_1,
    href: linkOfHour(query, row.hour, { product }),
    title: t('drift.point', { time: showHour(row.hour), median: measure(row.median), worst: measure(row.quantile_1), boards: number(row.boards) }) }));
  return [el('h3', {}, name), makeCourse(points, name)];
}

function ofDrift (rows, query) {
  const groups = groupByRoi(rows).map(group => ({ group, least: Math.min(...group.map(row => row.quantile_1)) })).sort((a, b) => a.least - b.least);
  return [el('p', { class: 'soft' }, t('drift.text')), groups.length > 0 ? makeCourseLegend('drift', true) : null,
    groups.slice(0, DRAWN).map(({ group }) => drawDrift(group, query)),
    groups.length > DRAWN ? el('p', { class: 'soft' }, t('drift.more', { n: DRAWN })) : null,
    table(columns(['product'], ['roi', 'n'], ['type'], ['hour'], ['boards', 'n'], ['median', 'n'], ['worst', 'n']), rows.map(row => [
      brief(row.product, 40), row.roi, nameType(row.type), showHour(row.hour), figure(row.boards, linkOfHour(query, row.hour, { product: row.product })), measure(row.median),
      el('span', { class: row.quantile_1 < 0 ? 'below' : null }, (row.quantile_1 < 0 ? '\u2715 ' : '') + measure(row.quantile_1))]), t('by.drift'))];
}

function drawTimes (rows, query) {
  const { product } = rows[0];
  const points = rows.map(row => ({ time: timeOfHour(row.hour), label: showHour(row.hour), median: row.median_ms, worst: row.quantile_99, href: linkOfHour(query, row.hour, { product }),
    title: t('times.point', { time: showHour(row.hour), median: milliseconds(row.median_ms), worst: milliseconds(row.quantile_99), boards: number(row.boards) }) }));
  return [el('h3', {}, brief(product, 40)), makeCourse(points, t('times.of', { product: brief(product, 40) }))];
}

function ofTimes (rows, query) {
  const groups = [...Map.groupBy(rows, row => row.product).values()].sort((a, b) => b.at(-1).quantile_99 - a.at(-1).quantile_99);
  return [el('p', { class: 'soft' }, t('times.text')), makeCourseLegend('times', false), groups.slice(0, DRAWN).map(group => drawTimes(group, query)),
    table(columns(['product'], ['hour'], ['boards', 'n'], ['median.time', 'n'], ['worst.time', 'n'], ['longest', 'n']), rows.map(row => [
      brief(row.product, 40), showHour(row.hour), figure(row.boards, linkOfHour(query, row.hour, { product: row.product })), milliseconds(row.median_ms), milliseconds(row.quantile_99), milliseconds(row.longest_ms)]), t('by.time'))];
}

export function makeTable (by, rows, query) {
  const text = key => row => [brief(row[key], 40), more => boardsLink(query, { [key]: row[key], ...more })];
  const ways = {
    roi: () => ofRois(rows, query), reason: () => ofReasons(rows, query), device: () => ofDevices(rows, query), code: () => ofCodes(rows, query), drift: () => ofDrift(rows, query), time: () => ofTimes(rows, query),
    product: () => ofBoards('product', rows, text('product')), station: () => ofBoards('station', rows, text('station')),
    hour: () => ofBoards('hour', [...rows].reverse(), row => [showHour(row.hour), more => linkOfHour(query, row.hour, more)]),
    shift: () => ofBoards('shift', [...rows].reverse(), row => [brief(row.shift, 40), more => linkOfShift(query, row.shift, more)]),
  };
  return rows.length === 0 ? el('p', { class: 'empty' }, t('statistics.norows')) : ways[by]();
}
