/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boxes of ROIs on a canvas, drawn as the overlay draws them: a status has a line, a mark and a colour of its own. */
import { markOf } from './dom.js';

/* As in plugin/overlay/gstaoioverlaystyle.c. */
const STYLES = {
  none: { colour: '#ffffff', dash: [] },
  pass: { colour: '#40d9ad', dash: [] },
  fail: { colour: '#ff6b29', dash: [], double: true },
  error: { colour: '#f0e342', dash: [6, 4] },
  timeout: { colour: '#de94c2', dash: [2, 3] },
  skipped: { colour: '#b8c2d1', dash: [3, 7] },
};
const CHOSEN = '#5ab0ff';
const DARK = 'rgba(15, 18, 23, .85)';
const HANDLE = 9; /* CSS pixels. */
const NEAR = 7;
const SMALL = 26;
const WIDE = 70; /* From so many CSS pixels on a label has the type, too. */

export function boxOf (coords) {
  return { x1: coords[0], y1: coords[1], x2: coords[2], y2: coords[3] };
}

export function coordsOf (box) {
  return [box.x1, box.y1, box.x2, box.y2];
}

export function around (boxes) {
  return {
    x1: Math.min(...boxes.map(box => box.x1)), y1: Math.min(...boxes.map(box => box.y1)),
    x2: Math.max(...boxes.map(box => box.x2)), y2: Math.max(...boxes.map(box => box.y2)),
  };
}

/* On whole device pixels. */
function place (view, box) {
  const scale = view.scale * view.ratio;
  const left = Math.round((box.x1 - view.x) * scale), top = Math.round((box.y1 - view.y) * scale);
  return { left, top, width: Math.round((box.x2 - view.x) * scale) - left, height: Math.round((box.y2 - view.y) * scale) - top };
}

function outline (context, at, grow, colour, width, dash) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.strokeRect(at.left - grow, at.top - grow, at.width + 2 * grow, at.height + 2 * grow);
}

function drawLabel (context, view, at, text, colour) {
  const ratio = view.ratio;
  const size = Math.round(12 * ratio);
  context.font = '600 ' + size + 'px system-ui, "DejaVu Sans", sans-serif';
  const width = Math.ceil(context.measureText(text).width) + 6 * ratio;
  const top = at.top - size - 6 * ratio < 0 ? at.top + 2 * ratio : at.top - size - 6 * ratio;
  context.fillStyle = DARK;
  context.fillRect(at.left - ratio, top, width, size + 4 * ratio);
  context.fillStyle = colour;
  context.textBaseline = 'top';
  context.fillText(text, at.left + 2 * ratio, top + 3 * ratio);
}

/* Where the top of the turned ROI is: the crop is turned counter-clockwise before it is inspected. */
function drawTurn (context, at, rotation, colour, ratio) {
  const size = 5 * ratio;
  const middle = [at.left + at.width / 2, at.top + at.height / 2];
  const [x, y] = { 90: [at.left + at.width, middle[1]], 180: [middle[0], at.top + at.height], 270: [at.left, middle[1]] }[rotation] ?? [null, null];
  if (x === null)
    return;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.fill();
}

/* item: {box, status, label, chosen, rotation, off}. */
export function drawBox (context, view, item) {
  const at = place(view, item.box);
  const ratio = view.ratio;
  if (at.left + at.width < 0 || at.top + at.height < 0 || at.left > view.canvas.width || at.top > view.canvas.height)
    return;
  const style = STYLES[item.status ?? 'none'] ?? STYLES.fail;
  const colour = item.chosen ? CHOSEN : style.colour;
  context.globalAlpha = item.off ? 0.5 : 1;
  outline(context, at, ratio / 2, DARK, 4 * ratio, []);
  outline(context, at, ratio / 2, colour, 2 * ratio, item.off ? [1, 3].map(n => n * ratio) : style.dash.map(n => n * ratio));
  if (style.double)
    outline(context, at, 4 * ratio, style.colour, 2 * ratio, []);
  if (item.chosen && item.status !== undefined && item.status !== 'none' && !style.double)
    outline(context, at, 3.5 * ratio, style.colour, 1.5 * ratio, style.dash.map(n => n * ratio));
  drawTurn(context, at, item.rotation, colour, ratio);
  if (item.chosen || Math.min(at.width, at.height) > SMALL * ratio / 2)
    drawLabel(context, view, at, (item.chosen || at.width > WIDE * ratio ? item.label : item.label.split(' ')[0]) + (item.status === undefined || item.status === 'none' ? '' : ' ' + markOf(item.status)), style.double ? style.colour : colour);
  context.globalAlpha = 1;
}

/* A thin box, such as what is being drawn, or where something differs. */
export function drawFrame (context, view, box, colour = CHOSEN) {
  const at = place(view, box);
  outline(context, at, 0, DARK, 3 * view.ratio, []);
  outline(context, at, 0, colour, view.ratio, [4 * view.ratio, 3 * view.ratio]);
}

const SIDES = [['x1', 'y1'], ['x2', 'y1'], ['x1', 'y2'], ['x2', 'y2'], [null, 'y1'], [null, 'y2'], ['x1', null], ['x2', null]];

/* Corners and, where there is room, the middles of sides: [sides, left, top] in CSS pixels of the canvas. */
function handlesOf (view, box) {
  const wide = (box.x2 - box.x1) * view.scale > 3 * SMALL, high = (box.y2 - box.y1) * view.scale > 3 * SMALL;
  return SIDES.filter(([x, y]) => (x !== null || wide) && (y !== null || high)).map(([x, y]) => [[x, y],
    ((x === null ? (box.x1 + box.x2) / 2 : box[x]) - view.x) * view.scale,
    ((y === null ? (box.y1 + box.y2) / 2 : box[y]) - view.y) * view.scale]);
}

export function drawHandles (context, view, box) {
  const ratio = view.ratio;
  for (const [, left, top] of handlesOf(view, box)) {
    context.fillStyle = DARK;
    context.fillRect(Math.round((left - HANDLE / 2 - 1) * ratio), Math.round((top - HANDLE / 2 - 1) * ratio), (HANDLE + 2) * ratio, (HANDLE + 2) * ratio);
    context.fillStyle = CHOSEN;
    context.fillRect(Math.round((left - HANDLE / 2) * ratio), Math.round((top - HANDLE / 2) * ratio), HANDLE * ratio, HANDLE * ratio);
  }
}

/* The sides that a handle moves, such as ['x2', null]; null: there is no handle there. */
export function findHandle (view, box, left, top) {
  const inside = left > (box.x1 - view.x) * view.scale && left < (box.x2 - view.x) * view.scale
    && top > (box.y1 - view.y) * view.scale && top < (box.y2 - view.y) * view.scale;
  const small = Math.min(box.x2 - box.x1, box.y2 - box.y1) * view.scale < SMALL;
  const near = inside && small ? 3 : NEAR;
  const found = handlesOf(view, box).find(([, x, y]) => Math.abs(x - left) <= near && Math.abs(y - top) <= near);
  return found?.[0] ?? null;
}

export function contains (box, x, y, slack = 0) {
  return x >= box.x1 - slack && x < box.x2 + slack && y >= box.y1 - slack && y < box.y2 + slack;
}

export function touches (a, b) {
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}
