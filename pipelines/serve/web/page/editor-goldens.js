/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first golden of an ROI that was drawn on a picture is what the picture shows of it. An ROI that has goldens keeps them:
 * others are taught where it is shown what they change. */
import { ask, path } from './api.js';

async function teachOne (product, number, picture) {
  const way = path('products', product, 'rois', String(number), 'goldens');
  const answer = await ask('GET', way);
  if ((await answer.json()).goldens.length > 0)
    return false;
  const form = new FormData();
  form.append('frame', await picture.file(), 'frame');
  await ask('POST', way, { raw: form, headers: { 'If-Match': answer.headers.get('ETag') } });
  return true;
}

/* Those that compare now, and did not when the product was loaded. */
export function newCompareRois (state, before) {
  const known = new Set(before.filter(roi => state.type(roi) === 'compare').map(roi => roi.key));
  return state.rois.filter(roi => state.type(roi) === 'compare' && !state.isOff(roi) && !known.has(roi.key)).map(roi => state.number(roi));
}

/* Of a product that is saved. Returns the numbers of the ROIs that have got a golden. */
export async function teachNew (product, numbers, picture) {
  const taught = [];
  for (const number of numbers)
    if (await teachOne(product, number, picture))
      taught.push(number);
  return taught;
}
