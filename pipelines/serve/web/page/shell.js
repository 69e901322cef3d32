/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What stands around each page: where one can go, who one is, whether the station answers. */
import { ApiError, logOut, mayBe, online, person } from './api.js';
import { ask } from './dialog.js';
import { add, brief, button, el, fill, isTyping } from './dom.js';
import { language, languages, setLanguage, t } from './i18n.js';
import { showLogin } from './login.js';

const SAID_MS = 6000;

let links = null;
let current = null;
let notice = null;
let timer = 0;

function fillLinks (pages) {
  fill(links, pages.filter(page => mayBe(page.role)).map(page =>
    el('a', { href: '#/' + page.name, 'aria-current': page.name === current ? 'page' : null }, t('page.' + page.name))));
}

export function markPage (name) {
  current = name;
  for (const link of links.children)
    if (link.getAttribute('href') === '#/' + name)
      link.setAttribute('aria-current', 'page');
    else
      link.removeAttribute('aria-current');
}

/* Says what became of something; kind: good or bad. What is bad stays until somebody has read it. */
export function say (text, kind = 'good') {
  clearTimeout(timer);
  notice.className = 'notice ' + kind;
  notice.setAttribute('role', kind === 'bad' ? 'alert' : 'status');
  fill(notice, el('span', { 'aria-hidden': 'true' }, kind === 'bad' ? '! ' : '\u2713 '), el('span', {}, brief(text, 500)),
    button('\u00d7', hush, { class: 'plain', 'aria-label': t('close') }));
  notice.hidden = false;
  if (kind === 'good')
    timer = setTimeout(hush, SAID_MS);
}

export function hush () {
  notice.hidden = true;
}

/* Says why the station did not do something. That it is gone is said already; what is no answer of it is thrown. */
export function sayRefused (error) {
  if (!(error instanceof ApiError))
    throw error;
  if (error.status !== 0)
    say(error.message, 'bad');
}

function makePerson () {
  const node = el('div', { class: 'person' });
  person.follow(who => {
    fill(node, who === null || !who.guarded ? null : [
      el('span', { title: t('role.' + who.role) }, brief(who.user, 30)),
      button(t('logout'), async () => {
        await logOut();
        await showLogin();
      }, { class: 'plain' })]);
  });
  return node;
}

function makeLanguage () {
  const select = el('select', { 'aria-label': t('language'), class: 'language', onchange: () => setLanguage(select.value) },
    Object.entries(languages).map(([code, name]) => el('option', { value: code, lang: code }, name)));
  select.value = language;
  return select;
}

function makeOffline () {
  const node = el('p', { class: 'offline', role: 'alert', hidden: true });
  online.follow(is => {
    node.hidden = is;
    node.textContent = is ? '' : t('gone');
  });
  return node;
}

export function showKeys (keys) {
  const all = [...keys, ['?', t('key.help')]];
  ask(t('keys'), el('dl', { class: 'keys' }, all.map(([key, text]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)])),
    [[true, t('close'), { class: 'main' }]], { wide: all.length > 12 });
}

/* Returns the place for pages; getKeys() says what keys the one that is shown has. */
export function makeShell (pages, getKeys) {
  const place = el('main', { id: 'page', tabindex: '-1' });
  links = el('nav', { 'aria-label': t('pages') });
  notice = el('div', { hidden: true });
  fill(document.body,
    el('a', { class: 'skip', href: '#page', onclick: event => {
      event.preventDefault();
      place.focus();
    } }, t('skip')),
    add(el('header', { class: 'bar' }), el('span', { class: 'home', 'aria-hidden': 'true' }, 'aoi'), links,
      el('span', { class: 'space' }), makeLanguage(), button('?', () => showKeys(getKeys()), { class: 'plain', 'aria-label': t('keys') }), makePerson()),
    makeOffline(), notice, place);
  person.follow(() => fillLinks(pages));
  document.addEventListener('keydown', event => {
    if (event.key === '?' && !isTyping(event.target) && document.querySelector('dialog[open]') === null) {
      event.preventDefault();
      showKeys(getKeys());
    }
  });
  return place;
}
