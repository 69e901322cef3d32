/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A form in front of the page. It stays until the station has done what it says, so that nobody types anything twice; what the
 * station has against a value stands at its field. */
import { ApiError } from './api.js';
import { button, el } from './dom.js';
import { t } from './i18n.js';

function makeField (field) {
  const wrong = el('span', { class: 'wrong', role: 'alert' });
  const node = el('label', {}, el('span', {}, field.label), field.input, field.hint ? el('small', {}, field.hint) : null, wrong);
  return { ...field, node, wrong };
}

/* "name: why not" is said of the field of that name. */
function showWrong (fields, general, message) {
  const field = fields.find(one => message.startsWith(one.name + ': '));
  const place = field?.wrong ?? general;
  place.textContent = field === undefined ? message : message.slice(field.name.length + 2);
  (field ?? fields[0])?.input.focus();
}

/* fields: {name, label, hint, input}; send(values) asks the station. Returns a promise of what that returned, null if nobody wanted. */
export function askForm (title, fields, label, send) {
  return new Promise(resolve => {
    const shown = fields.map(makeField);
    const general = el('p', { class: 'wrong', role: 'alert' });
    const submit = el('button', { type: 'submit', class: 'main' }, label);
    const close = value => {
      box.close();
      box.remove();
      resolve(value);
    };
    const form = el('form', { class: 'asked-form' }, el('h2', {}, title), shown.map(field => field.node), general,
      el('div', { class: 'choices' }, submit, button(t('cancel'), () => close(null))));
    const box = el('dialog', { 'aria-label': title }, form);
    box.addEventListener('cancel', event => {
      event.preventDefault();
      close(null);
    });
    form.addEventListener('submit', async event => {
      event.preventDefault();
      if (submit.disabled)
        return;
      submit.disabled = true;
      for (const place of [general, ...shown.map(field => field.wrong)])
        place.textContent = '';
      try {
        close(await send(Object.fromEntries(shown.map(field => [field.name, field.input.value]))));
      } catch (error) {
        if (!(error instanceof ApiError))
          throw error;
        showWrong(shown, general, error.status === 0 ? t('gone') : error.message);
      } finally {
        submit.disabled = false;
      }
    });
    document.body.append(box);
    box.showModal();
  });
}
