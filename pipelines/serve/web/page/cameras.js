/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The camera of the station's source: what it sees, how sharp and how bright that is, what it is set to, what it lost; frames
 * that were captured; and all cameras that answer. */
import { CameraCaptures } from './camera-captures.js';
import { CameraList } from './camera-list.js';
import { CameraMeasures } from './camera-measures.js';
import { CameraSettings } from './camera-settings.js';
import { CameraSource } from './camera-source.js';
import { CameraView } from './camera-view.js';
import { el, fill, isTyping } from './dom.js';
import { t } from './i18n.js';

export function openCameras (place) {
  const view = new CameraView();
  const measures = new CameraMeasures(view);
  const captures = new CameraCaptures();
  const settings = new CameraSettings();
  const list = new CameraList();
  const sheet = el('div', { class: 'sheet cameras' });
  const source = new CameraSource({ onNone: () => {
    sheet.classList.add('without');
  }, onBack: () => settings.refresh() });
  const parts = [source, view, measures, captures, settings, list];

  function onKey (event) {
    if (isTyping(event.target) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null)
      return;
    const act = { c: () => captures.capture(), r: () => measures.begin() }[event.key.toLowerCase()];
    if (act !== undefined && !sheet.classList.contains('without')) {
      event.preventDefault();
      act();
    }
  }

  fill(place, sheet);
  fill(sheet, el('div', { class: 'head' }, el('h1', {}, t('page.cameras')), source.badge, el('span', { class: 'count' }), captures.take),
    source.message, el('div', { class: 'seen' }, el('div', { class: 'look' }, view.node, source.node), el('div', { class: 'tune' }, measures.node, settings.node)),
    captures.node, list.node);
  document.addEventListener('keydown', onKey);
  return {
    close: () => {
      document.removeEventListener('keydown', onKey);
      for (const part of parts)
        part.close();
    },
    refresh: () => {
      for (const part of parts)
        part.refresh();
    },
    keys: [['C', t('camera.capture')], ['R', t('camera.begin')]],
  };
}
