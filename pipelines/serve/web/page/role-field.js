/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A role is chosen, with what it may. */
import { el } from './dom.js';
import { t } from './i18n.js';

const ROLES = ['operator', 'verifier', 'engineer', 'admin'];

export function makeRoleField (chosen = ROLES[0]) {
  const hint = el('span');
  const show = () => {
    hint.textContent = t('may.' + input.value);
  };
  const input = el('select', { onchange: show }, ROLES.map(role => el('option', { value: role }, t('role.' + role))));
  input.value = chosen;
  show();
  return { name: 'role', label: t('column.role'), hint, input };
}
