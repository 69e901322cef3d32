/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a comparison of a trial saw: the ROI, the golden that decided, and where they differ. */
import { ApiError, ask, path } from './api.js';
import { brief, button, el } from './dom.js';
import { t } from './i18n.js';
import { WholePicture } from './picture.js';
import { VerifyPictures } from './verify-pictures.js';

/* As in plugin/overlay/gstaoioverlayinset.c: what differs is faint where it does not fail the ROI. */
const DIMMED = 0.4;
const SOME = [255, 80, 0];
const LIMIT = [255, 240, 110];

function decode (base64) {
  return WholePicture.decode(new Blob([Uint8Array.from(atob(base64), c => c.charCodeAt(0))]), '');
}

async function loadGolden (product, roi, name) {
  try {
    return await WholePicture.decode(await (await ask('GET', path('products', product, 'rois', String(roi), 'goldens', name))).blob(), name);
  } catch (error) {
    if (error instanceof ApiError || error instanceof DOMException)
      return null;
    throw error;
  }
}

function pixelsOf (picture, width, height) {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  picture.drawInto(context, width, height);
  return context.getImageData(0, 0, width, height);
}

/* The view in gray, and on it what differs. */
async function mix (view, map) {
  const mixed = pixelsOf(view, view.width, view.height), differs = pixelsOf(map, view.width, view.height).data;
  for (let at = 0; at < differs.length; at += 4) {
    const luma = DIMMED * (0.299 * mixed.data[at] + 0.587 * mixed.data[at + 1] + 0.114 * mixed.data[at + 2]);
    const part = differs[at] / 255, colour = differs[at] === 255 ? LIMIT : SOME;
    for (let i = 0; i < 3; i++)
      mixed.data[at + i] = luma * (1 - part) + colour[i] * part;
    mixed.data[at + 3] = 255;
  }
  return new WholePicture(await createImageBitmap(mixed), null, '');
}

export class EditorEvidence {
  #shown = null;

  constructor (state) {
    this.state = state;
    this.pictures = new VerifyPictures(el('div', { class: 'pictures' }));
    this.title = el('h2');
    this.node = el('section', { class: 'evidence', 'aria-label': t('verify.difference'), hidden: true },
      el('div', { class: 'head' }, this.title, button('\u00d7', () => {
        this.node.hidden = true;
      }, { class: 'plain', 'aria-label': t('close') })), this.pictures.node);
    state.listen(() => this.update());
  }

  close () {
    this.#shown = null;
    this.pictures.close();
  }

  /* Of the one ROI that is chosen, if its last trial has something to show. */
  update () {
    const chosen = this.state.chosenRois;
    const result = chosen.length === 1 ? this.state.result(chosen[0]) : null;
    const evidence = result?.evidence ?? null;
    if (evidence === this.#shown)
      return;
    this.#shown = evidence;
    this.node.hidden = evidence === null;
    this.pictures.close();
    if (evidence !== null)
      this.#show(evidence, result.reason);
  }

  async #show (evidence, reason) {
    this.title.textContent = t('editor.roi', { number: evidence.roi }) + ': ' + brief(reason, 120);
    const [view, map, golden] = await Promise.all([decode(evidence.view), decode(evidence.map), loadGolden(this.state.name, evidence.roi, evidence.golden)]);
    const differs = await mix(view, map);
    map.close();
    if (this.#shown === evidence)
      this.pictures.set([[view, t('verify.board')], [golden, t('verify.golden')], [differs, t('verify.difference')]]);
    else
      [view, golden, differs].forEach(picture => picture?.close());
  }
}
