/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line of the audit log as a sentence. What was done, and what was only asked for, are told apart. */
import { brief, el } from './dom.js';
import { has, t } from './i18n.js';

/* What people look for, and what of an action says that it is that. */
export const KINDS = { products: '/v1/products', goldens: '/goldens', judgements: '/judgements', users: '/v1/users', tokens: '/v1/tokens', logins: '/v1/login',
  cameras: '/v1/cameras', source: '/v1/source', runs: '/v1/runs', old: ' /api/' };

const PRODUCT = /^(?<product>.+)$/s;
const ROI = /^(?<product>.+?) (?<roi>\d+)(?: \S+)?$/s;
const GOLDEN = /^(?<product>.+) (?<roi>\d+) (?<golden>\S+)$/s;
const NAME = /^(?<name>.+)$/s;
const ROLE = /^(?<name>\S+) \(?(?<role>\w+)\)?$/;
const TOKEN = /^(?<name>\S+) (?<role>\w+) (?<until>\S+)$/;
const RUN = /^(?<product>.+) (?<kind>\w+)$/s;
const GOLDENS = '/v1/products/{product}/rois/{#roi}/goldens';

/* By action: what is said of it, and how its object is read. */
const DEEDS = {
  'POST /v1/login': ['login', NAME],
  'POST /v1/users': ['user.add', ROLE], 'add user': ['user.add', ROLE],
  'PUT /v1/users/{user}/role': ['user.role', ROLE], 'change role of user': ['user.role', ROLE],
  'PUT /v1/users/{user}/password': ['user.password', NAME], 'change password of user': ['user.password', NAME],
  'DELETE /v1/users/{user}': ['user.remove', NAME], 'remove user': ['user.remove', NAME],
  'POST /v1/tokens': ['token.add', TOKEN], 'add token': ['token.make', ROLE],
  'DELETE /v1/tokens/{token}': ['token.remove', NAME], 'remove token': ['token.remove', NAME],
  'PUT /v1/products/{product}': ['product.save', PRODUCT], 'POST /v1/products/{product}/restore': ['product.restore', PRODUCT],
  'POST /api/products/create': ['product.make', PRODUCT], 'POST /api/products/{product}/rois': ['product.save', PRODUCT],
  'POST /api/products/{product}/colors': ['product.colours', PRODUCT],
  ['POST ' + GOLDENS]: ['golden.add', ROI], ['POST ' + GOLDENS + '/restore']: ['golden.undo', ROI],
  ['DELETE ' + GOLDENS + '/{golden}']: ['golden.remove', GOLDEN], ['POST ' + GOLDENS + '/{golden}/promote']: ['golden.promote', GOLDEN],
  'POST /api/golden-sample/save': ['golden.add', ROI], 'POST /api/golden-sample/promote': ['golden.promote', GOLDEN],
  'POST /api/golden-sample/restore': ['golden.undo', ROI], 'DELETE /api/golden-sample/delete': ['golden.remove', GOLDEN],
  'POST /api/golden-sample/rename-folders': ['golden.folders', PRODUCT],
  'POST /api/products/{product}/golden/{#roi}': ['golden.add', ROI], 'DELETE /api/products/{product}/golden/{#roi}': ['golden.clear', ROI],
  'POST /v1/boards/{board}/judgements': ['judge', /^(?<board>\S+)$/],
  'PUT /v1/cameras/{camera}/settings': ['camera', NAME], 'PUT /v1/source/product': ['source', PRODUCT],
  'POST /v1/runs': ['run.begin', RUN], 'DELETE /v1/runs/{run}': ['run.cancel', NAME],
};

/* The text with elements at its places, so that no value turns the words around it. */
function weave (text, values) {
  return text.split(/(\{\w+\})/).map(part => {
    const name = part.slice(1, -1);
    return part.startsWith('{') && Object.hasOwn(values, name) ? el(name === 'who' ? 'strong' : 'bdi', {}, values[name]) : part;
  });
}

function linkTo (...segments) {
  return '#/' + segments.map(encodeURIComponent).join('/');
}

const SHOWN = {
  product: text => el('a', { href: linkTo('products', text, 'history') }, brief(text, 100)),
  board: text => el('a', { href: linkTo('statistics', 'boards', text) }, brief(text, 8)),
  role: text => has('role.' + text) ? t('role.' + text) : brief(text, 40),
};

function readSettings (line) {
  const settings = line.details?.asked?.settings;
  return settings === null || typeof settings !== 'object' ? '' : Object.entries(settings).map(([name, value]) => name + ' = ' + value).join(', ');
}

/* What was not done may be of nothing that there is: it is no link. */
function showValue (name, text, done) {
  return done || name === 'role' ? (SHOWN[name] ?? (value => brief(value, 100)))(text) : brief(text, 100);
}

function readObject (line, shape) {
  const groups = shape.exec(line.object ?? '')?.groups;
  if (groups === undefined)
    return null;
  const values = Object.entries(groups).map(([name, text]) => [name, showValue(name, text, line.outcome === 'done')]);
  return { ...Object.fromEntries(values), settings: brief(readSettings(line), 200) };
}

/* Nodes. */
export function makeSentence (line) {
  const who = typeof line.user === 'string' ? brief(line.user, 60) : t('audit.nobody');
  if (line.action === 'audit')
    return [t('audit.half')];
  const [key, shape] = Object.hasOwn(DEEDS, line.action) ? DEEDS[line.action] : [null, null];
  const values = key === null ? null : readObject(line, shape);
  const way = line.outcome === 'done' ? 'did' : 'asked';
  if (values === null)
    return weave(t('audit.' + way + '.other'), { who, action: brief(line.action, 100), object: brief(line.object, 200) });
  return weave(t('audit.' + way + '.' + key), { who, ...values });
}
