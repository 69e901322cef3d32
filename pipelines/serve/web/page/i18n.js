/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the pages say. A language is a file text-CODE.json and a line of languages.json; what it lacks is said in
 * English. */
import { brief } from './dom.js';

const KEPT = 'aoi.language';
const SPARE = 'en';

let spare = {};
let texts = {};
export let language = SPARE;
export let languages = {};

async function read (name) {
  const answer = await fetch('/web/' + name);
  if (!answer.ok)
    throw new Error(name + ': ' + answer.status);
  return answer.json();
}

function choose () {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages];
  for (const tag of wanted) {
    const code = String(tag).toLowerCase().split('-')[0];
    if (Object.hasOwn(languages, code))
      return code;
  }
  return SPARE;
}

export async function loadTexts () {
  languages = await read('languages.json');
  language = choose();
  spare = await read('text-' + SPARE + '.json');
  texts = language === SPARE ? spare : await read('text-' + language + '.json');
  document.documentElement.lang = language;
}

export function setLanguage (code) {
  localStorage.setItem(KEPT, code);
  location.reload();
}

export function has (key) {
  return Object.hasOwn(texts, key) || Object.hasOwn(spare, key);
}

/* The text of a key; {name} in it is replaced by the value of that name. */
export function t (key, values = {}) {
  const text = texts[key] ?? spare[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => Object.hasOwn(values, name) ? String(values[name]) : all);
}

/* The text of a number of things: KEY.one, KEY.other. */
export function count (key, n) {
  const form = new Intl.PluralRules(language).select(n);
  return t(has(key + '.' + form) ? key + '.' + form : key + '.other', { n: n.toLocaleString(language) });
}

/* Of an ROI; applications have types of their own. */
export function nameType (type) {
  return has('type.' + type) ? t('type.' + type) : brief(type, 30);
}

/* Four digits, or as many as it takes to distinguish a score from its threshold. */
export function measure (value, other = null) {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return '\u2013';
  let digits = 3;
  while (digits < 9 && other !== null && value !== other && value.toFixed(digits) === other.toFixed(digits))
    digits++;
  return Number.isInteger(value) && Math.abs(value) > 1 ? String(value) : value.toFixed(digits);
}

/* Of 100; what is not all of them is never rounded to 100 %, nor what is some of them to 0 %. */
export function percent (value) {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return '\u2013';
  let digits = 1;
  while (digits < 6 && (value < 100 && Number(value.toFixed(digits)) === 100 || value > 0 && Number(value.toFixed(digits)) === 0))
    digits++;
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }) + '\u00a0%';
}

/* As many digits as tell two values apart that are nearly the same. */
export function digits (value) {
  return value.toLocaleString(language, { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });
}

export function number (value) {
  return typeof value === 'number' ? value.toLocaleString(language) : '\u2013';
}

export function milliseconds (value) {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return '\u2013';
  return value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 }) + ' ms';
}

export function clock (time) {
  return new Date(time).toLocaleTimeString(language, { hour12: false });
}

export function day (time) {
  return new Date(time).toLocaleDateString(language, { dateStyle: 'medium' });
}

export function dayAndClock (time) {
  return new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium', hour12: false });
}
