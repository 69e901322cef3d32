/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements. Texts come from products and boards and may hold anything: they become text nodes, never markup. */

/* el('a', {class: 'row', href: url, onclick: f}, child...): children are nodes, texts or null. */
export function el (tag, attributes, ...children) {
  return set(document.createElement(tag), attributes, children);
}

/* Likewise of a drawing. Its attributes say where things are, its classes how they look: the page allows no styles. */
export function svg (tag, attributes, ...children) {
  return set(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function set (node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on'))
      node.addEventListener(name.slice(2), value);
    else if (value === true)
      node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value);
  }
  return add(node, children);
}

export function add (node, ...children) {
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export function fill (node, ...children) {
  node.replaceChildren();
  return add(node, ...children);
}

export function button (label, onclick, attributes) {
  return el('button', { type: 'button', onclick, ...attributes }, label);
}

/* Characters that nobody would see, or that change how others are read. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/* Control characters as their pictures. */
export function shown (text) {
  return String(text === null || text === undefined ? '' : text).replace(HIDDEN, c => {
    const code = c.charCodeAt(0);
    if (code < 0x20)
      return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\u27e8U+' + code.toString(16).toUpperCase().padStart(4, '0') + '\u27e9';
  });
}

/* Truncated to what a line can show. */
export function brief (text, length = 160) {
  const whole = shown(text);
  return whole.length > length ? whole.slice(0, length) + '\u2026' : whole;
}

const MARKS = { pass: '\u2713', fail: '\u2715', error: '!', timeout: '\u29d6', skipped: '\u2013' };

export function statusOf (status) {
  return Object.hasOwn(MARKS, status) ? status : 'fail';
}

export function markOf (status) {
  return MARKS[statusOf(status)];
}

/* Verdict by word and shape besides colour. What is no known status did not pass. */
export function badge (status, word) {
  const name = statusOf(status);
  return el('span', { class: 'badge ' + name },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[name]), word ?? name.toUpperCase());
}

/* A table of these columns, [key of its head, class of its cells], and rows of cells: nodes, texts or null. */
export function table (columns, rows, label) {
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label }, el('table', { class: 'list' },
    el('thead', {}, el('tr', {}, columns.map(([head, kind]) => el('th', { scope: 'col', class: kind }, head)))),
    el('tbody', {}, rows.map(cells => el('tr', {}, cells.map((cell, at) => el('td', { class: columns[at][1] }, cell)))))));
}

export function isTyping (target) {
  return target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea') !== null;
}
