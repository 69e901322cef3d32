/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shows the page that the address names, within the shell. A page is a module with open(place, path, query), which returns
 * what the shell needs of it: close(), and where that makes sense refresh(), isChanged() and keys. */
import { ApiError, loadPerson, mayBe, online, person, setLogin } from './api.js';
import { confirm } from './dialog.js';
import { fill, el } from './dom.js';
import { loadTexts, t } from './i18n.js';
import * as live from './live.js';
import { showLogin } from './login.js';
import * as products from './products.js';
import { keepPulse } from './pulse.js';
import { makeShell, markPage } from './shell.js';
import * as station from './station.js';
import * as statistics from './statistics.js';
import * as teach from './teach.js';
import * as verify from './verify.js';

export const PAGES = [
  { name: 'live', role: 'operator', module: live },
  { name: 'verify', role: 'verifier', module: verify },
  { name: 'products', role: 'operator', module: products },
  { name: 'teach', role: 'engineer', module: teach },
  { name: 'statistics', role: 'operator', module: statistics },
  { name: 'station', role: 'operator', module: station },
];

let place = null;
let shown = null; /* What open() of the page that is shown returned. */
let shownHash = null;

/* What the address says: [name of the page, ...], and what stands behind a question mark. */
function readAddress () {
  const [way, ...rest] = location.hash.replace(/^#\/?/, '').split('?');
  const query = new URLSearchParams(rest.join('?'));
  try {
    return { path: way.split('/').filter(part => part !== '').map(decodeURIComponent), query };
  } catch {
    return { path: [], query };
  }
}

/* What else is shown where nothing can be: who asks has not the role, or the address means nothing. */
function showNothing (text) {
  fill(place, el('p', { class: 'empty' }, text));
  shown = { close () {} };
}

function showPage () {
  const { path, query } = readAddress();
  const page = PAGES.find(other => other.name === (path[0] ?? PAGES[0].name));
  shown?.close();
  shownHash = location.hash;
  markPage(page?.name ?? null);
  fill(place);
  if (page === undefined)
    showNothing(t('nothing'));
  else if (!mayBe(page.role))
    showNothing(t('forbidden'));
  else
    shown = page.module.open(place, path.slice(1), query);
  document.title = t('page.' + (page?.name ?? 'none')) + (path[1] ? ' \u2013 ' + path[1] : '');
}

/* What was changed and not saved is not lost by a click. */
async function onHash () {
  if (location.hash === shownHash)
    return;
  if (!shown?.isChanged?.()) {
    showPage();
    return;
  }
  const wanted = location.hash;
  history.replaceState(null, '', shownHash);
  if (!await confirm(t('unsaved.title'), t('unsaved.text'), t('unsaved.leave')))
    return;
  history.replaceState(null, '', wanted);
  showPage();
}

function onUnload (event) {
  if (shown?.isChanged?.())
    event.preventDefault();
}

/* Whoever comes back finds the page as it was; another one sees what he may. */
function onPerson () {
  let before = null;
  person.follow(who => {
    if (who === null)
      return;
    if (before !== null && before !== who.role + ' ' + who.user)
      showPage();
    before = who.role + ' ' + who.user;
  });
}

async function start () {
  await loadTexts();
  setLogin(showLogin);
  place = makeShell(PAGES, () => shown?.keys ?? []);
  try {
    if (await loadPerson() === null)
      await showLogin();
  } catch (error) {
    if (!(error instanceof ApiError))
      throw error;
    showNothing(error.status === 0 ? t('gone') : error.message);
    if (error.status === 0) {
      const stop = online.follow(is => {
        if (is) {
          stop();
          location.reload();
        }
      });
    }
    return;
  }
  onPerson();
  showPage();
  let first = true;
  online.follow(is => {
    if (is && !first)
      shown?.refresh?.();
    first = false;
  });
  keepPulse();
  window.addEventListener('hashchange', onHash);
  window.addEventListener('beforeunload', onUnload);
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start();
