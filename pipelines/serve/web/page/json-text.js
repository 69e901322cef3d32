/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON as it was written: a tree whose parts know where they stand, so that what is not changed stays as it is, byte by
 * byte: unknown keys, their order, spaces, how numbers are written. */

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class Parser {
  constructor (text) {
    this.text = text;
    this.at = 0;
  }

  fail () {
    throw new SyntaxError('position ' + this.at);
  }

  skip () {
    SPACE.lastIndex = this.at;
    const space = SPACE.exec(this.text)[0];
    this.at += space.length;
    return space;
  }

  take (character) {
    if (this.text[this.at] !== character)
      this.fail();
    this.at++;
  }

  scalar () {
    SCALAR.lastIndex = this.at;
    const found = SCALAR.exec(this.text);
    if (found === null)
      this.fail();
    this.at += found[0].length;
    return { kind: 'scalar', text: found[0], value: JSON.parse(found[0]) };
  }

  /* Parts between brackets: each with the space before and behind it. */
  parts (open, end, part) {
    const parts = [];
    this.take(open);
    let before = this.skip();
    if (this.text[this.at] === end) {
      this.at++;
      return { parts, tail: before };
    }
    for (;;) {
      const found = part();
      const after = this.skip();
      if (this.text[this.at] === end) {
        this.at++;
        parts.push({ ...found, before, after: '' });
        return { parts, tail: after };
      }
      this.take(',');
      parts.push({ ...found, before, after });
      before = this.skip();
    }
  }

  member () {
    const key = this.scalar();
    if (typeof key.value !== 'string')
      this.fail();
    const beforeColon = this.skip();
    this.take(':');
    const colon = beforeColon + ':' + this.skip();
    return { key: key.value, keyText: key.text, colon, node: this.node() };
  }

  node () {
    if (this.text[this.at] === '{') {
      const { parts, tail } = this.parts('{', '}', () => this.member());
      return { kind: 'object', parts, tail, value: Object.fromEntries(parts.map(part => [part.key, part.node.value])) };
    }
    if (this.text[this.at] === '[') {
      const { parts, tail } = this.parts('[', ']', () => ({ node: this.node() }));
      return { kind: 'array', parts, tail, value: parts.map(part => part.node.value) };
    }
    return this.scalar();
  }
}

/* Throws a SyntaxError. Keys such as __proto__ become keys of a value, as JSON.parse makes them. */
export function parse (text) {
  const parser = new Parser(text);
  const before = parser.skip();
  const node = parser.node();
  const after = parser.skip();
  if (parser.at !== text.length)
    parser.fail();
  return { before, node, after };
}

function writePart (part) {
  return part.before + (part.key === undefined ? '' : part.keyText + part.colon) + write(part.node) + part.after;
}

export function write (node) {
  if (node.kind === 'scalar')
    return node.text;
  const [open, end] = node.kind === 'object' ? '{}' : '[]';
  return open + node.parts.map(writePart).join(',') + node.tail + end;
}

export function equal (a, b) {
  if (Object.is(a, b))
    return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b))
    return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/* How a file is written, by one of its objects or arrays. */
export function styleOf (node) {
  const first = node.parts?.[0];
  const second = node.parts?.[1];
  const breaks = first?.before.includes('\n') ?? false;
  return {
    before: first?.before ?? '',
    between: second?.before ?? (breaks ? first.before : ' '),
    colon: first?.colon ?? ': ',
    tail: node.tail ?? '',
    comma: second === undefined || second.before !== '' ? ', ' : ',',
    inner: node.parts?.map(part => part.node).find(inner => inner.kind === 'array' && inner.parts.length > 1) ?? null,
  };
}

const PLAIN = { before: '', between: ' ', colon: ': ', tail: '', comma: ', ', inner: null };

/* A node that says a value; arrays within are written as that of the style, if it has one. */
export function make (value, style = PLAIN) {
  const inner = { ...PLAIN, between: style.comma === ',' && !style.between.includes('\n') ? '' : ' ', colon: style.colon, comma: style.comma };
  const within = style.inner !== null ? { ...styleOf(style.inner), colon: style.colon, inner: null } : inner;
  if (typeof value !== 'object' || value === null)
    return { kind: 'scalar', text: JSON.stringify(value), value };
  const entries = Array.isArray(value) ? value.map(item => [undefined, item]) : Object.entries(value);
  const parts = entries.map(([key, item], index) => ({
    key, keyText: key === undefined ? undefined : JSON.stringify(key), colon: style.colon,
    before: index === 0 ? style.before : style.between, after: '',
    node: make(item, Array.isArray(item) && item.every(one => typeof one !== 'object') ? within : inner),
  }));
  return { kind: Array.isArray(value) ? 'array' : 'object', parts, tail: parts.length > 0 ? style.tail : '', value };
}

function changeArray (node, value) {
  const parts = node.parts.map((part, index) => ({ ...part, node: change(part.node, value[index]) }));
  return { ...node, parts, value };
}

/* Of keys that are there twice the last one counts, here as for the loader. */
function changeObject (node, value) {
  const style = styleOf(node);
  const kept = node.parts.filter(part => Object.hasOwn(value, part.key))
    .map((part, index) => ({ ...part, before: index === 0 ? style.before : part.before, node: change(part.node, value[part.key]) }));
  const known = new Set(kept.map(part => part.key));
  for (const [key, item] of Object.entries(value))
    if (!known.has(key))
      kept.push({ key, keyText: JSON.stringify(key), colon: style.colon, before: kept.length === 0 ? style.before : style.between, after: '', node: make(item, { ...PLAIN, colon: style.colon, comma: style.comma, inner: style.inner }) });
  return { ...node, parts: kept, value };
}

/* The node with another value: what is equal stays as it was written. */
export function change (node, value) {
  if (equal(node.value, value))
    return node;
  if (node.kind === 'array' && Array.isArray(value) && value.length === node.parts.length)
    return changeArray(node, value);
  if (node.kind === 'object' && typeof value === 'object' && value !== null && !Array.isArray(value))
    return changeObject(node, value);
  return make(value, node.kind === 'array' && Array.isArray(value) && node.parts.length > 0 ? { ...styleOf(node), inner: null } : PLAIN);
}
