/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cameras that answer a search, whether the station uses them or not. */
import { ApiError, get } from './api.js';
import { badge, brief, button, el, fill, table } from './dom.js';
import { t } from './i18n.js';

const COLUMNS = ['name', 'address', 'serial', 'protocol', 'use'];

function makeRow (camera) {
  return [el('strong', {}, brief(camera.name ?? camera.id ?? '\u2013', 80)), el('code', {}, brief(camera.address ?? '\u2013', 60)), el('code', {}, brief(camera.serial ?? '\u2013', 60)), brief(camera.protocol ?? '\u2013', 30),
    camera.open ? badge('pass', t('camera.used')) : el('code', {}, 'camera:' + brief(camera.id ?? '', 80))];
}

export class CameraList {
  #asked = 0;

  constructor () {
    this.list = el('div', { 'aria-live': 'polite' });
    this.again = button(t('camera.search'), () => this.refresh(), { class: 'small', id: 'camera-search' });
    this.node = el('section', { 'aria-label': t('camera.all') }, el('div', { class: 'head' }, el('h2', {}, t('camera.all')), this.again), this.list);
    this.refresh();
  }

  close () {
    this.#asked++;
  }

  async refresh () {
    const mine = ++this.#asked;
    this.again.disabled = true;
    fill(this.list, el('p', { class: 'soft' }, t('camera.searching')));
    let found;
    try {
      const { cameras } = await get('/v1/cameras');
      found = cameras.length === 0 ? el('p', { class: 'soft' }, t('camera.all.none')) : table(COLUMNS.map(key => [t('camera.column.' + key), null]), cameras.map(makeRow), t('camera.all'));
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      found = el('p', { class: 'soft' }, error.status === 0 ? t('gone') : brief(error.message, 300));
    }
    if (mine !== this.#asked)
      return;
    fill(this.list, found);
    this.again.disabled = false;
  }
}
