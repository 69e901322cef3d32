/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The products: a list, and by #/products/NAME the editor, by #/products/NAME/history what it was. */
import { get, mayBe } from './api.js';
import { ask as question } from './dialog.js';
import { brief, button, el, fill, isTyping } from './dom.js';
import { openEditor } from './editor.js';
import { openHistory } from './history.js';
import { count, t } from './i18n.js';
import { say, sayRefused } from './shell.js';

/* What the station takes for a new product's name. */
const NEW_NAME = '[A-Za-z0-9_\\-]+';

function makeRow (product) {
  const link = '#/' + ['products', product.name].map(encodeURIComponent).join('/');
  return el('tr', {},
    el('td', {}, el('a', { class: 'name', href: link }, brief(product.name, 80))),
    el('td', { class: 'wide' }, brief(product.description, 200)),
    el('td', {}, el('code', {}, product.revision === null ? t('products.unread') : product.revision.slice(0, 12))),
    el('td', {}, el('a', { href: link + '/history' }, t('history'))));
}

/* Nothing is saved before the editor saves. */
async function askName (products) {
  const name = el('input', { required: true, pattern: NEW_NAME, maxlength: '100', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  const chosen = await question(t('products.new'),
    el('label', {}, el('span', {}, t('products.name')), name, el('small', {}, t('products.name.hint'))),
    [[true, t('products.make'), { class: 'main' }], [null, t('cancel')]]);
  if (chosen === null)
    return;
  if (name.value === '' || !name.checkValidity())
    say(t('products.name.hint'), 'bad');
  else if (products.some(product => product.name === name.value))
    say(t('products.taken', { name: name.value }), 'bad');
  else
    location.hash = '#/products/' + encodeURIComponent(name.value);
}

function openList (place) {
  const rows = el('tbody');
  const search = el('input', { type: 'search', placeholder: t('search'), 'aria-label': t('search'), spellcheck: 'false', oninput: show });
  const total = el('p', { class: 'count', role: 'status' });
  let products = [];

  function show () {
    const wanted = search.value.toLowerCase();
    const found = products.filter(product => (product.name + ' ' + (product.description ?? '')).toLowerCase().includes(wanted));
    fill(rows, found.map(makeRow));
    total.textContent = count('products.count', found.length);
  }

  async function load () {
    try {
      products = (await get('/v1/products')).products;
      show();
    } catch (error) {
      sayRefused(error);
    }
  }

  function onKey (event) {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey)
      return;
    if (event.key === '/') {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'n' && mayBe('engineer')) {
      event.preventDefault();
      askName(products);
    }
  }

  fill(place, el('div', { class: 'sheet' },
    el('div', { class: 'head' }, el('h1', {}, t('page.products')), total, search,
      mayBe('engineer') ? button(t('products.new'), () => askName(products), { class: 'main', id: 'new-product' }) : null),
    el('table', { class: 'list' },
      el('thead', {}, el('tr', {}, ['name', 'description', 'revision', 'history'].map(key => el('th', { scope: 'col' }, t('products.column.' + key))))),
      rows)));
  document.addEventListener('keydown', onKey);
  load();
  return {
    close: () => document.removeEventListener('keydown', onKey),
    refresh: load,
    keys: [['/', t('key.search')], ...mayBe('engineer') ? [['n', t('products.new')]] : []],
  };
}

export function open (place, segments) {
  if (segments.length === 0)
    return openList(place);
  if (segments[1] === 'history')
    return openHistory(place, segments[0]);
  return openEditor(place, segments[0]);
}
