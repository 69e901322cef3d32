/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inputs by schema. A field is {node, set(value)}; change(value) is called with undefined for a key that is to go. MIXED is
 * the value of ROIs that do not agree. */
import { add, button, el, fill } from './dom.js';
import { has, t } from './i18n.js';

export const MIXED = Symbol('mixed');

function labelOf (key, schema) {
  return has('roi.' + key) ? t('roi.' + key) : schema.title ?? key;
}

function hintOf (key, schema) {
  return has('roi.' + key + '.hint') ? t('roi.' + key + '.hint') : schema.description ?? '';
}

function typesOf (schema) {
  return [schema.type ?? []].flat();
}

function show (value) {
  return value === undefined || value === MIXED ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function placeholder (schema, value) {
  if (value === MIXED)
    return t('form.mixed');
  return schema.default === undefined ? '' : String(schema.default);
}

function textField (schema, change) {
  const input = el('input', { type: 'text', spellcheck: 'false', autocomplete: 'off',
    onchange: () => change(input.value === '' ? undefined : input.value) });
  return { input, set: value => {
    input.value = show(value);
    input.placeholder = placeholder(schema, value);
  } };
}

function notesField (schema, change) {
  const input = el('textarea', { rows: '2', onchange: () => change(input.value === '' ? undefined : input.value) });
  return { input, set: value => {
    input.value = show(value);
    input.placeholder = placeholder(schema, value);
  } };
}

function numberField (schema, change) {
  const whole = typesOf(schema).includes('integer');
  const small = !whole && schema.maximum <= 1;
  const input = el('input', { type: 'number', step: whole ? '1' : small ? '0.01' : 'any', autocomplete: 'off', onchange: () => {
    if (!input.validity.badInput)
      change(input.value === '' ? undefined : Number(input.value));
  } });
  if (schema.minimum > -2147483648)
    input.min = schema.minimum;
  if (schema.maximum < 2147483647)
    input.max = schema.maximum;
  return { input, set: value => {
    input.value = typeof value === 'number' ? String(value) : '';
    input.placeholder = placeholder(schema, value);
  } };
}

function flagField (schema, change) {
  const input = el('input', { type: 'checkbox', onchange: () => change(input.checked === (schema.default ?? false) ? undefined : input.checked) });
  return { input, set: value => {
    input.checked = value === undefined || value === MIXED ? schema.default ?? false : value === true;
    input.indeterminate = value === MIXED;
  } };
}

function choiceField (schema, change) {
  const values = schema.enum.filter(value => value !== null);
  const input = el('select', { onchange: () => change(input.value === '' ? undefined : values[Number(input.value)]) });
  return { input, set: value => {
    const known = values.indexOf(value);
    const name = one => has('value.' + one) ? t('value.' + one) : String(one);
    fill(input,
      el('option', { value: '' }, value === MIXED ? t('form.mixed') : schema.default === undefined ? '\u2013' : t('form.default', { value: name(schema.default) })),
      values.map((one, index) => el('option', { value: index }, name(one))),
      known < 0 && value !== undefined && value !== MIXED ? el('option', { value: 'other', disabled: true }, show(value)) : null);
    input.value = known >= 0 ? String(known) : value === undefined || value === MIXED ? '' : 'other';
  } };
}

/* What has no form of its own is written as JSON. */
function jsonField (schema, change) {
  const wrong = el('p', { class: 'problem error', role: 'alert', hidden: true });
  const input = el('textarea', { rows: '1', class: 'json', spellcheck: 'false', onchange: () => {
    wrong.hidden = true;
    if (input.value.trim() === '') {
      change(undefined);
      return;
    }
    try {
      change(JSON.parse(input.value));
    } catch {
      wrong.hidden = false;
      wrong.textContent = t('form.json');
    }
  } });
  return { input, below: wrong, set: value => {
    input.value = value === undefined || value === MIXED ? '' : JSON.stringify(value);
    input.rows = Math.min(6, Math.ceil((input.value.length + 1) / 34));
    input.placeholder = placeholder(schema, value);
    wrong.hidden = true;
  } };
}

function toHex (rgb) {
  return '#' + rgb.map(part => part.toString(16).padStart(2, '0')).join('');
}

function isRgb (value) {
  return Array.isArray(value) && value.length === 3 && value.every(part => Number.isInteger(part) && part >= 0 && part <= 255);
}

/* pick(listener) lets one click into the picture. */
function colourField (schema, change, { pick }) {
  let written = false; /* As "#rrggbb". */
  const apply = hex => change(written ? hex : [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)));
  const input = el('input', { type: 'color', onchange: () => apply(input.value) });
  const text = el('span', { class: 'colour' });
  const beside = [text, button(t('form.pick'), () => pick(rgb => apply(toHex(rgb))), { class: 'small pick' }), button('\u00d7', () => change(undefined), { class: 'small', 'aria-label': t('form.remove') })];
  return { input, beside, set: value => {
    written = typeof value === 'string';
    const hex = isRgb(value) ? toHex(value) : written && /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : null;
    input.value = hex ?? '#808080';
    text.textContent = value === undefined ? t('form.none') : value === MIXED ? t('form.mixed') : isRgb(value) ? value.join(', ') : show(value);
  } };
}

function choicesField (schema, change) {
  const boxes = schema['x-choices'].map(name => el('input', { type: 'checkbox', value: name }));
  const summary = el('summary');
  const input = el('details', { class: 'choices-field', onchange: () => {
    const chosen = boxes.filter(box => box.checked).map(box => box.value);
    change(chosen.length === 0 ? undefined : chosen);
  } }, summary, boxes.map(box => el('label', { class: 'check' }, box, box.value)));
  return { input, group: true, set: value => {
    for (const box of boxes)
      box.checked = Array.isArray(value) && value.includes(box.value);
    summary.textContent = value === MIXED ? t('form.mixed') : Array.isArray(value) ? value.join(', ') : t('form.all');
  } };
}

/* An object of numbers. */
function numbersField (schema, change) {
  let now = {};
  const fields = Object.entries(schema.properties).map(([key, part]) => [key, makeField('limits.' + key, part, value => {
    const changed = Object.fromEntries(Object.entries({ ...now, [key]: value }).filter(([, one]) => one !== undefined));
    change(Object.keys(changed).length === 0 ? undefined : changed);
  }, {})]);
  return { input: el('div', { class: 'numbers' }, fields.map(([, field]) => field.node)), group: true, set: value => {
    now = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    for (const [key, field] of fields)
      field.set(value === MIXED ? MIXED : now[key] ?? undefined);
  } };
}

/* x, y, width and height say more than two corners do. */
function placeField (schema, change) {
  let now = null;
  const inputs = ['x', 'y', 'width', 'height'].map((name, index) => el('input', { type: 'number', step: '1', min: index < 2 ? '0' : '1', max: '65535',
    'aria-label': t('form.' + name), autocomplete: 'off', onchange: event => {
      const values = inputs.map(input => Number(input.value));
      if (now === null || event.target.value === '' || !values.every(Number.isInteger)) {
        set(now ?? undefined);
        return;
      }
      change([values[0], values[1], values[0] + values[2], values[1] + values[3]]);
    } }));
  function set (value) {
    now = Array.isArray(value) && value.length === 4 ? value : null;
    const shown = now === null ? ['', '', '', ''] : [now[0], now[1], now[2] - now[0], now[3] - now[1]];
    inputs.forEach((input, index) => {
      input.value = shown[index];
      input.placeholder = value === MIXED ? t('form.mixed') : '';
      input.disabled = now === null;
    });
  }
  return { input: el('div', { class: 'numbers' }, ['x', 'y', 'width', 'height'].map((name, index) =>
    el('label', {}, el('span', {}, t('form.' + name)), inputs[index]))), group: true, set };
}

function choose (key, schema) {
  const types = typesOf(schema);
  if (key === 'coords')
    return placeField;
  if (key === 'expected_color')
    return colourField;
  if (key === 'notes')
    return notesField;
  if (schema['x-choices'] !== undefined)
    return choicesField;
  if (schema.enum !== undefined)
    return choiceField;
  if (types.includes('boolean'))
    return flagField;
  if (types.includes('integer') || types.includes('number'))
    return numberField;
  if (types.includes('string'))
    return textField;
  const numbers = Object.values(schema.properties ?? {});
  return numbers.length > 0 && numbers.every(part => typesOf(part).includes('number')) ? numbersField : jsonField;
}

let nextId = 1;

export function makeField (key, schema, change, tools) {
  const field = choose(key, schema)(schema, change, tools);
  const id = 'field-' + nextId++;
  const label = labelOf(key, schema) + (schema['x-unit'] === undefined ? '' : ' (' + schema['x-unit'] + ')');
  const problems = el('div', { class: 'problems' });
  const node = el(field.group ? 'fieldset' : 'div', { class: 'field', 'data-key': key, title: hintOf(key, schema) });
  if (field.group) {
    add(node, el('legend', {}, label), field.input);
  } else {
    field.input.id = id;
    const flag = field.input.type === 'checkbox';
    add(node, el('label', { for: id, class: flag ? 'flag' : null }, label), el('span', { class: 'input' }, field.input, field.beside));
  }
  add(node, field.below, problems);
  return { key, node, set: field.set, problems };
}
