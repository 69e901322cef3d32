/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements. Texts come from boards and may hold anything: they become text nodes, never markup. */

/* el('a', {class: 'row', href: url, onclick: f}, child...): children are nodes, texts or null. */
function el (tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on'))
      node.addEventListener(name.slice(2), value);
    else if (value === true)
      node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value);
  }
  return add(node, ...children);
}

function add (node, ...children) {
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

function fill (node, ...children) {
  node.replaceChildren();
  return add(node, ...children);
}

function byId (id) {
  return document.getElementById(id);
}

/* Characters that nobody would see, or that change how others are read. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/* Control characters as their pictures: a separator in a code is shown as such. */
function shown (text) {
  return String(text === null || text === undefined ? '' : text).replace(HIDDEN, c => {
    const code = c.charCodeAt(0);
    if (code < 0x20)
      return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\u27e8U+' + code.toString(16).toUpperCase().padStart(4, '0') + '\u27e9';
  });
}

/* Truncated to what a line of a list can show. */
function brief (text, length = 160) {
  const whole = shown(text);
  return whole.length > length ? whole.slice(0, length) + '\u2026' : whole;
}

function number (value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/* Four digits, or as many as it takes to distinguish a score from its threshold. */
function measure (value, other = null) {
  if (number(value) === null)
    return '\u2013';
  let digits = 3;
  while (digits < 9 && other !== null && value !== other && value.toFixed(digits) === other.toFixed(digits))
    digits++;
  return Number.isInteger(value) && Math.abs(value) > 1 ? String(value) : value.toFixed(digits);
}

function plural (n, one, many = one + 's') {
  return n.toLocaleString('en') + ' ' + (n === 1 ? one : many);
}

/* A name that stays in its folder. */
function isName (name) {
  return typeof name === 'string' && name !== '' && name[0] !== '.' && !/[/\\\u0000]/.test(name);
}

/* Address of a record's folder or of a file in it; null if the names are none. */
function address (record, file) {
  const names = String(record).split('/');
  if (file !== undefined)
    names.push(file);
  return names.every(isName) ? names.map(encodeURIComponent).join('/') : null;
}

/* A picture of a record, loaded when it comes into view; a text where it is not there any more. */
function picture (record, file, alt) {
  const source = file ? address(record, file) : null;
  const missing = () => el('span', { class: 'missing', role: 'img', 'aria-label': alt + ': no picture' }, 'no picture');
  if (source === null)
    return missing();
  const image = el('img', { alt: alt, loading: 'lazy', decoding: 'async', draggable: 'false' });
  image.addEventListener('error', () => image.replaceWith(missing()));
  image.src = source;
  return image;
}

const STATUS = {
  pass: ['\u2713', 'PASS'], fail: ['\u2715', 'FAIL'], error: ['!', 'ERROR'], timeout: ['\u29d6', 'TIMEOUT'],
};

/* Verdict by word and shape besides colour. What is no known status did not pass. */
function badge (status) {
  const name = Object.hasOwn(STATUS, status) ? status : 'fail';
  return el('span', { class: 'badge ' + name },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, STATUS[name][0]), STATUS[name][1]);
}
