/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The goldens of an ROI as the station has them, and the ways to change them. Each change names what it replaces, and can be
 * taken back by what it left. */
import { ask, path } from './api.js';

/* The last change of each ROI, {before, after}: revisions, as long as the pages are open. */
const undone = new Map();

export class Goldens {
  constructor (product, roi) {
    this.product = product;
    this.roi = roi;
    this.list = [];
    this.tag = null;
    this.most = 0;
  }

  get #key () {
    return JSON.stringify([this.product, this.roi]);
  }

  /* What somebody else has changed since is not taken back with it. */
  get canUndo () {
    return this.tag !== null && undone.get(this.#key)?.after === this.tag;
  }

  path (...more) {
    return path('products', this.product, 'rois', String(this.roi), 'goldens', ...more);
  }

  async load () {
    const answer = await ask('GET', this.path());
    this.tag = answer.headers.get('ETag');
    const said = await answer.json();
    this.list = said.goldens;
    this.most = said.most;
  }

  async #change (method, way, options) {
    const answer = await ask(method, way, { ...options, headers: { 'If-Match': options.tag } });
    const said = await answer.json();
    undone.set(this.#key, { before: said.before, after: '"' + said.revision + '"' });
    await this.load();
    return said;
  }

  /* The tag is that of the goldens for which it was found out what the change would do. */
  add (blob, note, tag) {
    const form = new FormData();
    form.append('picture', blob, 'picture');
    if (note !== '')
      form.append('note', note);
    return this.#change('POST', this.path(), { raw: form, tag });
  }

  remove (name, note, tag) {
    return this.#change('DELETE', this.path(name) + (note === '' ? '' : '?note=' + encodeURIComponent(note)), { tag });
  }

  promote (name) {
    return this.#change('POST', this.path(name, 'promote'), { tag: this.tag });
  }

  /* Only back: what was taken back is taught anew only after it was looked at anew. */
  async undo () {
    await ask('POST', this.path('restore'), { body: { revision: undone.get(this.#key).before }, headers: { 'If-Match': this.tag } });
    undone.delete(this.#key);
    await this.load();
  }
}
