/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures to look at. A picture has width, height, name, file(), a promise of an image file with its pixels, colour(x, y),
 * perhaps a promise, of a few of them, and draw(context, place, changed): that draws what is in place, {x, y, scale, width,
 * height}: which of its pixels is at the left and top, device pixels for each of them, and device pixels in all. It may draw coarsely at first, and calls changed() when it can draw better. */

/* From so many device pixels for each of its own on, pixels are shown as squares. */
const SQUARES_FROM = 2;
/* A level is half as wide and high as the one before. */
const MIN_LEVEL = 512;

/* A picture file that is there as a whole. */
export class WholePicture {
  #levels;
  #next = null;

  constructor (bitmap, blob, name) {
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.blob = blob;
    this.name = name;
    this.#levels = [bitmap];
  }

  static async decode (blob, name) {
    return new WholePicture(await createImageBitmap(blob, { imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none' }), blob, name);
  }

  async file () {
    return this.blob;
  }

  close () {
    for (const level of this.#levels)
      level.close();
    this.#levels = [];
  }

  /* Makes the next smaller level, once. */
  async #makeLevel (changed) {
    const last = this.#levels.at(-1);
    this.#next = createImageBitmap(last, { resizeWidth: Math.ceil(last.width / 2), resizeHeight: Math.ceil(last.height / 2), resizeQuality: 'medium' });
    const level = await this.#next;
    this.#next = null;
    if (this.#levels.length === 0)
      level.close();
    else
      this.#levels.push(level);
    changed();
  }

  #choose (scale, changed) {
    let index = 0;
    while (scale * 2 ** (index + 1) <= 1 && index + 1 < this.#levels.length)
      index++;
    const last = this.#levels.at(-1);
    if (scale * 2 ** this.#levels.length <= 1 && Math.min(last.width, last.height) > MIN_LEVEL && this.#next === null)
      this.#makeLevel(changed);
    return this.#levels[index];
  }

  /* All of it, as large as that. */
  drawInto (context, width, height) {
    context.drawImage(this.#levels[0], 0, 0, width, height);
  }

  /* Mean colour of a few pixels around a point. */
  colour (x, y) {
    const size = Math.min(5, this.width, this.height);
    const left = Math.max(0, Math.min(this.width - size, x - 2)), top = Math.max(0, Math.min(this.height - size, y - 2));
    const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true });
    context.drawImage(this.#levels[0], left, top, size, size, 0, 0, size, size);
    const data = context.getImageData(0, 0, size, size).data;
    return [0, 1, 2].map(part => Math.round(data.reduce((sum, value, at) => at % 4 === part ? sum + value : sum, 0) / (size * size)));
  }

  draw (context, place, changed) {
    if (this.#levels.length === 0)
      return;
    const { x, y, scale, width, height } = place;
    const level = this.#choose(scale, changed);
    const left = Math.max(0, Math.floor(x)), top = Math.max(0, Math.floor(y));
    const right = Math.min(this.width, Math.ceil(x + width / scale)), bottom = Math.min(this.height, Math.ceil(y + height / scale));
    if (right <= left || bottom <= top)
      return;
    const fx = level.width / this.width, fy = level.height / this.height;
    context.imageSmoothingEnabled = scale < SQUARES_FROM;
    context.drawImage(level, left * fx, top * fy, (right - left) * fx, (bottom - top) * fy,
      (left - x) * scale, (top - y) * scale, (right - left) * scale, (bottom - top) * scale);
  }
}
