/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Try: the picture is inspected by what is edited, before anything is saved. */
import { ask, path } from './api.js';
import { PLACE_IDS } from './array.js';
import { readProblems } from './checker.js';
import { measure } from './i18n.js';
import { cornersOf } from './targets.js';

/* What was read or measured, in short. */
function readingOf (roi) {
  if (Array.isArray(roi.barcode_values) && roi.barcode_values.length > 0)
    return roi.barcode_values.join(', ');
  if (typeof roi.aoi?.values?.text === 'string' && roi.aoi.values.text !== '')
    return roi.aoi.values.text;
  const { score, threshold } = roi.aoi ?? {};
  const word = typeof roi.detected_color === 'string' ? roi.detected_color + ' ' : '';
  if (typeof score !== 'number')
    return word;
  return word + measure(score, threshold) + (typeof threshold === 'number' ? ' / ' + measure(threshold, score) : '');
}

function windowOf (roi) {
  const window = roi.aoi?.values?.window;
  return Array.isArray(window) && window.length === 4
    ? { x1: window[0], y1: window[1], x2: window[0] + window[2], y2: window[1] + window[3] } : null;
}

function resultOf (roi, value, evidence, placements) {
  return { status: roi.aoi?.status ?? 'fail', reading: readingOf(roi), reason: roi.aoi?.reason ?? roi.error ?? '', time: roi.aoi?.time_ms ?? null,
    window: windowOf(roi), value, evidence: evidence?.view && evidence.map ? evidence : null, corners: cornersOf(roi, placements), target: null };
}

/* Fiducials are no verdicts: what they say is that of their device. */
function resultOfMark (mark, placement, value) {
  return { status: placement.found ? 'pass' : 'error', reading: measure(mark.score), reason: placement.reason ?? '', time: null, window: null, value, evidence: null,
    corners: null, target: typeof mark.x === 'number' ? { x: mark.x, y: mark.y, found: placement.found } : null };
}

/* By number of the ROI. In an array that of a place is a thousand more than in the place before. */
function readResults (answer, state, rois) {
  const values = new Map(rois.map(roi => [state.number(roi), roi.value]));
  const valueOf = id => values.get(state.text.array === null ? id : id % PLACE_IDS);
  const evidence = new Map((answer.evidence ?? []).map(one => [one.roi, one]));
  const { fiducials = [], skipped = [] } = answer.result?.aoi ?? {};
  return new Map([
    ...[...answer.result?.roi_results ?? [], ...skipped].map(roi => [roi.roi_id, resultOf(roi, valueOf(roi.roi_id), evidence.get(roi.roi_id), fiducials)]),
    ...fiducials.flatMap(placement => placement.marks.map(mark => [mark.roi_id, resultOfMark(mark, placement, valueOf(mark.roi_id))]))]);
}

/* Throws an ApiError. The verdict is null if the product does not load; then its problems say why. */
export async function tryProduct (state) {
  const rois = state.rois;
  const form = new FormData();
  form.append('product', new Blob([state.write()], { type: 'application/json' }), 'product');
  form.append('picture', await state.picture.file(), 'picture');
  const answer = await (await ask('POST', path('products', state.name, 'try') + '?evidence=true', { raw: form })).json();
  state.problems = readProblems(answer.problems, rois);
  state.results = readResults(answer, state, rois);
  state.verdict = answer.result === null ? null : { ...answer.result.overall_result, reason: answer.result.aoi?.reason ?? '', time: answer.result.aoi?.total_ms ?? null, rois };
  state.tell('problems');
  state.tell('results');
  return state.verdict;
}
