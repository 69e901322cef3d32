/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is edited: ROIs, what is chosen of them, and the way back. Its parts hear of each change. */
import { boxOf, coordsOf } from './boxes.js';
import { PLACE_IDS } from './array.js';
import { newRoi, ProductText } from './product-text.js';
import { Undo } from './undo.js';

/* As the loader's. */
const MAX_COORDINATE = 65535;

export class EditorState {
  #listeners = new Set();
  #undo;
  #saved;

  /* text: (nullable) of the ROI file; tag: (nullable) its revision: null for a product that is not there yet. */
  constructor (schema, name, text, tag) {
    this.schema = schema;
    this.name = name;
    this.picture = null;
    this.results = new Map(); /* Of the last trial, by number of the ROI. */
    this.problems = []; /* That the loader has with what is written, {roi, key, severity, message}. */
    this.load(text, tag);
  }

  load (text, tag) {
    this.text = text === null ? ProductText.empty() : new ProductText(text);
    this.tag = tag;
    this.#undo = new Undo({ rois: this.text.rois, chosen: new Set() });
    this.#saved = this.#undo.state.rois;
    this.tell('load');
  }

  listen (listener) {
    this.#listeners.add(listener);
  }

  /* The last trial's result of an ROI, unless that was changed since. */
  result (roi) {
    const number = this.number(roi);
    const result = this.results.get(number) ?? (this.text.array === null ? undefined : this.results.get(PLACE_IDS + number));
    return result !== undefined && result.value === roi.value ? result : null;
  }

  /* what: load, edit, choose, saved, results, picture or problems. */
  tell (what) {
    for (const listener of this.#listeners)
      listener(what);
  }

  get rois () {
    return this.#undo.state.rois;
  }

  get chosen () {
    return this.#undo.state.chosen;
  }

  get chosenRois () {
    return this.rois.filter(roi => this.chosen.has(roi.key));
  }

  get canUndo () {
    return this.#undo.canUndo;
  }

  get canRedo () {
    return this.#undo.canRedo;
  }

  /* What the station has. */
  get savedRois () {
    return this.#saved;
  }

  get isChanged () {
    return this.rois !== this.#saved;
  }

  write () {
    return this.text.write(this.rois);
  }

  /* The station has these ROIs now. What can be undone stays. */
  saved (tag, rois) {
    this.tag = tag;
    this.#saved = rois;
    this.tell('saved');
  }

  edit (rois, chosen = this.chosen, wish = null) {
    this.#undo.push({ rois, chosen: new Set(chosen) }, wish);
    this.tell('edit');
  }

  /* change(value) of each chosen ROI. */
  editChosen (change, wish = null) {
    if (this.chosen.size === 0)
      return;
    this.edit(this.rois.map(roi => this.chosen.has(roi.key) ? { ...roi, value: change(roi.value) } : roi), this.chosen, wish);
  }

  undo () {
    this.#undo.undo();
    this.tell('edit');
  }

  redo () {
    this.#undo.redo();
    this.tell('edit');
  }

  choose (keys) {
    const rois = this.rois;
    this.#undo.state = { rois, chosen: new Set(keys) };
    this.tell('choose');
  }

  box (roi) {
    const coords = this.schema.read(roi.value, 'coords');
    const good = Array.isArray(coords) && coords.length === 4 && coords.every(Number.isInteger);
    return boxOf(good ? coords : [0, 0, 0, 0]);
  }

  number (roi) {
    return this.schema.read(roi.value, 'idx');
  }

  type (roi) {
    return this.schema.typeOf(roi.value);
  }

  isOff (roi) {
    return this.schema.read(roi.value, 'enabled') === false;
  }

  device (roi) {
    return this.schema.read(roi.value, 'device_location') ?? 1;
  }

  get limits () {
    return this.picture === null ? { width: MAX_COORDINATE, height: MAX_COORDINATE } : this.picture;
  }

  setBox (value, box) {
    return this.schema.set(value, 'coords', coordsOf(box));
  }

  freeNumber (taken = this.rois.map(roi => this.number(roi))) {
    return Math.max(0, ...taken.filter(Number.isInteger)) + 1;
  }

  /* An ROI as the one before it: type, device, focus and exposure are what one mostly wants again. */
  add (box) {
    const last = this.chosenRois.at(-1) ?? this.rois.at(-1);
    const before = last?.value ?? {};
    const types = this.rois.map(roi => this.schema.read(roi.value, 'type'));
    const type = this.schema.read(before, 'type') ?? 'compare';
    const number = this.schema.types.find(one => one.name === type)?.number;
    let value = { idx: this.freeNumber(), type: number !== undefined && types.some(Number.isInteger) ? number : type, coords: coordsOf(box) };
    for (const key of ['device_location', 'focus', 'exposure']) {
      const kept = this.schema.read(before, key);
      if (kept !== undefined)
        value = { ...value, [key]: kept };
    }
    const roi = newRoi(value);
    this.edit([...this.rois, roi], [roi.key]);
    return roi;
  }

  group (roi) {
    return [this.schema.read(roi.value, 'focus') ?? 305, this.schema.read(roi.value, 'exposure') ?? 3000];
  }
}
