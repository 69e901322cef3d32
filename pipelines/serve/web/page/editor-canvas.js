/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ROIs on the picture: seen, chosen, drawn, moved and resized by pointer. While something is dragged nothing is changed but
 * what is shown; the end of it is one step to undo. Distances are taken from where the pointer went down, so that no
 * pixel is lost on the way. */
import { boardAt, countPlaces, placeBox } from './array.js';
import { around, contains, drawBox, drawFrame, drawHandles, findHandle, touches } from './boxes.js';
import { clampShift, editBoxes, shift } from './editor-commands.js';
import { nameType } from './i18n.js';
import { drawOutline, drawTarget } from './targets.js';
import { PictureView } from './view.js';

const DIFFERENT = '#ff6b29';
const PLACE = '#9fb4cc'; /* Boards of an array, and what is on them. */
const CLICK = 4; /* CSS pixels that a hand may tremble. */
const CURSORS = { 'x1y1': 'nwse-resize', 'x2y2': 'nwse-resize', 'x2y1': 'nesw-resize', 'x1y2': 'nesw-resize' };

function cursorOf ([x, y]) {
  if (x === null)
    return 'ns-resize';
  return y === null ? 'ew-resize' : CURSORS[x + y];
}

function clamp (value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/* A box between two points; at least a pixel, in the picture. */
function span (a, b, { width, height }) {
  const x1 = clamp(Math.round(Math.min(a.x, b.x)), 0, width - 1), y1 = clamp(Math.round(Math.min(a.y, b.y)), 0, height - 1);
  return { x1, y1, x2: clamp(Math.round(Math.max(a.x, b.x)), x1 + 1, width), y2: clamp(Math.round(Math.max(a.y, b.y)), y1 + 1, height) };
}

function resize (box, [x, y], dx, dy, { width, height }) {
  const changed = { ...box };
  if (x === 'x1')
    changed.x1 = clamp(box.x1 + dx, 0, box.x2 - 1);
  if (x === 'x2')
    changed.x2 = clamp(box.x2 + dx, box.x1 + 1, Math.max(width, box.x2));
  if (y === 'y1')
    changed.y1 = clamp(box.y1 + dy, 0, box.y2 - 1);
  if (y === 'y2')
    changed.y2 = clamp(box.y2 + dy, box.y1 + 1, Math.max(height, box.y2));
  return changed;
}

export class EditorCanvas {
  #drag = null;
  #pressed = false; /* The space bar, which pans. */

  /* options: mayEdit, onDrawn(), onMode(), onPoint(point). */
  constructor (canvas, state, options) {
    this.state = state;
    this.options = options;
    this.drawing = false;
    this.picking = null; /* Gets the next point that is clicked. */
    this.view = new PictureView(canvas, (context, view) => this.#paint(context, view));
    canvas.addEventListener('pointerdown', event => this.#down(event));
    canvas.addEventListener('pointermove', event => this.#move(event));
    canvas.addEventListener('pointerup', event => this.#up(event));
    canvas.addEventListener('pointercancel', () => this.cancel());
    canvas.addEventListener('dblclick', event => this.#look(event));
    canvas.addEventListener('contextmenu', event => event.preventDefault());
    canvas.addEventListener('keydown', event => this.#space(event, true));
    canvas.addEventListener('keyup', event => this.#space(event, false));
    state.listen(() => this.view.draw());
  }

  close () {
    this.view.close();
  }

  setDrawing (is) {
    this.drawing = is;
    this.picking = null;
    this.view.canvas.style.cursor = is ? 'crosshair' : '';
    this.options.onMode();
  }

  /* The next click tells a point of the picture. */
  pick (listener) {
    this.setDrawing(false);
    this.picking = listener;
    this.view.canvas.style.cursor = 'crosshair';
  }

  /* Returns whether there was something to cancel. */
  cancel () {
    const busy = this.#drag !== null || this.drawing || this.picking !== null;
    this.#drag = null;
    this.setDrawing(false);
    this.view.draw();
    return busy;
  }

  #space (event, is) {
    if (event.key !== ' ')
      return;
    event.preventDefault();
    this.#pressed = is;
  }

  /* The smallest one that is there, so that one within another can be chosen. */
  #find (point) {
    const slack = 3 / this.view.scale;
    return this.state.rois.map(roi => ({ roi, box: this.state.box(roi) }))
      .filter(({ box }) => contains(box, point.x, point.y, slack))
      .sort((a, b) => (a.box.x2 - a.box.x1) * (a.box.y2 - a.box.y1) - (b.box.x2 - b.box.x1) * (b.box.y2 - b.box.y1))[0]?.roi ?? null;
  }

  #handle (point) {
    const chosen = this.state.chosenRois;
    return this.options.mayEdit && chosen.length === 1 ? findHandle(this.view, this.state.box(chosen[0]), point.left, point.top) : null;
  }

  #chooseAt (roi, event) {
    const several = event.shiftKey || event.ctrlKey || event.metaKey;
    const chosen = this.state.chosen;
    if (several) {
      const keys = new Set(chosen);
      if (!keys.delete(roi.key))
        keys.add(roi.key);
      this.state.choose(keys);
    } else if (!chosen.has(roi.key)) {
      this.state.choose([roi.key]);
    }
  }

  #begin (event, point) {
    if (event.button !== 0 || this.#pressed)
      return { kind: 'pan', last: point };
    if (this.picking !== null)
      return { kind: 'pick' };
    if (this.drawing)
      return { kind: 'draw', box: null };
    const sides = this.#handle(point);
    if (sides !== null)
      return { kind: 'resize', sides, box: this.state.box(this.state.chosenRois[0]), now: null };
    const roi = this.#find(point);
    if (roi === null)
      return { kind: 'frame', box: null, add: event.shiftKey };
    this.#chooseAt(roi, event);
    return this.options.mayEdit && this.state.chosen.has(roi.key) ? { kind: 'move', dx: 0, dy: 0, roi } : { kind: 'none' };
  }

  #down (event) {
    const point = this.view.locate(event);
    this.view.canvas.focus({ preventScroll: true });
    if (this.#drag !== null || event.button > 2)
      return;
    this.view.canvas.setPointerCapture(event.pointerId);
    this.#drag = { start: point, moved: false, ...this.#begin(event, point) };
  }

  #hover (point) {
    if (this.drawing || this.picking !== null)
      return;
    const sides = this.#handle(point);
    const over = sides === null && this.#find(point) !== null;
    this.view.canvas.style.cursor = sides !== null ? cursorOf(sides) : over ? 'pointer' : '';
  }

  #move (event) {
    const point = this.view.locate(event);
    const drag = this.#drag;
    this.options.onPoint(point);
    if (drag === null) {
      this.#hover(point);
      return;
    }
    drag.moved ||= Math.hypot(point.left - drag.start.left, point.top - drag.start.top) >= CLICK;
    if (!drag.moved)
      return;
    this.#follow(drag, point);
    this.view.draw();
  }

  #follow (drag, point) {
    const dx = Math.round(point.x - drag.start.x), dy = Math.round(point.y - drag.start.y);
    if (drag.kind === 'pan') {
      this.view.pan(point.left - drag.last.left, point.top - drag.last.top);
      drag.last = point;
    } else if (drag.kind === 'draw') {
      drag.box = span(drag.start, point, this.state.limits);
    } else if (drag.kind === 'frame') {
      drag.box = span(drag.start, point, { width: Infinity, height: Infinity });
    } else if (drag.kind === 'resize') {
      drag.now = resize(drag.box, drag.sides, dx, dy, this.state.limits);
    } else if (drag.kind === 'move') {
      [drag.dx, drag.dy] = clampShift(this.state, this.state.chosenRois.map(roi => this.state.box(roi)), dx, dy);
    }
  }

  #up (event) {
    const drag = this.#drag;
    this.#drag = null;
    if (drag === null)
      return;
    const point = this.view.locate(event);
    if (drag.moved)
      this.#finish(drag);
    else
      this.#click(drag, event, point);
    this.view.draw();
  }

  #finish (drag) {
    if (drag.kind === 'draw' && drag.box !== null) {
      this.state.add(drag.box);
      this.setDrawing(false);
      this.options.onDrawn();
    } else if (drag.kind === 'resize' && drag.now !== null) {
      editBoxes(this.state, () => drag.now);
    } else if (drag.kind === 'move' && (drag.dx !== 0 || drag.dy !== 0)) {
      editBoxes(this.state, box => shift(box, drag.dx, drag.dy));
    } else if (drag.kind === 'frame') {
      const inside = this.state.rois.filter(roi => touches(drag.box, this.state.box(roi))).map(roi => roi.key);
      this.state.choose(drag.add ? [...this.state.chosen, ...inside] : inside);
    }
  }

  #click (drag, event, point) {
    if (drag.kind === 'pick') {
      const listener = this.picking;
      this.setDrawing(false);
      listener(Math.floor(point.x), Math.floor(point.y));
    } else if (drag.kind === 'frame' && !drag.add) {
      this.state.choose([]);
    } else if (drag.kind === 'move' && !event.shiftKey && !event.ctrlKey && !event.metaKey && this.state.chosen.size > 1) {
      this.state.choose([drag.roi.key]);
    }
  }

  #look (event) {
    const roi = this.#find(this.view.locate(event));
    if (roi !== null)
      this.view.look(this.state.box(roi));
  }

  #shownBox (roi) {
    const box = this.state.box(roi);
    const drag = this.#drag;
    if (drag === null || !this.state.chosen.has(roi.key))
      return box;
    if (drag.kind === 'move')
      return shift(box, drag.dx, drag.dy);
    return drag.kind === 'resize' && drag.now !== null ? drag.now : box;
  }

  #item (roi) {
    const number = this.state.number(roi);
    return {
      box: this.#shownBox(roi), label: number + ' ' + nameType(this.state.type(roi)), chosen: this.state.chosen.has(roi.key),
      status: this.state.result(roi)?.status ?? 'none', rotation: this.state.schema.read(roi.value, 'rotation'), off: this.state.isOff(roi),
    };
  }

  /* What an array becomes: the boards, and the ROIs of all but the first, which are those that are edited. */
  #paintPlaces (context, view) {
    const array = this.state.text.array;
    for (let place = 1; array !== null && place <= countPlaces(array); place++) {
      drawFrame(context, view, boardAt(array, place), PLACE);
      if (place > 1)
        for (const roi of this.state.rois)
          drawFrame(context, view, placeBox(array, this.#shownBox(roi), place), PLACE);
    }
  }

  #paintResult (context, view, result) {
    if (result.corners !== null)
      drawOutline(context, view, result.corners);
    if (result.target !== null)
      drawTarget(context, view, result.target);
    if (result.window !== null && result.status !== 'pass')
      drawFrame(context, view, result.window, DIFFERENT);
  }

  #paint (context, view) {
    this.#paintPlaces(context, view);
    const chosen = [];
    for (const roi of this.state.rois)
      if (this.state.chosen.has(roi.key))
        chosen.push(roi);
      else
        drawBox(context, view, this.#item(roi));
    for (const roi of chosen)
      drawBox(context, view, this.#item(roi));
    for (const result of this.state.rois.map(roi => this.state.result(roi)).filter(one => one !== null))
      this.#paintResult(context, view, result);
    if (chosen.length === 1 && this.options.mayEdit)
      drawHandles(context, view, this.#shownBox(chosen[0]));
    if (this.#drag?.box && (this.#drag.kind === 'draw' || this.#drag.kind === 'frame'))
      drawFrame(context, view, this.#drag.box);
    context.setLineDash([]);
  }

  /* Goes close to the chosen ROIs. */
  look () {
    const boxes = this.state.chosenRois.map(roi => this.state.box(roi));
    if (boxes.length > 0)
      this.view.look(around(boxes));
  }

  /* Shows the chosen ROIs. */
  reveal () {
    const boxes = this.state.chosenRois.map(roi => this.state.box(roi));
    if (boxes.length > 0)
      this.view.reveal(around(boxes));
  }
}
