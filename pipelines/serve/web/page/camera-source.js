/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the station's source is: whether frames come, what is inspected on them, and what was lost. */
import { ApiError, ask, get, mayBe } from './api.js';
import { badge, brief, el, fill } from './dom.js';
import { listen } from './events.js';
import { number, t } from './i18n.js';
import { say, sayRefused } from './shell.js';

const EVERY_MS = 2000;
const STATES = { running: 'pass', starting: 'timeout', waiting: 'error', ended: 'skipped', closed: 'skipped' };

export class CameraSource {
  #timer = 0;
  #closed = false;
  #state = null;
  #stop;
  #told;

  /* told: onNone() if the station has no source, onBack() when it begins to run. */
  constructor (told) {
    this.#told = told;
    this.badge = el('span', { role: 'status' });
    this.message = el('div', { class: 'source-message' });
    this.facts = el('dl', { class: 'facts' });
    this.product = el('select', { id: 'source-product', onchange: () => this.#setProduct() });
    this.node = el('section', { class: 'card', 'aria-label': t('camera.source') }, el('h2', {}, t('camera.source')), this.facts);
    this.#stop = listen((kind, source) => this.#show(source), ['source']);
    this.refresh();
  }

  close () {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop();
  }

  async refresh () {
    clearTimeout(this.#timer);
    try {
      if (!document.hidden || this.#state === null) {
        const source = await get('/v1/source');
        if (!this.#closed)
          this.#show(source);
      }
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      if (error.status === 404 && !this.#closed) {
        this.#showNone();
        return;
      }
    }
    if (!this.#closed)
      this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }

  #showNone () {
    this.#told.onNone();
    fill(this.message, el('p', { class: 'empty' }, t('camera.none')));
    this.node.hidden = true;
  }

  #show (source) {
    fill(this.badge, badge(STATES[source.state] ?? 'error', t('camera.state.' + source.state)));
    fill(this.message, source.reason === null ? null : el('p', { class: 'ill' }, brief(source.reason, 300)),
      source.refused === null ? null : el('p', { class: 'ill' }, t('camera.refused'), ' ', brief(source.refused, 300)));
    if (this.#state === null)
      this.#makeFacts();
    if (source.state === 'running' && this.#state !== 'running')
      this.#told.onBack();
    this.#state = source.state;
    for (const name of ['frames', 'boards', 'lost', 'failures'])
      this[name].textContent = number(source[name]);
    this.lost.className = source.lost > 0 ? 'danger' : '';
    this.#showProduct(source.product);
  }

  #makeFacts () {
    const fact = (name, hint) => {
      this[name] = el('span');
      return [el('dt', {}, t('camera.' + name)), el('dd', {}, this[name], hint ? el('span', { class: 'soft' }, ' ', hint) : null)];
    };
    fill(this.facts, el('dt', {}, el('label', { for: 'source-product' }, t('column.product'))), el('dd', {}, this.product),
      fact('frames'), fact('boards'), fact('lost', t('camera.lost.hint')), fact('failures', t('camera.failures.hint')));
    this.product.disabled = !mayBe('operator');
    this.#loadProducts();
  }

  async #loadProducts () {
    try {
      const { products } = await get('/v1/products');
      const chosen = this.product.value;
      fill(this.product, products.map(product => el('option', { value: product.name }, brief(product.name, 60))));
      this.#showProduct(chosen || null);
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
    }
  }

  /* Not while somebody chooses another one. */
  #showProduct (name) {
    if (document.activeElement === this.product && this.product.value !== '')
      return;
    const value = name ?? '';
    if (![...this.product.options].some(option => option.value === value))
      this.product.append(el('option', { value }, value === '' ? t('form.none') : brief(value, 60)));
    this.product.value = value;
  }

  async #setProduct () {
    try {
      const source = await (await ask('PUT', '/v1/source/product', { body: { product: this.product.value } })).json();
      this.#show(source);
      say(t('camera.product.set', { name: this.product.value }));
    } catch (error) {
      sayRefused(error);
      this.product.blur();
      this.refresh();
    }
  }
}
