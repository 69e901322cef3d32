/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plots for whoever focuses a camera and sets its exposure. What they show is said beside them, too. */
import { el, svg } from './dom.js';
import { t } from './i18n.js';

const WIDTH = 512;
const HEIGHT = 96;
const VALUES = 256;
const NEAR = 0.9; /* Of the best. */
const BAND = 12; /* Each end of a histogram. */

/* values: the newest last, of so many at most; the dashed line is the best. What is near it is told apart, and what is far from it
 * is shown, too. */
export function makeHistory (values, best, most, label) {
  const x = at => WIDTH - (values.length - 1 - at) * WIDTH / (most - 1);
  const low = Math.min(NEAR * best, ...values);
  const y = value => HEIGHT - 3 - (HEIGHT - 8) * (best > low ? (value - low) / (best - low) : 0);
  return svg('svg', { class: 'curve', viewBox: [0, 0, WIDTH, HEIGHT].join(' '), preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    svg('line', { class: 'best', x1: 0, x2: WIDTH, y1: y(best), y2: y(best) }),
    svg('polyline', { class: 'line median', points: values.map((value, at) => x(at).toFixed(1) + ',' + y(value).toFixed(1)).join(' ') }));
}

/* By the root of counts: a small part of a picture that is clipped is to be seen, too. */
function makeOutline (counts, most) {
  const left = BAND + 3, bin = (WIDTH - 2 * left) / (VALUES - 2);
  const points = counts.slice(1, -1).map((count, at) => (left + (at + 0.5) * bin).toFixed(1) + ',' + (HEIGHT - HEIGHT * Math.sqrt(count / most)).toFixed(1));
  return [`${left},${HEIGHT}`, ...points, `${WIDTH - left},${HEIGHT}`].join(' ');
}

/* A value that says no more than that it is beyond: its largest count of any channel. */
function makeEnd (histogram, channels, value, most) {
  const height = HEIGHT * Math.sqrt(Math.max(...channels.map(channel => histogram[channel][value])) / most);
  const x = value === 0 ? 0 : WIDTH - BAND;
  return [svg('rect', { class: 'band', x, y: 0, width: BAND, height: HEIGHT }), svg('rect', { class: 'end', x, y: HEIGHT - height, width: BAND, height })];
}

function makeLegend (channels) {
  return el('p', { class: 'legend' }, el('span', {}, t('camera.dark') + ' \u2192 ' + t('camera.bright')), channels.map(channel => el('span', {},
    svg('svg', { class: 'swatch wide', viewBox: '0 0 30 14', 'aria-hidden': 'true' }, svg('line', { class: 'channel ' + channel, x1: 0, x2: 30, y1: 7, y2: 7 })), ' ', t('camera.channel.' + channel))));
}

/* Both ends stand apart: what is there is clipped. */
export function makeHistogram (histogram, channels, label) {
  const most = Math.max(1, ...channels.flatMap(channel => histogram[channel]));
  return el('div', {}, svg('svg', { class: 'histogram', viewBox: [0, 0, WIDTH, HEIGHT].join(' '), preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    channels.map(channel => svg('polygon', { class: 'channel ' + channel, points: makeOutline(histogram[channel], most) })),
    [0, VALUES - 1].map(value => makeEnd(histogram, channels, value, most))), makeLegend(channels));
}
