/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that somebody captured, as long as the station keeps them. */
import { ask, get, path, post } from './api.js';
import { badge, brief, button, el, fill } from './dom.js';
import { clock, t } from './i18n.js';
import { sayRefused } from './shell.js';

const SHOWN = 16;

function verdictOf (verdict) {
  if (verdict === null)
    return el('span', { class: 'soft' }, t('camera.uninspected'));
  return verdict.passed ? badge('pass', t('verdict.pass')) : badge(verdict.complete ? 'fail' : 'timeout', t(verdict.complete ? 'verdict.fail' : 'verdict.incomplete'));
}

export class CameraCaptures {
  #closed = false;

  constructor () {
    this.take = button(t('camera.capture'), () => this.capture(), { class: 'main', id: 'camera-capture', title: 'C' });
    this.strip = el('div', { class: 'crops' });
    this.node = el('section', { class: 'captures', 'aria-label': t('camera.captures') }, el('h2', {}, t('camera.captures')), this.strip);
    this.refresh();
  }

  close () {
    this.#closed = true;
  }

  async refresh () {
    await this.#try(async () => {
      const { frames } = await get('/v1/frames');
      if (!this.#closed)
        this.#show(frames.filter(frame => frame.origin === 'captured').sort((a, b) => b.time.localeCompare(a.time)).slice(0, SHOWN));
    });
  }

  /* Who clicks three times gets one frame. */
  async capture () {
    if (this.take.disabled)
      return;
    this.take.disabled = true;
    await this.#try(async () => {
      await post('/v1/cameras/open/capture');
      await this.refresh();
    });
    this.take.disabled = false;
  }

  async #try (work) {
    try {
      await work();
    } catch (error) {
      sayRefused(error);
    }
  }

  #show (frames) {
    fill(this.strip, frames.length === 0 ? el('p', { class: 'soft' }, t('camera.captures.none')) : frames.map(frame => this.#makeFrame(frame)));
  }

  #makeFrame (frame) {
    const whole = path('frames', frame.id, 'picture');
    const text = t('camera.captured', { time: clock(frame.time), width: frame.width, height: frame.height });
    return el('figure', { class: 'crop' },
      el('a', { href: whole + '?format=png&width=' + frame.width, target: '_blank', rel: 'noopener' }, el('img', { src: whole + '?width=320', alt: text })),
      el('figcaption', {}, text, el('span', {}, verdictOf(frame.verdict), ' ', frame.verdict?.product ? brief(frame.verdict.product, 40) : null)),
      el('div', {}, button(t('form.remove'), () => this.#try(async () => {
        await ask('DELETE', path('frames', frame.id));
        await this.refresh();
      }), { class: 'small', 'aria-label': t('form.remove') + ' ' + clock(frame.time) })));
  }
}
