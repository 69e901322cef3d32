/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the last trial found what lies elsewhere than the product says: targets over fiducials, as the overlay draws them, and
 * outlines of ROIs. */

const FOUND = '#40d9ad';
const LOST = '#f0e342';
const DARK = 'rgba(15, 18, 23, .85)';
const RADIUS = 9; /* CSS pixels. */
const NEAR = 0.5; /* Of the picture: less is not seen. */

/* Of a placement of a result: what a point at rest is in the picture. */
function makeMap ({ transform, marks }) {
  const middle = key => marks.reduce((sum, mark) => sum + mark[key], 0) / marks.length;
  const [x0, y0] = [middle('rest_x'), middle('rest_y')];
  const turn = transform.angle * Math.PI / 180;
  const c = transform.scale * Math.cos(turn), s = transform.scale * Math.sin(turn);
  return ([x, y]) => [c * (x - x0) - s * (y - y0) + x0 + transform.dx, s * (x - x0) + c * (y - y0) + y0 + transform.dy];
}

/* The corners of an ROI where it was read; null: at rest, or nowhere. */
export function cornersOf (roi, placements) {
  const placement = placements.find(one => one.device === 0 || one.device === roi.device_id);
  if (placement === undefined || !placement.found || !Array.isArray(roi.coordinates))
    return null;
  const [x1, y1, x2, y2] = roi.coordinates;
  const corners = [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];
  const moved = corners.map(makeMap(placement));
  return moved.some(([x, y], index) => Math.hypot(x - corners[index][0], y - corners[index][1]) > NEAR) ? moved : null;
}

function stroke (context, view, colour, dash) {
  for (const [line, width] of [[DARK, 4], [colour, 1.5]]) {
    context.strokeStyle = line;
    context.lineWidth = width * view.ratio;
    context.setLineDash(dash.map(n => n * view.ratio));
    context.stroke();
  }
}

export function drawOutline (context, view, corners) {
  const scale = view.scale * view.ratio;
  context.beginPath();
  for (const [x, y] of corners)
    context.lineTo((x - view.x) * scale, (y - view.y) * scale);
  context.closePath();
  stroke(context, view, FOUND, [5, 4]);
}

/* A circle and four lines that leave the centre free, for the very point to be seen. */
export function drawTarget (context, view, { x, y, found }) {
  const scale = view.scale * view.ratio, radius = RADIUS * view.ratio;
  const [left, top] = [(x - view.x) * scale, (y - view.y) * scale];
  context.beginPath();
  context.arc(left, top, radius, 0, 2 * Math.PI);
  for (const [dx, dy] of [[1, 0], [0, 1], [-1, 0], [0, -1]]) {
    context.moveTo(left + 0.4 * radius * dx, top + 0.4 * radius * dy);
    context.lineTo(left + 1.5 * radius * dx, top + 1.5 * radius * dy);
  }
  stroke(context, view, found ? FOUND : LOST, found ? [] : [3, 3]);
}
