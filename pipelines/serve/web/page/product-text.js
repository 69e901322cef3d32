/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a product's ROI file, and its ROIs. What nobody changes stays as it was written. */
import { readArray } from './array.js';
import { change, equal, make, parse, styleOf, write } from './json-text.js';

/* The fields of ROIs that are arrays. */
const FIELDS = ['idx', 'type', 'coords', 'focus', 'exposure', 'ai_threshold', 'feature_method', 'rotation', 'device_location',
  'expected_text', 'is_device_barcode', 'color_config'];
const FIELDS_OF_5 = ['idx', 'type', 'coords', 'focus', 'ai_threshold'];

/* One ROI a line, where a file does not say how it is written. */
const LINE = { before: '', between: ' ', colon: ': ', tail: '', comma: ', ', inner: null };

let nextKey = 1;

function fieldsOf (length) {
  return length === 5 ? FIELDS_OF_5 : FIELDS;
}

function valueOf (node) {
  if (node.kind === 'object')
    return node.value;
  if (node.kind !== 'array')
    return {};
  const fields = fieldsOf(node.value.length);
  return Object.fromEntries(node.value.slice(0, fields.length).map((value, index) => [fields[index], value]));
}

/* An ROI of the editor: its key stays the same as long as it is edited. Its value is never changed, but replaced. */
export function newRoi (value, source = null) {
  return { key: nextKey++, value, source };
}

/* An ROI that is an array stays one as long as it can. */
function changeRoi (part, value) {
  const node = part.node;
  if (node.kind === 'object')
    return change(node, value);
  const fields = fieldsOf(node.value.length).slice(0, node.value.length);
  if (!Object.keys(value).every(key => fields.includes(key)))
    return make(value, LINE);
  return change(node, fields.map(field => value[field] ?? null));
}

export class ProductText {
  /* Throws an Error, if there is no list of ROIs in it. */
  constructor (text) {
    this.text = text;
    this.file = parse(text);
    const root = this.file.node;
    const member = root.kind === 'object' ? root.parts.findLast(part => part.key === 'rois') : undefined;
    this.list = root.kind === 'array' ? root : member?.node;
    if (this.list?.kind !== 'array')
      throw new SyntaxError('rois');
    this.rois = this.list.parts.map(part => newRoi(valueOf(part.node), part));
    this.array = root.kind === 'object' ? readArray(root.value.array) : null;
    this.description = root.kind === 'object' && typeof root.value.description === 'string' ? root.value.description : null;
  }

  static empty () {
    return new ProductText('[\n]\n');
  }

  /* How ROIs are written that are new: as the last one of the file that is an object. */
  #newNode (value) {
    const pattern = this.list.parts.findLast(part => part.node.kind === 'object')?.node;
    return make(value, pattern === undefined ? LINE : styleOf(pattern));
  }

  #part (roi) {
    if (roi.source === null)
      return { before: null, after: '', node: this.#newNode(roi.value) };
    if (equal(roi.value, valueOf(roi.source.node)))
      return roi.source;
    return { ...roi.source, node: changeRoi(roi.source, roi.value) };
  }

  #list (rois) {
    const style = styleOf(this.list);
    const lines = this.list.parts.length === 0;
    const first = lines ? '\n  ' : style.before;
    const next = lines ? '\n  ' : this.list.parts.length === 1 ? style.before : style.between;
    const parts = rois.map(roi => this.#part(roi)).map((part, index) => ({
      ...part, before: index === 0 ? first : part.before === null || part === this.list.parts[0] ? next : part.before }));
    return { ...this.list, parts, tail: lines && parts.length > 0 && !this.list.tail.includes('\n') ? '\n' : this.list.tail };
  }

  /* The text with these ROIs and this description. */
  write (rois, description = this.description) {
    const root = this.file.node;
    const list = this.#list(rois);
    if (root.kind === 'array')
      return this.file.before + write(list) + this.file.after;
    const described = description === this.description ? root
      : change(root, { ...root.value, description });
    const node = { ...described, parts: described.parts.map(part => part.key === 'rois' ? { ...part, node: list } : part) };
    return this.file.before + write(node) + this.file.after;
  }
}
