/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may log in, and as what; below them are the programs that may ask. For admins. */
import { ask, get, loadPerson, path, person, post } from './api.js';
import { confirm } from './dialog.js';
import { brief, button, el, table } from './dom.js';
import { askForm } from './form-dialog.js';
import { count, t } from './i18n.js';
import { openList } from './list.js';
import { makeRoleField } from './role-field.js';
import { say, sayRefused } from './shell.js';
import { makeTokens } from './tokens.js';

const PASSWORD_MIN = 8;

function makePassword (hint) {
  return { name: 'password', label: t('login.password'), hint: t(hint, { n: PASSWORD_MIN }),
    input: el('input', { type: 'password', autocomplete: 'new-password', required: true, minlength: PASSWORD_MIN }) };
}

function makeName () {
  return { name: 'name', label: t('login.name'), hint: t('users.name.hint'),
    input: el('input', { required: true, maxlength: 32, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }) };
}

/* What the first one, who has to be an admin, means for everybody. */
function addUser (first) {
  const role = first ? { name: 'role', label: t('column.role'), hint: t('users.first.hint'), input: el('select', {}, el('option', { value: 'admin' }, t('role.admin'))) } : makeRoleField();
  return askForm(t('users.add'), [makeName(), role, makePassword('users.password.hint')], t('users.add'), values => post('/v1/users', values));
}

function setRole (user) {
  return askForm(t('users.role.of', { name: user.name }), [makeRoleField(user.role)], t('users.change'), values => ask('PUT', path('users', user.name, 'role'), { body: values }));
}

function setPassword (user) {
  return askForm(t('users.password.of', { name: user.name }), [makePassword('users.password.ends')], t('users.change'), values => ask('PUT', path('users', user.name, 'password'), { body: values }));
}

async function removeUser (user) {
  if (!await confirm(t('users.remove.of', { name: user.name }), t('users.remove.text', { name: user.name }), t('users.remove')))
    return null;
  return ask('DELETE', path('users', user.name));
}

/* change(work, text): does it, says so, and shows what is then. */
function makeRow (user, change) {
  const act = (key, work, done) => button(t(key) + ' ...', () => change(() => work(user), t(done, { name: user.name })), { class: 'small', 'aria-label': t(key) + ' ... ' + user.name });
  return [[el('strong', {}, brief(user.name, 40)), user.name === person.value?.user ? el('span', { class: 'soft' }, ' ', t('users.you')) : null], t('role.' + user.role),
    el('span', { class: 'soft' }, t('may.' + user.role)),
    el('div', { class: 'acts' }, act('column.role', setRole, 'users.done.role'), act('login.password', setPassword, 'users.done.password'), act('users.remove', removeUser, 'users.done.removed'))];
}

export function openUsers (place) {
  const total = el('p', { class: 'count', role: 'status' });
  let users = [], page = null;

  /* Who reads that it is done can go on: nothing is drawn anew then. */
  async function change (work, text) {
    try {
      if (await work() === null)
        return;
      await loadPerson();
      await page.refresh();
      say(text);
    } catch (error) {
      sayRefused(error);
    }
  }

  async function load () {
    const [people, programs] = await Promise.all([get('/v1/users'), get('/v1/tokens')]);
    users = people.users;
    total.textContent = count('users.count', users.length);
    return [users.length === 0 ? el('p', { class: 'empty' }, t('users.none'))
      : table([['column.name'], ['column.role'], ['column.may', 'wide'], ['column.change']].map(([key, kind]) => [t(key), kind]), users.map(user => makeRow(user, change)), t('page.users')),
    users.length === 0 ? null : makeTokens(programs.tokens, change)];
  }

  page = openList(place, 'users', [el('h1', {}, t('page.users')), total,
    button(t('users.add') + ' ...', () => change(() => addUser(users.length === 0), t('users.done.added')), { class: 'main', id: 'add-user' })], load);
  return page;
}
