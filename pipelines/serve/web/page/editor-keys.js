/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that the editor does can be done by keys. While somebody writes only those count that write nothing. */
import { isTyping } from './dom.js';
import * as commands from './editor-commands.js';
import { t } from './i18n.js';

const FAR = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PAN = 60;

export function makeKeys (editor) {
  const { state, canvas } = editor;
  const edit = action => () => {
    if (editor.mayEdit)
      action();
  };

  const always = {
    'ctrl+s': () => editor.save(),
    'ctrl+enter': () => editor.tryIt(),
  };
  const plain = {
    'd': edit(() => canvas.setDrawing(!canvas.drawing)),
    'n': edit(() => editor.addInView()),
    'r': edit(() => commands.turn(state)),
    'delete': edit(() => commands.remove(state)),
    'backspace': edit(() => commands.remove(state)),
    'ctrl+d': edit(() => commands.copy(state)),
    'ctrl+a': () => state.choose(state.rois.map(roi => roi.key)),
    'ctrl+z': edit(() => state.undo()),
    'ctrl+y': edit(() => state.redo()),
    'ctrl+shift+z': edit(() => state.redo()),
    'j': () => editor.step(1),
    'k': () => editor.step(-1),
    't': () => editor.tryIt(),
    'l': () => editor.openFrame(),
    'o': () => editor.tools.choosePicture(),
    '0': () => editor.lookAtAll(),
    '1': () => canvas.view.zoom(1),
    '2': () => canvas.view.zoom(2),
    '+': () => canvas.view.step(1),
    '=': () => canvas.view.step(1),
    '-': () => canvas.view.step(-1),
    'f': () => canvas.look(),
    'enter': () => editor.focusForm(),
    'escape': () => {
      if (!canvas.cancel())
        state.choose([]);
    },
  };

  function arrow (event, [dx, dy]) {
    const far = event.shiftKey ? FAR : 1;
    if (state.chosen.size === 0)
      canvas.view.pan(-dx * PAN, -dy * PAN);
    else if (!editor.mayEdit)
      return;
    else if (event.ctrlKey)
      commands.grow(state, dx * far, dy * far);
    else
      commands.move(state, dx * far, dy * far);
  }

  function nameOf (event) {
    const shift = event.shiftKey && (event.ctrlKey || event.metaKey);
    return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + (shift ? 'shift+' : '') + event.key.toLowerCase();
  }

  /* Buttons, links and lists keep the keys by which they are used. */
  function isTaken (event, name) {
    return event.target instanceof Element && (name === 'enter' || name === ' ') && event.target.closest('button, a, summary, input') !== null;
  }

  function onKey (event) {
    const name = nameOf(event);
    if (event.altKey || event.defaultPrevented || document.querySelector('dialog[open]') !== null)
      return;
    if (Object.hasOwn(always, name)) {
      event.preventDefault();
      if (isTyping(event.target))
        event.target.blur();
      always[name]();
    } else if (isTyping(event.target)) {
      if (name === 'escape' || name === 'enter' && event.target.matches('.form input, .form select')) {
        event.preventDefault();
        event.target.blur();
        editor.node.focus({ preventScroll: true });
      }
    } else if (Object.hasOwn(ARROWS, event.key)) {
      event.preventDefault();
      arrow(event, ARROWS[event.key]);
    } else if (Object.hasOwn(plain, name) && !isTaken(event, name)) {
      event.preventDefault();
      plain[name]();
    }
  }

  document.addEventListener('keydown', onKey);
  const list = ['o', 'l', 'd', 'n', 'arrows', 'shift', 'ctrl', 'r', 'copy', 'delete', 'jk', 'all', 'enter', 'escape', 'undo', 't', 'save', 'zoom', 'look', 'space', 'click']
    .map(key => [t('key.' + key + '.key'), t('key.' + key)]);
  return { close: () => document.removeEventListener('keydown', onKey), list };
}
