/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How sharp and how bright the newest frame is, measured again and again while somebody looks. */
import { ApiError, get } from './api.js';
import { makeHistogram, makeHistory } from './camera-plots.js';
import { button, el, fill } from './dom.js';
import { digits, percent, t } from './i18n.js';

const EVERY_MS = 500;
const KEPT = 120; /* Values of the history. */
const CHANNELS = ['gray', 'red', 'green', 'blue'];
const MUCH = 0.1; /* Percent of the pixels that are not worth a word, and from where on exposure is wrong. */
const TOO_MUCH = 1;

function shareOf (counts, value) {
  return 100 * counts[value] / Math.max(1, counts.reduce((sum, count) => sum + count, 0));
}

/* What to do is said if one end alone is clipped: of both it is the scene. */
function describeEnd ({ name, shares }, alone) {
  const worst = Math.max(...shares.map(([, share]) => share));
  return el('li', { class: worst >= TOO_MUCH ? 'danger' : 'doubt' }, t('camera.clipped.' + name) + ': ' + shares.map(([channel, share]) => t('camera.channel.' + channel) + ' ' + percent(share)).join(', '),
    alone && worst >= TOO_MUCH ? ' \u2013 ' + t('camera.clipped.' + name + '.do') : null);
}

/* Sentences of what has no detail any more, as no value says how bright or dark it is. */
function describeClipped (histogram, channels) {
  const ends = [['white', 255], ['black', 0]].map(([name, value]) => ({ name, shares: channels.map(channel => [channel, shareOf(histogram[channel], value)]).filter(([, share]) => share >= MUCH) }))
    .filter(end => end.shares.length > 0);
  return ends.length > 0 ? ends.map(end => describeEnd(end, ends.length === 1)) : el('li', {}, t('camera.clipped.none'));
}

export class CameraMeasures {
  #view;
  #timer = 0;
  #closed = false;
  #asked = 0;
  #last = null; /* The frame that was measured. */
  #history = [];
  #best = 0;

  constructor (view) {
    this.#view = view;
    view.onchange = () => this.begin();
    this.value = el('strong', { class: 'sharp' }, '\u2013');
    this.share = el('span', { class: 'of-best' });
    this.line = el('div');
    this.bars = el('div');
    this.clipped = el('ul', { class: 'said' });
    this.bright = el('section', { class: 'card', 'aria-label': t('camera.histogram'), hidden: true }, el('h2', {}, t('camera.histogram')), this.bars, this.clipped);
    this.node = el('div', {}, el('section', { class: 'card', 'aria-label': t('camera.sharpness') },
      el('div', { class: 'head' }, el('h2', {}, t('camera.sharpness')), button(t('camera.begin'), () => this.begin(), { class: 'small', id: 'camera-begin', title: 'R' })),
      el('p', { class: 'sharpness' }, this.value, ' ', this.share), this.line, el('p', { class: 'soft' }, t('camera.sharpness.hint'))),
    this.bright);
    this.refresh();
  }

  close () {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /* What was before is no measure of what comes. */
  begin () {
    this.#history = [];
    this.#best = 0;
    this.#last = null;
    this.refresh();
  }

  async refresh () {
    const mine = ++this.#asked;
    clearTimeout(this.#timer);
    try {
      if (!document.hidden)
        await this.#measure(mine);
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status === 400)
        await this.#view.learn().catch(() => {});
    }
    if (!this.#closed && mine === this.#asked)
      this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }

  async #measure (mine) {
    const found = await get('/v1/frames/last/measure?' + new URLSearchParams(this.#view.area ?? {}));
    if (this.#closed || mine !== this.#asked || found.frame === this.#last)
      return;
    this.#last = found.frame;
    this.#history = [...this.#history.slice(1 - KEPT), found.sharpness];
    this.#best = Math.max(this.#best, found.sharpness);
    this.#show(found);
  }

  #show (found) {
    this.bright.hidden = false;
    this.value.textContent = digits(found.sharpness);
    this.share.textContent = this.#best > 0 ? t('camera.best', { share: percent(100 * found.sharpness / this.#best), best: digits(this.#best) }) : '';
    fill(this.line, makeHistory(this.#history, this.#best, KEPT, t('camera.history')));
    const gray = ['red', 'green', 'blue'].every(channel => found.histogram[channel].every((count, at) => count === found.histogram.gray[at]));
    const channels = gray ? ['gray'] : CHANNELS;
    fill(this.bars, makeHistogram(found.histogram, channels, t('camera.histogram')));
    fill(this.clipped, describeClipped(found.histogram, channels));
  }
}
