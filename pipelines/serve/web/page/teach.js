/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Teaching: #/teach chooses a product, #/teach/PRODUCT lists its compare ROIs with their false calls, #/teach/PRODUCT/ROI is
 * where goldens are looked at, taught and taken away. */
import { ApiError, ask, get, path } from './api.js';
import { brief, el, fill, table } from './dom.js';
import { count, number, t } from './i18n.js';
import { ProductSchema } from './product-schema.js';
import { ProductText } from './product-text.js';
import { say } from './shell.js';
import { makeBar } from './statistics-plot.js';
import { openRoi } from './teach-roi.js';

function linkTo (...segments) {
  return '#/' + ['teach', ...segments].map(encodeURIComponent).join('/');
}

/* A station without a store knows no false calls. */
async function countsOf (product) {
  try {
    return (await get('/v1/stats?by=roi&product=' + encodeURIComponent(product))).rows;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return [];
    throw error;
  }
}

async function compareRois (product) {
  const schema = await ProductSchema.load();
  const text = new ProductText(await (await ask('GET', path('products', product))).text());
  return text.rois.filter(roi => schema.typeOf(roi.value) === 'compare')
    .map(roi => ({ number: schema.read(roi.value, 'idx'), device: schema.read(roi.value, 'device_location') ?? 1, enabled: schema.read(roi.value, 'enabled') !== false }));
}

function openList (place, title, back, load) {
  const list = el('div', { 'aria-busy': 'true' });
  const sum = el('p', { class: 'count', role: 'status' });
  let closed = false;

  async function show () {
    try {
      const nodes = await load(sum);
      if (!closed)
        fill(list, nodes);
    } catch (error) {
      if (error instanceof SyntaxError)
        fill(list, el('p', { class: 'empty' }, t('editor.unreadable', { name: title })));
      else if (!(error instanceof ApiError))
        throw error;
      else if (error.status === 404)
        fill(list, el('p', { class: 'empty' }, brief(error.message, 200)));
      else if (error.status !== 0)
        say(error.message, 'bad');
    } finally {
      list.removeAttribute('aria-busy');
    }
  }

  fill(place, el('div', { class: 'sheet teach' }, el('div', { class: 'head' },
    back === null ? null : el('a', { class: 'back', href: back, title: t('page.teach'), 'aria-label': t('page.teach') }, '\u2190'), el('h1', {}, title), sum), list));
  show();
  return { close: () => {
    closed = true;
  }, refresh: show, keys: [] };
}

function openProducts (place) {
  return openList(place, t('page.teach'), null, async sum => {
    const { products } = await get('/v1/products');
    sum.textContent = count('products.count', products.length);
    return [el('p', { class: 'soft' }, t('teach.text')), table([[t('products.column.name'), null], [t('products.column.description'), 'wide']],
      products.map(product => [el('a', { class: 'name', href: linkTo(product.name) }, brief(product.name, 80)), brief(product.description, 200)]), t('page.products'))];
  });
}

function openProduct (place, product) {
  return openList(place, t('teach.of', { name: brief(product, 80) }), linkTo(), async sum => {
    const [rois, counts] = await Promise.all([compareRois(product), countsOf(product)]);
    const rows = rois.map(roi => ({ ...roi, ...counts.find(row => row.roi === roi.number && row.type === 'compare') })).sort((a, b) => (b.false_calls ?? 0) - (a.false_calls ?? 0) || a.number - b.number);
    const most = Math.max(1, ...rows.map(row => row.false_calls ?? 0));
    sum.textContent = count('rois.count', rows.length);
    return rows.length === 0 ? el('p', { class: 'empty' }, t('teach.none'))
      : table([['column.roi', 'n'], ['column.device', 'n'], ['column.boards', 'n'], ['column.notpassed', 'n'], ['column.falsecalls', 'n'], ['column.pareto', null]].map(([key, kind]) => [t(key), kind]), rows.map(row => [
        el('a', { class: 'name', href: linkTo(product, String(row.number)) }, t('editor.roi', { number: row.number })), row.device, number(row.boards),
        number(row.boards === undefined ? undefined : row.boards - row.passed), number(row.false_calls), makeBar(100 * (row.false_calls ?? 0) / most, 'bad')]), t('column.rois'));
  });
}

export function open (place, segments, query) {
  if (segments.length === 0)
    return openProducts(place);
  return segments.length === 1 ? openProduct(place, segments[0]) : openRoi(place, segments[0], Number(segments[1]), query.get('board'));
}
