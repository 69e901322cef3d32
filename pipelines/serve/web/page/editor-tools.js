/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The editor's row of buttons. Each says its key. */
import { brief, button, el } from './dom.js';
import * as commands from './editor-commands.js';
import { t } from './i18n.js';

export function makeTools (editor) {
  const { state, canvas, mayEdit } = editor;
  const needs = []; /* [button, () => whether it can be used] */

  function tool (label, key, onclick, can = () => true, attributes = {}) {
    const node = button(label, () => {
      onclick();
      editor.node.focus({ preventScroll: true });
    }, { title: key === '' ? null : key, 'aria-keyshortcuts': key === '' ? null : key.replace('Ctrl', 'Control'), ...attributes });
    needs.push([node, can]);
    return node;
  }

  const some = count => () => mayEdit && state.chosen.size >= count;
  const file = el('input', { type: 'file', id: 'picture-file', accept: 'image/*', class: 'unseen', tabindex: '-1', 'aria-label': t('tool.picture'), onchange: () => {
    if (file.files.length > 0)
      editor.openPicture(file.files[0]);
    file.value = '';
  } });
  const note = el('input', { type: 'text', class: 'note', maxlength: '200', placeholder: t('tool.note'), 'aria-label': t('tool.note'), autocomplete: 'off' });
  const draw = tool(t('tool.draw'), 'D', () => canvas.setDrawing(!canvas.drawing), () => mayEdit, { id: 'tool-draw', 'aria-pressed': 'false' });
  const align = el('select', { 'aria-label': t('tool.align'), onchange: () => {
    const how = align.value;
    align.value = '';
    if (how === 'distribute')
      commands.distribute(state);
    else if (how !== '')
      commands.align(state, how);
    editor.node.focus({ preventScroll: true });
  } }, el('option', { value: '' }, t('tool.align')), [...commands.ALIGNMENTS, 'distribute'].map(how => el('option', { value: how }, t('align.' + how))));
  needs.push([align, some(2)]);
  const trial = tool(t('tool.try'), 'T', () => editor.tryIt(), () => state.picture !== null, { id: 'tool-try', class: 'main' });
  const save = tool(t('tool.save'), 'Ctrl+S', () => editor.save(), () => mayEdit && (state.isChanged || state.tag === null), { id: 'tool-save', class: 'main' });
  const group = (...nodes) => el('span', { class: 'group' }, nodes);
  const name = el('h1', {}, brief(state.name, 60));

  const node = el('div', { class: 'tools', role: 'toolbar', 'aria-label': t('tool.all') },
    el('a', { href: '#/products', class: 'back', title: t('page.products') }, '\u2190'), name,
    group(file, tool(t('tool.picture'), 'O', () => file.click(), () => true, { id: 'tool-picture' }),
      tool(t('tool.frame'), 'L', () => editor.openFrame(), () => true, { id: 'tool-frame' })),
    mayEdit ? [
      group(draw, tool(t('tool.copy'), 'Ctrl+D', () => commands.copy(state), some(1)), tool(t('tool.turn'), 'R', () => commands.turn(state), some(1)),
        tool(t('tool.remove'), 'Delete', () => commands.remove(state), some(1)), align),
      group(tool(t('tool.undo'), 'Ctrl+Z', () => state.undo(), () => state.canUndo, { id: 'tool-undo' }), tool(t('tool.redo'), 'Ctrl+Y', () => state.redo(), () => state.canRedo))] : null,
    el('span', { class: 'space' }),
    el('a', { href: '#/products/' + encodeURIComponent(state.name) + '/history' }, t('history')),
    trial, mayEdit ? [note, save] : null);

  const zoom = el('div', { class: 'zoom', role: 'toolbar', 'aria-label': t('tool.zoom') },
    tool('\u2212', '-', () => canvas.view.step(-1), undefined, { 'aria-label': t('tool.smaller') }), tool(t('tool.fit'), '0', () => editor.lookAtAll()),
    tool('100 %', '1', () => canvas.view.zoom(1)), tool('+', '+', () => canvas.view.step(1), undefined, { 'aria-label': t('tool.larger') }));
  let busy = false;

  function update () {
    for (const [one, can] of needs)
      one.disabled = busy && (one === trial || one === save) || !can();
    draw.setAttribute('aria-pressed', String(canvas.drawing));
    name.classList.toggle('changed', state.isChanged);
    name.title = state.isChanged ? t('editor.changed') : '';
  }

  return { node, zoom, note, update, choosePicture: () => file.click(), setBusy: is => {
    busy = is;
    node.setAttribute('aria-busy', String(is));
    update();
  } };
}
