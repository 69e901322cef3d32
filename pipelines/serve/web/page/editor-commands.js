/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be done with the chosen ROIs, by buttons and keys alike. Boxes stay on whole pixels and in the picture. */
import { around } from './boxes.js';
import { newRoi } from './product-text.js';

const COPY_STEP = 20;

function clamp (value, low, high) {
  return Math.max(low, Math.min(high, value));
}

export function shift (box, dx, dy) {
  return { x1: box.x1 + dx, y1: box.y1 + dy, x2: box.x2 + dx, y2: box.y2 + dy };
}

/* How far boxes may go together. */
export function clampShift (state, boxes, dx, dy) {
  const all = around(boxes);
  const { width, height } = state.limits;
  return [clamp(dx, -all.x1, Math.max(-all.x1, width - all.x2)), clamp(dy, -all.y1, Math.max(-all.y1, height - all.y2))];
}

export function move (state, dx, dy) {
  const boxes = state.chosenRois.map(roi => state.box(roi));
  if (boxes.length === 0)
    return;
  const [x, y] = clampShift(state, boxes, dx, dy);
  if (x === 0 && y === 0)
    return;
  editBoxes(state, box => shift(box, x, y), 'move');
}

export function editBoxes (state, change, wish = null) {
  state.editChosen(value => state.setBox(value, change(state.box({ value }))), wish);
}

/* Right and lower sides. */
export function grow (state, dx, dy) {
  const { width, height } = state.limits;
  editBoxes(state, box => ({ ...box, x2: clamp(box.x2 + dx, box.x1 + 1, Math.max(box.x2, width)), y2: clamp(box.y2 + dy, box.y1 + 1, Math.max(box.y2, height)) }), 'grow');
}

export function remove (state) {
  if (state.chosen.size > 0)
    state.edit(state.rois.filter(roi => !state.chosen.has(roi.key)), []);
}

function copyOf (state, roi, number, dx, dy) {
  const value = state.setBox(state.schema.set(roi.value, 'idx', number), shift(state.box(roi), dx, dy));
  return newRoi(value.is_device_barcode === true ? { ...value, is_device_barcode: false } : value);
}

/* The copies are chosen, and lie beside the originals. */
export function copy (state, rois = state.chosenRois) {
  if (rois.length === 0)
    return;
  const boxes = rois.map(roi => state.box(roi));
  let [dx, dy] = clampShift(state, boxes, COPY_STEP, COPY_STEP);
  if (dx === 0 && dy === 0)
    [dx, dy] = clampShift(state, boxes, -COPY_STEP, -COPY_STEP);
  const first = state.freeNumber();
  const copies = rois.map((roi, index) => copyOf(state, roi, first + index, dx, dy));
  state.edit([...state.rois, ...copies], copies.map(roi => roi.key));
}

export function turn (state) {
  state.editChosen(value => state.schema.set(value, 'rotation', ((state.schema.read(value, 'rotation') ?? 0) + 90) % 360));
}

/* By the ROI that was chosen first: its side, its middle or its size. */
const ALIGN = {
  left: (box, to) => shift(box, to.x1 - box.x1, 0),
  right: (box, to) => shift(box, to.x2 - box.x2, 0),
  top: (box, to) => shift(box, 0, to.y1 - box.y1),
  bottom: (box, to) => shift(box, 0, to.y2 - box.y2),
  center: (box, to) => shift(box, Math.round((to.x1 + to.x2 - box.x1 - box.x2) / 2), 0),
  middle: (box, to) => shift(box, 0, Math.round((to.y1 + to.y2 - box.y1 - box.y2) / 2)),
  size: (box, to) => ({ ...box, x2: box.x1 + to.x2 - to.x1, y2: box.y1 + to.y2 - to.y1 }),
};

export const ALIGNMENTS = Object.keys(ALIGN);

export function align (state, how) {
  const first = state.rois.find(roi => roi.key === [...state.chosen][0]);
  if (first === undefined || state.chosen.size < 2)
    return;
  const to = state.box(first);
  const { width, height } = state.limits;
  editBoxes(state, box => {
    const wanted = ALIGN[how](box, to);
    return shift(wanted, clamp(0, -wanted.x1, Math.max(-wanted.x1, width - wanted.x2)), clamp(0, -wanted.y1, Math.max(-wanted.y1, height - wanted.y2)));
  });
}

/* Gaps become equal, in the direction in which the boxes are spread. */
export function distribute (state) {
  const items = state.chosenRois.map(roi => ({ key: roi.key, box: state.box(roi) }));
  if (items.length < 3)
    return;
  const all = around(items.map(item => item.box));
  const across = all.x2 - all.x1 >= all.y2 - all.y1;
  const [from, to] = across ? ['x1', 'x2'] : ['y1', 'y2'];
  items.sort((a, b) => a.box[from] - b.box[from]);
  const free = all[to] - all[from] - items.reduce((sum, item) => sum + item.box[to] - item.box[from], 0);
  const places = new Map();
  let used = 0;
  items.forEach((item, index) => {
    places.set(item.key, all[from] + used + Math.round(free * index / (items.length - 1)));
    used += item.box[to] - item.box[from];
  });
  state.edit(state.rois.map(roi => {
    if (!places.has(roi.key))
      return roi;
    const box = state.box(roi), by = places.get(roi.key) - box[from];
    return { ...roi, value: state.setBox(roi.value, across ? shift(box, by, 0) : shift(box, 0, by)) };
  }));
}

/* The one before or behind, in the order of their numbers. */
export function step (state, direction) {
  const order = [...state.rois].sort((a, b) => state.number(a) - state.number(b));
  if (order.length === 0)
    return null;
  const at = order.findIndex(roi => state.chosen.has(roi.key));
  const next = order[at < 0 ? (direction > 0 ? 0 : order.length - 1) : (at + direction + order.length) % order.length];
  state.choose([next.key]);
  return next;
}
