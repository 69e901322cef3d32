/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Logging in, in front of whatever was shown: that goes on where it was. */
import { ApiError, logIn } from './api.js';
import { el } from './dom.js';
import { t } from './i18n.js';

let waiting = null;

function reason (error) {
  if (!(error instanceof ApiError))
    throw error;
  return error.status === 0 ? t('gone') : error.status === 401 ? t('login.wrong') : error.message;
}

function show (done) {
  const name = el('input', { name: 'name', autocomplete: 'username', spellcheck: 'false', autocapitalize: 'off', required: true });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const submit = el('button', { type: 'submit', class: 'main' }, t('login'));
  const form = el('form', { class: 'login' },
    el('h2', {}, t('login.title')),
    el('label', {}, el('span', {}, t('login.name')), name),
    el('label', {}, el('span', {}, t('login.password')), password),
    wrong, el('div', { class: 'choices' }, submit));
  const box = el('dialog', { 'aria-label': t('login.title') }, form);
  box.addEventListener('cancel', event => event.preventDefault());
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (submit.disabled)
      return;
    submit.disabled = true;
    wrong.textContent = '';
    try {
      await logIn(name.value, password.value);
      box.close();
      box.remove();
      done();
    } catch (error) {
      wrong.textContent = reason(error);
      password.value = '';
      password.focus();
    }
    submit.disabled = false;
  });
  document.body.append(box);
  box.showModal();
  name.focus();
}

/* Returns a promise that somebody has logged in. Whoever asks meanwhile waits for the same. */
export function showLogin () {
  waiting ??= new Promise(resolve => show(resolve)).finally(() => {
    waiting = null;
  });
  return waiting;
}
