/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A picture that the station keeps as a frame, and of which only those parts come here that are looked at. It is what an
 * inspection sees. See picture.js for what a picture does. */
import { ApiError, ask, get } from './api.js';
import { WholePicture } from './picture.js';

/* Tiles that are kept, of 256 KiB each, and requests at the same time. */
const KEPT = 300;
const AT_ONCE = 6;
const SQUARES_FROM = 2;

export class TilePicture {
  #frame;
  #blob; /* Null: the picture is the station's own. */
  #tiles = new Map(); /* By name, the ones that were drawn last at the end. */
  #wanted = [];
  #loading = new Set();
  #changed = () => {};
  #sending = null;
  #closed = false;

  constructor (frame, blob, name) {
    this.#frame = frame;
    this.#blob = blob;
    this.name = name;
    this.width = frame.width;
    this.height = frame.height;
  }

  /* Sends a picture file. */
  static async send (blob, name) {
    return new TilePicture(await upload(blob), blob, name);
  }

  /* id: of a frame that the station has, or last. */
  static async open (id) {
    const frame = await get('/v1/frames/' + encodeURIComponent(id));
    return new TilePicture(frame, null, frame.id);
  }

  close () {
    this.#closed = true;
    this.#wanted = [];
    for (const tile of this.#tiles.values())
      tile.close();
    this.#tiles.clear();
    if (this.#blob !== null)
      ask('DELETE', this.#path()).catch(() => {});
  }

  #path (...more) {
    return ['/v1/frames', this.#frame.id, ...more].join('/');
  }

  /* Of an image file for others; of the station's frame one with the same pixels. */
  async file () {
    return this.#blob ?? (await ask('GET', this.#path('picture') + '?format=png&width=' + this.width)).blob();
  }

  /* A frame that made way for others is sent once more: all who noticed wait for the same. */
  async #revive () {
    this.#sending ??= upload(this.#blob).then(frame => {
      this.#frame = frame;
    }).finally(() => {
      this.#sending = null;
    });
    await this.#sending;
  }

  async #fetch (name, exact) {
    const way = () => this.#path('tile', name) + (exact ? '?format=png' : '');
    const asked = this.#frame.id;
    try {
      return await (await ask('GET', way())).blob();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404 || this.#blob === null || this.#closed)
        throw error;
      if (asked === this.#frame.id)
        await this.#revive();
      return (await ask('GET', way())).blob();
    }
  }

  async #load (name) {
    this.#loading.add(name);
    try {
      const bitmap = await createImageBitmap(await this.#fetch(name, false), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
      if (this.#closed) {
        bitmap.close();
        return;
      }
      this.#tiles.set(name, bitmap);
      this.#forget();
      this.#changed();
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof DOMException))
        throw error;
    } finally {
      this.#loading.delete(name);
      this.#pump();
    }
  }

  #forget () {
    for (const [name, tile] of this.#tiles) {
      if (this.#tiles.size <= KEPT)
        return;
      tile.close();
      this.#tiles.delete(name);
    }
  }

  #pump () {
    while (this.#loading.size < AT_ONCE && this.#wanted.length > 0) {
      const name = this.#wanted.shift();
      if (!this.#tiles.has(name) && !this.#loading.has(name))
        this.#load(name);
    }
  }

  /* Zoom at which a tile's pixel is no larger than one of the screen. */
  #zoom (scale) {
    const { max_zoom: max } = this.#frame;
    return Math.max(0, Math.min(max, max + Math.ceil(Math.log2(scale) - 1e-9)));
  }

  #side (zoom) {
    return this.#frame.tile_size * 2 ** (this.#frame.max_zoom - zoom);
  }

  /* A part of the picture from a tile, or from a coarser one that is there. */
  #drawPart (context, place, part) {
    for (let zoom = part.zoom; zoom >= 0; zoom--) {
      const side = this.#side(zoom);
      const x = Math.floor(part.x1 / side), y = Math.floor(part.y1 / side);
      const name = [zoom, x, y].join('/');
      const tile = this.#tiles.get(name);
      if (tile === undefined)
        continue;
      this.#tiles.delete(name);
      this.#tiles.set(name, tile);
      const fx = tile.width / Math.min(side, this.width - x * side), fy = tile.height / Math.min(side, this.height - y * side);
      const left = Math.round((part.x1 - place.x) * place.scale), top = Math.round((part.y1 - place.y) * place.scale);
      const right = Math.round((part.x2 - place.x) * place.scale), bottom = Math.round((part.y2 - place.y) * place.scale);
      context.drawImage(tile, (part.x1 - x * side) * fx, (part.y1 - y * side) * fy, (part.x2 - part.x1) * fx, (part.y2 - part.y1) * fy, left, top, right - left, bottom - top);
      return;
    }
  }

  draw (context, place, changed) {
    if (this.#closed)
      return;
    const { x, y, scale, width, height } = place;
    const zoom = this.#zoom(scale), side = this.#side(zoom);
    const last = { x: Math.ceil(this.width / side) - 1, y: Math.ceil(this.height / side) - 1 };
    const from = { x: Math.max(0, Math.floor(x / side)), y: Math.max(0, Math.floor(y / side)) };
    const to = { x: Math.min(last.x, Math.floor((x + width / scale) / side)), y: Math.min(last.y, Math.floor((y + height / scale) / side)) };
    const wanted = [];
    this.#changed = changed;
    context.imageSmoothingEnabled = scale < SQUARES_FROM;
    for (let row = from.y; row <= to.y; row++)
      for (let column = from.x; column <= to.x; column++) {
        this.#drawPart(context, place, { zoom, x1: column * side, y1: row * side, x2: Math.min(this.width, (column + 1) * side), y2: Math.min(this.height, (row + 1) * side) });
        wanted.push({ name: [zoom, column, row].join('/'), far: Math.hypot((column + 0.5) * side - x - width / scale / 2, (row + 0.5) * side - y - height / scale / 2) });
      }
    this.#wanted = ['0/0/0', ...wanted.sort((a, b) => a.far - b.far).map(one => one.name)];
    this.#pump();
  }

  /* Mean colour of a few pixels around a point, as they are. */
  async colour (x, y) {
    const { max_zoom: zoom, tile_size: side } = this.#frame;
    const column = Math.floor(x / side), row = Math.floor(y / side);
    const tile = await WholePicture.decode(await this.#fetch([zoom, column, row].join('/'), true), '');
    try {
      return tile.colour(x - column * side, y - row * side);
    } finally {
      tile.close();
    }
  }
}

async function upload (blob) {
  return (await ask('POST', '/v1/frames', { raw: blob, headers: { 'Content-Type': 'application/octet-stream' } })).json();
}
