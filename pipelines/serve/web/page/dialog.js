/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions in front of the page. The browser keeps the keyboard inside, and Escape takes the answer that does nothing. */
import { button, el } from './dom.js';
import { t } from './i18n.js';

/* Shows a form; choices: [value, label, attributes]. Returns a promise of the value that was chosen, null for none. */
export function ask (title, content, choices, options = {}) {
  return new Promise(resolve => {
    const close = value => {
      box.close();
      box.remove();
      resolve(value);
    };
    const buttons = choices.map(([value, label, attributes]) => button(label, () => close(value), attributes));
    const box = el('dialog', { class: options.wide ? 'wide' : null, 'aria-label': title },
      el('form', { method: 'dialog' }, el('h2', {}, title), content, el('div', { class: 'choices' }, buttons)));
    box.addEventListener('cancel', event => {
      event.preventDefault();
      close(null);
    });
    box.addEventListener('submit', event => {
      event.preventDefault();
      buttons[0]?.click();
    });
    document.body.append(box);
    box.showModal();
  });
}

export function confirm (title, text, label) {
  return ask(title, el('p', {}, text), [[true, label, { class: 'main' }], [null, t('cancel')]]);
}

export function say (title, text) {
  return ask(title, el('p', {}, text), [[true, t('close'), { class: 'main' }]]);
}
