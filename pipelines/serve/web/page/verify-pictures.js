/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A failed ROI beside its golden and what differs between them; all of them at one scale and place. */
import { ApiError, ask, get } from './api.js';
import { el, fill } from './dom.js';
import { t } from './i18n.js';
import { WholePicture } from './picture.js';
import { PictureView } from './view.js';

/* Differences are shown so many times stronger. */
const GAIN = 2;
/* Pictures that are so many times as wide as high lie above each other. */
const FLAT = 3;

/* The record of a board; null: none was kept. */
export async function findRecord (board) {
  try {
    return (await get('/v1/archive?board=' + encodeURIComponent(board))).records[0] ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return null;
    throw error;
  }
}

async function load (record, file, name) {
  if (typeof file !== 'string')
    return null;
  try {
    const path = [...record.split('/'), file].map(encodeURIComponent).join('/');
    return await WholePicture.decode(await (await ask('GET', '/v1/archive/' + path)).blob(), name);
  } catch (error) {
    if (error instanceof ApiError || error instanceof DOMException)
      return null;
    throw error;
  }
}

function pixelsOf (picture) {
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d', { willReadFrequently: true });
  picture.draw(context, { x: 0, y: 0, scale: 1, width: picture.width, height: picture.height }, () => {});
  return context.getImageData(0, 0, picture.width, picture.height);
}

/* Null where the sizes are not the same. */
async function difference (a, b) {
  if (a === null || b === null || a.width !== b.width || a.height !== b.height)
    return null;
  const one = pixelsOf(a), other = pixelsOf(b);
  for (let at = 0; at < one.data.length; at++)
    one.data[at] = at % 4 === 3 ? 255 : Math.min(255, GAIN * Math.abs(one.data[at] - other.data[at]));
  return new WholePicture(await createImageBitmap(one), null, '');
}

export class VerifyPictures {
  #views = [];
  #asked = 0;

  constructor (node) {
    this.node = node;
  }

  close () {
    this.#asked++;
    for (const view of this.#views)
      view.close();
    this.#views = [];
  }

  #follow (from) {
    for (const view of this.#views)
      if (view !== from)
        view.look({ x1: from.x, y1: from.y, x2: from.x + from.canvas.clientWidth / from.scale, y2: from.y + from.canvas.clientHeight / from.scale }, 1);
  }

  #add (picture, caption) {
    const canvas = el('canvas', { role: 'img', 'aria-label': caption });
    const figure = el('figure', {}, canvas, el('figcaption', {}, caption));
    this.node.append(figure);
    const view = new PictureView(canvas, () => {});
    view.show(picture);
    let last = null;
    canvas.addEventListener('wheel', () => this.#follow(view));
    canvas.addEventListener('pointerdown', event => {
      last = event;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => {
      if (last === null)
        return;
      view.pan(event.clientX - last.clientX, event.clientY - last.clientY);
      last = event;
      this.#follow(view);
    });
    canvas.addEventListener('pointerup', () => {
      last = null;
    });
    this.#views.push(view);
  }

  fit () {
    for (const view of this.#views)
      view.fit();
  }

  /* pictures: [picture, caption], which are closed here; those that are null are left out. */
  set (pictures) {
    this.close();
    this.#place(pictures);
  }

  #place (pictures) {
    fill(this.node, pictures.every(([picture]) => picture === null) ? el('p', { class: 'empty' }, t('verify.nopicture')) : null);
    const [first] = pictures.flatMap(([picture]) => picture ?? []);
    this.node.classList.toggle('flat', first !== undefined && first.width > FLAT * first.height);
    for (const [picture, caption] of pictures)
      if (picture !== null)
        this.#add(picture, caption);
  }

  /* record: (nullable); number: of an ROI. */
  async show (record, number) {
    this.close();
    const mine = this.#asked;
    const files = record?.rois?.find(roi => roi.id === number) ?? null;
    fill(this.node, files === null ? el('p', { class: 'empty' }, t('verify.nopicture')) : el('p', { class: 'empty' }, t('loading')));
    if (files === null)
      return;
    const [crop, golden] = await Promise.all([load(record.record, files.crop, 'crop'), load(record.record, files.golden, 'golden')]);
    const differs = await difference(crop, golden);
    if (mine !== this.#asked) {
      for (const picture of [crop, golden, differs])
        picture?.close();
      return;
    }
    this.#place([[crop, t('verify.board')], [golden, t('verify.golden')], [differs, t('verify.difference')]]);
  }
}
