/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which programs may use the API. What a token says is shown once, when it is made: the station does not keep it. */
import { ask, path, post } from './api.js';
import { ask as question, confirm } from './dialog.js';
import { badge, brief, button, el, table } from './dom.js';
import { askForm } from './form-dialog.js';
import { day, dayAndClock, t } from './i18n.js';
import { makeRoleField } from './role-field.js';

const DAY_MS = 86400000;
const USUAL_DAYS = 365;

function dayIn (days) {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/* The last day: a token that was made for a day ends with it, when the next one begins. */
function showEnd (until) {
  return el('time', { datetime: until, title: dayAndClock(until) }, day(Date.parse(until) - 1000));
}

async function copy (input, button) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    button.textContent = t('tokens.copied');
  } catch { /* It is selected: the keyboard copies it. */ }
}

function showSecret (token) {
  const input = el('input', { class: 'code secret', readonly: true, value: token.secret, 'aria-label': t('tokens.secret'), spellcheck: 'false' });
  const copying = button(t('tokens.copy'), () => copy(input, copying), { id: 'copy-token' });
  return question(t('tokens.made', { name: token.name }), [el('p', {}, t('tokens.once')), el('div', { class: 'secret-line' }, input, copying)], [[true, t('tokens.kept'), { class: 'main', id: 'kept-token' }]]);
}

async function addToken () {
  const name = { name: 'name', label: t('login.name'), hint: t('users.name.hint'), input: el('input', { required: true, maxlength: 32, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }) };
  const until = { name: 'until', label: t('column.until'), hint: t('tokens.until.hint'), input: el('input', { type: 'date', required: true, min: dayIn(1), value: dayIn(USUAL_DAYS) }) };
  const token = await askForm(t('tokens.add'), [name, makeRoleField(), until], t('tokens.add'), values => post('/v1/tokens', values));
  if (token !== null)
    await showSecret(token);
  return token;
}

async function removeToken (token) {
  if (!await confirm(t('tokens.revoke.of', { name: token.name }), t('tokens.revoke.text'), t('tokens.revoke')))
    return null;
  return ask('DELETE', path('tokens', token.name));
}

function makeRow (token, change) {
  return [el('strong', {}, brief(token.name, 40)), t('role.' + token.role), showEnd(token.until),
    badge(token.ended ? 'error' : 'pass', t(token.ended ? 'tokens.ended' : 'tokens.valid')),
    button(t('tokens.revoke') + ' ...', () => change(() => removeToken(token), t('tokens.done.revoked', { name: token.name })), { class: 'small', 'aria-label': t('tokens.revoke') + ' ... ' + token.name })];
}

/* change(work, text): does it, says so, and shows what is then. */
export function makeTokens (tokens, change) {
  return el('section', { class: 'tokens', 'aria-label': t('tokens') },
    el('div', { class: 'head' }, el('h2', {}, t('tokens')), el('p', { class: 'count' }, t('tokens.text')),
      button(t('tokens.add') + ' ...', () => change(addToken, t('tokens.done.added')), { id: 'add-token' })),
    tokens.length === 0 ? el('p', { class: 'soft' }, t('tokens.none'))
      : table(['name', 'role', 'until', 'state', 'change'].map(key => [t('column.' + key), null]), tokens.map(token => makeRow(token, change)), t('tokens')));
}
