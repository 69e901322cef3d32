/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two people's changes of one product, ROI by ROI and key by key. */
import { equal } from './json-text.js';
import { newRoi } from './product-text.js';

function byNumber (rois, schema) {
  return new Map(rois.map(roi => [schema.read(roi.value, 'idx'), roi.value]));
}

/* One thing: who has changed it; base, mine or theirs is undefined where there is none. */
function judge (base, mine, theirs) {
  if (equal(mine, theirs))
    return equal(base, mine) ? null : 'same';
  if (equal(base, mine))
    return 'theirs';
  return equal(base, theirs) ? 'mine' : 'both';
}

function compareKeys (number, base, mine, theirs) {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  return keys.map(key => ({ number, key, base: base[key], mine: mine[key], theirs: theirs[key], who: judge(base[key], mine[key], theirs[key]) }));
}

/* All that differs: {number, key, base, mine, theirs, who: mine, theirs, both or same}; key is null for an ROI that is
 * there as a whole, or is not. */
export function compare (base, mine, theirs, schema) {
  const all = [base, mine, theirs].map(rois => byNumber(rois, schema));
  const numbers = [...new Set(all.flatMap(map => [...map.keys()]))].sort((a, b) => a - b);
  return numbers.flatMap(number => {
    const [b, m, t] = all.map(map => map.get(number));
    if (m === undefined || t === undefined || b === undefined && !equal(m, t))
      return [{ number, key: null, base: b, mine: m, theirs: t, who: judge(b, m, t) }];
    return compareKeys(number, b ?? {}, m, t);
  }).filter(change => change.who !== null);
}

/* The ROIs of a text, which is what the station has, with those of my changes that count. */
export function merge (text, changes, schema) {
  const mine = changes.filter(change => change.who === 'mine');
  const whole = new Map(mine.filter(change => change.key === null).map(change => [change.number, change.mine]));
  const kept = text.rois.filter(roi => {
    const number = schema.read(roi.value, 'idx');
    return !whole.has(number) || whole.get(number) !== undefined;
  }).map(roi => {
    const number = schema.read(roi.value, 'idx');
    if (whole.has(number))
      return { ...roi, value: whole.get(number) };
    const value = { ...roi.value };
    for (const change of mine.filter(one => one.number === number && one.key !== null))
      if (change.mine === undefined)
        delete value[change.key];
      else
        value[change.key] = change.mine;
    return equal(value, roi.value) ? roi : { ...roi, value };
  });
  const there = new Set(text.rois.map(roi => schema.read(roi.value, 'idx')));
  const added = [...whole].filter(([number, value]) => value !== undefined && !there.has(number)).map(([, value]) => newRoi(value));
  return [...kept, ...added];
}
