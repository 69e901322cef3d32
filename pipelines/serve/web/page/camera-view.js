/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The newest picture of the source, and the part of it that is measured. Pictures come as they are told of; while one is
 * loaded others are passed over, so that a slow line shows fewer, and never old ones. */
import { ApiError, get } from './api.js';
import { el, svg } from './dom.js';
import { listen } from './events.js';
import { t } from './i18n.js';

const PARTS = { all: 1, half: 0.5, quarter: 0.25 };
const OWN = 'own';
const SMALLEST = 16; /* Pixels that somebody meant to choose. */

export class CameraView {
  #frame = null; /* Its size. */
  #area = null; /* What was drawn, in pixels of the frame. */
  #wanted = null;
  #loading = false;
  #closed = false;
  #start = null;
  #stop;

  constructor () {
    this.onchange = () => {};
    this.picture = el('img', { alt: '', class: 'live-picture' });
    this.box = svg('rect', { class: 'area' });
    this.over = svg('svg', { class: 'over', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, this.box);
    this.empty = el('p', { class: 'empty' }, t('editor.noframe'));
    this.frame = el('div', { class: 'live-frame', hidden: true }, this.picture, this.over);
    this.hint = el('p', { class: 'soft', hidden: true }, t('camera.part.hint'));
    this.part = el('select', { id: 'camera-part', onchange: () => this.#choose() }, [...Object.keys(PARTS), OWN].map(name => el('option', { value: name, disabled: name === OWN }, t('camera.part.' + name))));
    this.node = el('section', { class: 'card', 'aria-label': t('camera.live') },
      el('div', { class: 'head' }, el('h2', {}, t('camera.live')), el('label', { class: 'beside' }, t('camera.part'), this.part)), this.empty, this.frame, this.hint);
    this.over.addEventListener('pointerdown', event => this.#onDown(event));
    this.over.addEventListener('pointermove', event => this.#onMove(event));
    this.over.addEventListener('pointerup', () => this.#onUp());
    this.over.addEventListener('pointercancel', () => this.#onUp());
    this.#stop = listen((kind, said) => this.#want(said.picture), ['picture']);
    this.refresh();
  }

  close () {
    this.#closed = true;
    this.#stop();
  }

  async refresh () {
    try {
      await this.learn();
      this.#want('/v1/frames/' + this.#frame.id + '/picture');
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
    }
  }

  /* The size of frames, which may be another one after a setting. */
  async learn () {
    const frame = await get('/v1/frames/last');
    const other = this.#frame === null || frame.width !== this.#frame.width || frame.height !== this.#frame.height;
    this.#frame = frame;
    if (!other)
      return;
    this.over.setAttribute('viewBox', [0, 0, frame.width, frame.height].join(' '));
    this.#area = null;
    if (this.part.value === OWN)
      this.part.value = 'all';
    this.#drawArea();
  }

  /* (nullable): {x, y, width, height} in pixels of the frame, or all of it. */
  get area () {
    if (this.#frame === null || this.part.value === 'all')
      return null;
    if (this.part.value === OWN)
      return this.#area;
    const share = PARTS[this.part.value];
    const width = Math.max(1, Math.round(this.#frame.width * share)), height = Math.max(1, Math.round(this.#frame.height * share));
    return { x: Math.floor((this.#frame.width - width) / 2), y: Math.floor((this.#frame.height - height) / 2), width, height };
  }

  #choose () {
    this.#drawArea();
    this.onchange();
  }

  #drawArea () {
    const area = this.area;
    this.box.classList.toggle('none', area === null);
    for (const [name, value] of Object.entries(area ?? {}))
      this.box.setAttribute(name, value);
  }

  #want (path) {
    this.#wanted = path;
    if (!this.#loading)
      this.#load();
  }

  async #load () {
    this.#loading = true;
    while (this.#wanted !== null && !this.#closed) {
      const next = el('img', { alt: t('camera.live'), class: 'live-picture', src: this.#wanted, draggable: 'false' });
      this.#wanted = null;
      try {
        await next.decode();
      } catch {
        continue; /* It is gone already. */
      }
      this.picture.replaceWith(next);
      this.picture = next;
      if (this.#frame === null)
        this.learn().catch(() => {});
      this.frame.hidden = this.hint.hidden = false;
      this.empty.hidden = true;
    }
    this.#loading = false;
  }

  #locate (event) {
    const place = this.over.getBoundingClientRect();
    const within = (value, size) => Math.max(0, Math.min(size, Math.round(value)));
    return { x: within((event.clientX - place.left) / place.width * this.#frame.width, this.#frame.width), y: within((event.clientY - place.top) / place.height * this.#frame.height, this.#frame.height) };
  }

  #onDown (event) {
    if (this.#frame === null || event.button !== 0)
      return;
    event.preventDefault();
    this.over.setPointerCapture(event.pointerId);
    this.#start = this.#locate(event);
  }

  #onMove (event) {
    if (this.#start === null)
      return;
    const end = this.#locate(event);
    const width = Math.abs(end.x - this.#start.x), height = Math.abs(end.y - this.#start.y);
    if (Math.min(width, height) < SMALLEST)
      return;
    this.#area = { x: Math.min(end.x, this.#start.x), y: Math.min(end.y, this.#start.y), width, height };
    this.part.value = OWN;
    this.#drawArea();
  }

  #onUp () {
    if (this.#start !== null && this.part.value === OWN)
      this.onchange();
    this.#start = null;
  }
}
