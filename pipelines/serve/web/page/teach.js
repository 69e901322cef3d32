/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Teaching: #/teach chooses a product, #/teach/PRODUCT lists its compare ROIs with their false calls, #/teach/PRODUCT/ROI is
 * where goldens are looked at, taught and taken away. */
import { ApiError, ask, get, path } from './api.js';
import { brief, el, table } from './dom.js';
import { count, number, t } from './i18n.js';
import { openList } from './list.js';
import { ProductSchema } from './product-schema.js';
import { ProductText } from './product-text.js';
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

/* Null: the file is no list of ROIs. */
function readRois (text) {
  try {
    return new ProductText(text).rois;
  } catch (error) {
    if (error instanceof SyntaxError)
      return null;
    throw error;
  }
}

async function compareRois (product) {
  const schema = await ProductSchema.load();
  const rois = readRois(await (await ask('GET', path('products', product))).text());
  return rois === null ? null : rois.filter(roi => schema.typeOf(roi.value) === 'compare')
    .map(roi => ({ number: schema.read(roi.value, 'idx'), device: schema.read(roi.value, 'device_location') ?? 1, enabled: schema.read(roi.value, 'enabled') !== false }));
}

function makeHead (title, back, sum) {
  return [back === null ? null : el('a', { class: 'back', href: back, title: t('page.teach'), 'aria-label': t('page.teach') }, '\u2190'), el('h1', {}, title), sum];
}

function makeSum () {
  return el('p', { class: 'count', role: 'status' });
}

function openProducts (place) {
  const sum = makeSum();
  return openList(place, 'teach', makeHead(t('page.teach'), null, sum), async () => {
    const { products } = await get('/v1/products');
    sum.textContent = count('products.count', products.length);
    return [el('p', { class: 'soft' }, t('teach.text')), table([[t('products.column.name'), null], [t('products.column.description'), 'wide']],
      products.map(product => [el('a', { class: 'name', href: linkTo(product.name) }, brief(product.name, 80)), brief(product.description, 200)]), t('page.products'))];
  });
}

function openProduct (place, product) {
  const sum = makeSum();
  return openList(place, 'teach', makeHead(t('teach.of', { name: brief(product, 80) }), linkTo(), sum), async () => {
    const [rois, counts] = await Promise.all([compareRois(product), countsOf(product)]);
    if (rois === null)
      return el('p', { class: 'empty' }, t('editor.unreadable', { name: brief(product, 80) }));
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
