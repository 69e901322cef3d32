/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plots, as drawings. What a colour says is said by pattern and words, too; each plot has a table beside it that says the same. */
import { el, svg } from './dom.js';
import { language, number, percent, t } from './i18n.js';

const WIDTH = 1000;
const HEIGHT = 170;
const LEFT = 46;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;
const PARTS = ['passed', 'failed', 'not_inspected'];

let patterns = 0;

/* A share of 100 as a bar. */
export function makeBar (share, kind = '') {
  const width = typeof share === 'number' ? Math.max(0, Math.min(100, share)) : 0;
  return svg('svg', { class: 'share ' + kind, viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'all', width: 100, height: 8 }), svg('rect', { class: 'part', width, height: 8 }));
}

/* Hatched is what failed, dotted what was not inspected. */
function makePatterns (id) {
  return svg('defs', {},
    svg('pattern', { id: id + 'failed', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('rect', { class: 'ground failed', width: 6, height: 6 }), svg('rect', { class: 'figure failed', width: 3, height: 6 })),
    svg('pattern', { id: id + 'not_inspected', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      svg('rect', { class: 'ground not_inspected', width: 6, height: 6 }), svg('circle', { class: 'figure not_inspected', cx: 3, cy: 3, r: 1.6 })));
}

function fillOf (id, part) {
  return part === 'passed' ? null : 'url(#' + id + part + ')';
}

/* The least of 1, 2, 5, 10, 20 ... that so many steps of reach the value. */
function stepOf (value, steps) {
  let power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9) / steps));
  for (;; power *= 10)
    for (const factor of [1, 2, 5])
      if (factor * power * steps >= value)
        return factor * power;
}

function makeLines (ticks, y, show) {
  return ticks.map(tick => [svg('line', { class: tick === 0 ? 'zero' : 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
    svg('text', { class: 'tick', x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, show(tick))]);
}

/* As many times as there is room for. */
function makeTimes (times, x, width) {
  const every = Math.max(1, Math.ceil(times.length / Math.floor(width / 110)));
  return times.map((text, at) => at % every === 0 && x(at) < WIDTH - 40 ? svg('text', { class: 'tick', x: x(at), y: HEIGHT - 6, 'text-anchor': 'middle' }, text) : null);
}

function makeColumn (row, at, place, id) {
  const { x, y, width } = place;
  let below = 0;
  const parts = PARTS.filter(part => row[part] > 0).map(part => {
    const from = below;
    below += row[part];
    return svg('rect', { class: 'column ' + part, x: x(at), y: y(below), width, height: Math.max(0.5, y(from) - y(below)), fill: fillOf(id, part) });
  });
  return svg('a', { href: row.href, tabindex: -1 }, svg('title', {}, row.title), svg('rect', { class: 'hit', x: x(at), y: TOP, width, height: HEIGHT - TOP - BOTTOM }), parts);
}

function makeLegend (id) {
  return el('p', { class: 'legend' }, PARTS.map(part => el('span', {},
    svg('svg', { class: 'swatch', viewBox: '0 0 14 14', 'aria-hidden': 'true' }, svg('rect', { class: 'column ' + part, width: 14, height: 14, fill: fillOf(id, part) })), ' ', t('statistics.' + part))));
}

/* Boards by time: rows have passed, failed, not_inspected, label, title and href. */
export function makeColumns (rows, label) {
  const id = 'plot' + patterns++ + '-';
  const most = Math.max(1, ...rows.map(row => row.passed + row.failed + row.not_inspected));
  const step = Math.max(1, stepOf(most, 4));
  const top = step * Math.ceil(most / step);
  const pitch = (WIDTH - LEFT - RIGHT) / Math.max(1, rows.length);
  const width = Math.min(40, Math.max(1, pitch * 0.8));
  const x = at => LEFT + pitch * (at + 0.5) - width / 2;
  const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (none, at) => at * step);
  return el('figure', { class: 'plot', role: 'group', 'aria-label': label },
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}` }, makePatterns(id), makeLines(ticks, y, number),
      rows.map((row, at) => makeColumn(row, at, { x, y, width }, id)), makeTimes(rows.map(row => row.label), at => x(at) + width / 2, WIDTH)),
    makeLegend(id));
}

function pathOf (points) {
  return points.map(([x, y], at) => (at === 0 ? 'M' : 'L') + x.toFixed(1) + ' ' + y.toFixed(1)).join('');
}

function short (value) {
  return value.toLocaleString(language, { maximumSignificantDigits: 3 });
}

/* How something goes that was measured: its median and its worst hundredth, against 0. rows: time, label, median, worst, title,
 * href. */
export function makeCourse (rows, label) {
  const first = rows[0].time, span = Math.max(1, rows.at(-1).time - first);
  const highest = Math.max(0, ...rows.map(row => Math.max(row.median, row.worst))), lowest = Math.min(0, ...rows.map(row => row.worst));
  const step = stepOf(Math.max(highest - lowest, 1e-6), 4);
  const low = step * Math.floor(lowest / step), high = Math.max(step * Math.ceil(highest / step), low + step);
  const x = at => LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * (rows.length === 1 ? 0.5 : (rows[at].time - first) / span);
  const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (none, at) => Number((low + at * step).toPrecision(6)));
  const line = key => svg('path', { class: 'line ' + key, d: pathOf(rows.map((row, at) => [x(at), y(row[key])])) });
  const marks = rows.map((row, at) => svg('a', { href: row.href, tabindex: -1 }, svg('title', {}, row.title),
    svg('circle', { class: 'dot', cx: x(at), cy: y(row.median), r: 4 }),
    row.worst < 0 ? svg('path', { class: 'below', d: `M${x(at) - 5} ${y(row.worst) - 5}l10 10m0 -10l-10 10` }) : svg('circle', { class: 'dot worst', cx: x(at), cy: y(row.worst), r: 3 })));
  const shown = [0, ...rows.length > 2 ? [Math.floor(rows.length / 2)] : [], ...rows.length > 1 ? [rows.length - 1] : []];
  return el('figure', { class: 'plot', role: 'group', 'aria-label': label },
    svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
      low < 0 ? svg('rect', { class: 'failing', x: LEFT, y: y(0), width: WIDTH - LEFT - RIGHT, height: y(low) - y(0) }) : null,
      makeLines(ticks, y, short), line('median'), line('worst'), marks,
      shown.map(at => svg('text', { class: 'tick', x: x(at), y: HEIGHT - 6, 'text-anchor': at === 0 && rows.length > 1 ? 'start' : at === rows.length - 1 && at > 0 ? 'end' : 'middle' }, rows[at].label))));
}

/* below: whether there is something below 0. */
export function makeCourseLegend (name, below) {
  const sample = (...children) => svg('svg', { class: 'swatch wide', viewBox: '0 0 30 14', 'aria-hidden': 'true' }, children);
  return el('p', { class: 'legend' },
    el('span', {}, sample(svg('path', { class: 'line median', d: 'M0 7L30 7' }), svg('circle', { class: 'dot', cx: 15, cy: 7, r: 4 })), ' ', t(name + '.median')),
    el('span', {}, sample(svg('path', { class: 'line worst', d: 'M0 7L30 7' }), svg('circle', { class: 'dot worst', cx: 15, cy: 7, r: 3 })), ' ', t(name + '.worst')),
    below ? el('span', {}, sample(svg('path', { class: 'below', d: 'M10 2l10 10m0 -10l-10 10' })), ' ', t(name + '.below')) : null);
}

/* A figure to be seen from afar, its bar, and what it is made of. */
export function makeTotal (name, share, words, href, kind = '') {
  return el('section', { class: 'total ' + kind, 'aria-label': name },
    el('h2', {}, name), el('p', { class: 'figure' }, href === null ? percent(share) : el('a', { href }, percent(share))), makeBar(share, kind), el('p', { class: 'soft' }, words));
}
