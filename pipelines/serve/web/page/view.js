/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A canvas in which one looks at a picture at any scale. Drawn by ourselves and not by Leaflet: boxes lie on whole pixels
 * of the picture, hundreds of them move in one frame, and pixels are squares when one looks closely. */

const MAX_SCALE = 64;
const WHEEL_STEP = 1.0018;
const KEY_STEP = 1.5;
const FIT_MARGIN = 12;

export class PictureView {
  #asked = false;
  #observer;
  #fits = true;

  /* paint(context, view) draws over the picture, in device pixels. */
  constructor (canvas, paint) {
    this.canvas = canvas;
    this.paint = paint;
    this.picture = null;
    this.x = 0; /* Of the picture, at the canvas's left. */
    this.y = 0;
    this.scale = 1; /* CSS pixels for each of the picture. */
    this.context = canvas.getContext('2d', { alpha: false });
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas);
    canvas.addEventListener('wheel', event => this.#onWheel(event), { passive: false });
  }

  close () {
    this.#observer.disconnect();
    this.picture?.close();
    this.picture = null;
  }

  get ratio () {
    return this.canvas.width / Math.max(1, this.canvas.clientWidth);
  }

  show (picture) {
    const same = this.picture !== null && picture.width === this.picture.width && picture.height === this.picture.height;
    this.picture?.close();
    this.picture = picture;
    if (!same)
      this.fit();
    this.draw();
  }

  #resize () {
    const ratio = window.devicePixelRatio;
    const width = Math.max(1, Math.round(this.canvas.clientWidth * ratio)), height = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
    if (width !== this.canvas.width || height !== this.canvas.height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    if (this.#fits)
      this.fit();
    this.draw();
  }

  get #smallest () {
    if (this.picture === null)
      return 1;
    const width = Math.max(1, this.canvas.clientWidth - 2 * FIT_MARGIN), height = Math.max(1, this.canvas.clientHeight - 2 * FIT_MARGIN);
    return Math.min(width / this.picture.width, height / this.picture.height);
  }

  fit () {
    if (this.picture === null)
      return;
    this.scale = Math.min(this.#smallest, 8);
    this.x = (this.picture.width - this.canvas.clientWidth / this.scale) / 2;
    this.y = (this.picture.height - this.canvas.clientHeight / this.scale) / 2;
    this.#fits = true;
    this.draw();
  }

  /* At a point of the canvas, which stays where it is; in CSS pixels. */
  zoom (scale, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const wanted = Math.min(MAX_SCALE, Math.max(Math.min(this.#smallest / 2, 1), scale));
    this.x += x / this.scale - x / wanted;
    this.y += y / this.scale - y / wanted;
    this.scale = wanted;
    this.#fits = false;
    this.draw();
  }

  step (direction) {
    this.zoom(this.scale * KEY_STEP ** direction);
  }

  pan (dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.#fits = false;
    this.draw();
  }

  /* Moves as little as needed for a box, of the picture, to be seen. */
  reveal (box) {
    const width = this.canvas.clientWidth / this.scale, height = this.canvas.clientHeight / this.scale;
    const shift = (at, size, from, to) => from >= at && to <= at + size ? 0 : (from + to) / 2 - at - size / 2;
    const dx = shift(this.x, width, box.x1, box.x2), dy = shift(this.y, height, box.y1, box.y2);
    if (dx !== 0 || dy !== 0)
      this.pan(-dx * this.scale, -dy * this.scale);
  }

  /* A box of the picture becomes so large that it takes this part of what is seen. */
  look (box, part = 0.5) {
    const width = Math.max(1, box.x2 - box.x1), height = Math.max(1, box.y2 - box.y1);
    this.scale = Math.min(MAX_SCALE / 4, this.canvas.clientWidth / width * part, this.canvas.clientHeight / height * part);
    this.x = (box.x1 + box.x2) / 2 - this.canvas.clientWidth / this.scale / 2;
    this.y = (box.y1 + box.y2) / 2 - this.canvas.clientHeight / this.scale / 2;
    this.#fits = false;
    this.draw();
  }

  /* Where an event is, in CSS pixels of the canvas, and in the picture. */
  locate (event) {
    const frame = this.canvas.getBoundingClientRect();
    const left = event.clientX - frame.left, top = event.clientY - frame.top;
    return { left, top, x: this.x + left / this.scale, y: this.y + top / this.scale };
  }

  #onWheel (event) {
    event.preventDefault();
    const { left, top } = this.locate(event);
    const unit = event.deltaMode === 1 ? 30 : 1;
    if (event.shiftKey)
      this.pan(-(event.deltaX || event.deltaY) * unit, 0);
    else
      this.zoom(this.scale * WHEEL_STEP ** (-event.deltaY * unit), left, top);
  }

  /* Soon, and once for all that has changed. */
  draw () {
    if (this.#asked)
      return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#drawNow();
    });
  }

  #drawNow () {
    const context = this.context;
    const ratio = this.ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = getComputedStyle(this.canvas).getPropertyValue('--well') || '#888';
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.picture?.draw(context, {
      x: this.x, y: this.y, scale: this.scale * ratio, width: this.canvas.width, height: this.canvas.height }, () => this.draw());
    this.paint(context, this);
    this.canvas.dataset.place = [this.x, this.y, this.scale].join(' ');
  }
}
