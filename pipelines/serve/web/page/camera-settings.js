/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the camera is set to, with what is allowed; engineers change it while it runs. Features beyond the usual ones are read by
 * their name. */
import { ApiError, ask, get, mayBe } from './api.js';
import { brief, el, fill } from './dom.js';
import { has, number, t } from './i18n.js';
import { say } from './shell.js';

const SETTINGS = '/v1/cameras/open/settings';
const USUAL = ['exposure', 'gain', 'frame-rate'];
const MOST = 20;

/* Features that somebody asked for, as long as the pages are open. */
const more = [];

function makeInput (setting) {
  const { value } = setting;
  if (Array.isArray(setting.values))
    return el('select', {}, setting.values.map(one => el('option', { value: one, selected: one === value }, brief(one, 60))));
  if (typeof value === 'boolean')
    return el('select', {}, [true, false].map(one => el('option', { value: String(one), selected: one === value }, t(one ? 'camera.on' : 'camera.off'))));
  if (typeof value === 'number')
    return el('input', { type: 'number', step: 'any', value: String(value) });
  return el('input', { value: String(value ?? ''), maxlength: 128, spellcheck: 'false' });
}

function readInput (setting, input) {
  if (typeof setting.value === 'number')
    return Number(input.value);
  return typeof setting.value === 'boolean' ? input.value === 'true' : input.value;
}

export class CameraSettings {
  #shown = new Map(); /* By name: the setting and its nodes. */
  #closed = false;

  constructor () {
    this.fields = el('div', { class: 'settings' });
    this.wrong = el('p', { class: 'wrong', role: 'status' });
    this.submit = el('button', { type: 'submit', class: 'main', id: 'camera-set' }, t('camera.set'));
    this.name = el('input', { 'aria-label': t('camera.feature'), placeholder: t('camera.feature'), spellcheck: 'false', autocapitalize: 'off', maxlength: 128, pattern: '[A-Za-z0-9_\\-]+', id: 'camera-feature' });
    this.feature = el('form', { class: 'feature', onsubmit: event => this.#onFeature(event) }, this.name, el('button', { type: 'submit', class: 'small' }, t('camera.read')));
    this.hint = el('p', { class: 'soft' }, t(mayBe('engineer') ? 'camera.settings.hint' : 'camera.settings.look'));
    this.node = el('section', { class: 'card', 'aria-label': t('camera.settings') }, el('h2', {}, t('camera.settings')),
      el('form', { onsubmit: event => this.#onSubmit(event) }, this.fields, this.wrong, mayBe('engineer') ? el('div', { class: 'choices' }, this.submit) : null),
      this.feature,
      this.hint);
    this.refresh();
  }

  close () {
    this.#closed = true;
  }

  async refresh () {
    try {
      const { settings } = await get(SETTINGS + '?features=' + encodeURIComponent([...USUAL, ...more].join(',')));
      if (!this.#closed)
        this.#show(settings);
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status !== 0)
        this.wrong.textContent = brief(error.message, 300);
    }
  }

  #show (settings) {
    const none = settings.every(setting => setting.error !== undefined && setting.error === settings[0].error);
    this.wrong.textContent = '';
    this.#shown = new Map();
    fill(this.fields, none ? el('p', { class: 'soft' }, brief(settings[0].error, 300)) : settings.map(setting => this.#makeField(setting)));
    this.submit.hidden = this.#shown.size === 0;
    this.feature.hidden = this.hint.hidden = none;
  }

  #makeField (setting) {
    const label = brief(has('camera.setting.' + setting.name) ? t('camera.setting.' + setting.name) : setting.name, 60);
    const wrong = el('span', { class: 'wrong', role: 'alert' }, setting.error === undefined ? '' : brief(setting.error, 200));
    if (setting.error !== undefined)
      return el('div', { class: 'setting' }, el('span', {}, label), wrong);
    const input = makeInput(setting);
    input.dataset.setting = setting.name;
    input.disabled = !mayBe('engineer');
    this.#shown.set(setting.name, { setting, input, wrong });
    return el('label', { class: 'setting' }, el('span', {}, label), input,
      setting.min === undefined ? null : el('small', {}, t('camera.range', { min: number(setting.min), max: number(setting.max) })), wrong);
  }

  #changed () {
    return Object.fromEntries([...this.#shown].map(([name, { setting, input }]) => [name, readInput(setting, input), setting.value]).filter(([, value, was]) => value !== was));
  }

  async #onSubmit (event) {
    event.preventDefault();
    const settings = this.#changed();
    if (this.submit.disabled || Object.keys(settings).length === 0)
      return;
    this.submit.disabled = true;
    this.wrong.textContent = '';
    try {
      await ask('PUT', SETTINGS, { body: { settings } });
      say(t('camera.set.done'));
      await this.refresh();
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      this.#showWrong(error);
    } finally {
      this.submit.disabled = false;
    }
  }

  /* Those before the one that is refused are set: what is typed stays, and is compared with what the camera has now. */
  #showWrong (error) {
    const name = [...this.#shown.keys()].find(one => error.message.startsWith(one + '='));
    for (const set of error.answer?.settings ?? [])
      if (this.#shown.has(set.name))
        this.#shown.get(set.name).setting = set;
    const place = name === undefined ? this.wrong : this.#shown.get(name).wrong;
    place.textContent = error.status === 0 ? t('gone') : brief(error.message, 300);
    if (name !== undefined)
      this.#shown.get(name).input.focus();
  }

  #onFeature (event) {
    event.preventDefault();
    const name = this.name.value.trim();
    if (name === '' || !this.name.checkValidity())
      return;
    if (!USUAL.includes(name) && !more.includes(name) && more.length < MOST)
      more.push(name);
    this.name.value = '';
    this.refresh();
  }
}
