/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ROIs as a list: by number, with what the last trial said of each, and what the loader has against it. */
import { badge, brief, button, el, fill, markOf } from './dom.js';
import { newCompareRois } from './editor-goldens.js';
import { count, milliseconds, nameType, t } from './i18n.js';

function makeMark (status) {
  return el('span', { class: 'mark ' + status, title: t('status.' + status) }, el('span', { 'aria-hidden': 'true' }, markOf(status)), el('span', { class: 'unseen' }, t('status.' + status)));
}

export class RoiList {
  #items = new Map(); /* By key: what is shown of it. */
  #box;
  #summary = el('div', { class: 'verdict', role: 'status' });
  #groups = el('div', { class: 'groups' });

  /* onStep(direction) goes to another ROI, onOpen() into the form. */
  constructor (node, state, { onStep, onOpen }) {
    this.state = state;
    this.#box = el('div', { class: 'rois', role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': t('editor.rois'), tabindex: '0', onkeydown: event => {
      const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (direction !== undefined && !event.ctrlKey && !event.shiftKey) {
        event.preventDefault();
        event.stopPropagation();
        onStep(direction);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        onOpen();
      }
    } });
    fill(node, this.#summary, this.#groups, this.#box);
    state.listen(() => this.update());
    this.update();
  }

  #choose (roi, event) {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      this.state.choose([roi.key]);
      return;
    }
    const keys = new Set(this.state.chosen);
    if (!keys.delete(roi.key))
      keys.add(roi.key);
    this.state.choose(keys);
  }

  /* late: it has no golden before it is saved. */
  #fill (item, roi, problems, late) {
    const result = this.state.result(roi);
    const error = problems.find(problem => problem.severity === 'error'), warning = problems[0];
    const type = this.state.type(roi);
    item.classList.toggle('off', this.state.isOff(roi));
    fill(item,
      el('span', { class: 'idx' }, this.state.number(roi)),
      el('span', { class: 'type' }, nameType(type)),
      el('span', { class: 'device' }, 'D' + brief(this.state.device(roi), 4)),
      result === null ? null : makeMark(result.status),
      result === null ? null : el('span', { class: 'reading' }, brief(result.reading, 60)),
      result === null || result.time === null ? null : el('span', { class: 'time' }, milliseconds(result.time)),
      result !== null && result.reason !== '' && result.reason !== null ? el('span', { class: 'why' }, brief(result.reason, 200)) : null,
      late && result !== null && result.status !== 'pass' ? el('span', { class: 'why' }, t('editor.goldenlater')) : null,
      error !== undefined || warning !== undefined
        ? el('span', { class: 'why ' + (error !== undefined ? 'error' : 'warning') }, '! ' + brief((error ?? warning).message, 200)) : null);
  }

  #item (roi) {
    const item = el('div', { class: 'roi', role: 'option', id: 'roi-' + roi.key, 'data-number': this.state.number(roi),
      onclick: event => this.#choose(this.state.rois.find(one => one.key === roi.key), event) });
    return item;
  }

  update () {
    const rois = [...this.state.rois].sort((a, b) => this.state.number(a) - this.state.number(b));
    const before = this.#items;
    this.#items = new Map();
    const fresh = new Set(newCompareRois(this.state, this.state.savedRois));
    for (const roi of rois) {
      const problems = this.state.problems.filter(problem => problem.roi === roi.key);
      const late = fresh.has(this.state.number(roi));
      const said = [roi.value, this.state.result(roi), problems, late];
      const old = before.get(roi.key);
      const item = old?.item ?? this.#item(roi);
      if (old === undefined || old.said[0] !== said[0] || old.said[1] !== said[1] || old.said[3] !== late || problems.length > 0 || old.said[2].length > 0)
        this.#fill(item, roi, problems, late);
      item.dataset.number = this.state.number(roi);
      item.setAttribute('aria-selected', String(this.state.chosen.has(roi.key)));
      this.#items.set(roi.key, { item, said });
    }
    this.#box.replaceChildren(...[...this.#items.values()].map(({ item }) => item));
    this.#showChosen();
    this.#showGroups();
    this.#showVerdict();
  }

  #showChosen () {
    const last = [...this.state.chosen].at(-1);
    const item = this.#items.get(last)?.item;
    if (item === undefined) {
      this.#box.removeAttribute('aria-activedescendant');
      return;
    }
    this.#box.setAttribute('aria-activedescendant', item.id);
    if (this.#box.clientHeight > 0) {
      const top = item.offsetTop - this.#box.offsetTop, bottom = top + item.offsetHeight;
      if (top < this.#box.scrollTop || bottom > this.#box.scrollTop + this.#box.clientHeight)
        this.#box.scrollTop = top - this.#box.clientHeight / 3;
    }
  }

  /* Each device and capture group, by which its ROIs are chosen together. */
  #showGroups () {
    const devices = Map.groupBy(this.state.rois, roi => 'D' + this.state.device(roi));
    const groups = Map.groupBy(this.state.rois, roi => this.state.group(roi).join(' / '));
    const chip = (name, title) => ([label, rois]) => button(label + ' \u00d7' + rois.length, () => this.state.choose(rois.map(roi => roi.key)), { class: 'chip', title: t(title), 'data-kind': name });
    fill(this.#groups, [...devices].sort().map(chip('device', 'editor.device')), [...groups].sort().map(chip('group', 'editor.group')));
    this.#groups.hidden = this.state.rois.length === 0;
  }

  #showVerdict () {
    const verdict = this.state.verdict ?? null;
    const stale = verdict !== null && verdict.rois !== this.state.rois;
    fill(this.#summary, verdict === null ? null : [
      badge(verdict.passed && !stale ? 'pass' : stale ? 'timeout' : 'fail', stale ? t('editor.stale') : t(verdict.passed ? 'verdict.pass' : 'verdict.fail')),
      el('span', {}, t('editor.passed', { passed: verdict.passed_rois, total: verdict.total_rois })),
      verdict.time === null ? null : el('span', { class: 'time' }, milliseconds(verdict.time)),
      !verdict.passed && verdict.reason ? el('span', { class: 'why' }, brief(verdict.reason, 200)) : null]);
    const general = this.state.problems.filter(problem => problem.roi === null);
    if (general.length > 0)
      this.#summary.append(...general.map(problem => el('p', { class: 'problem ' + problem.severity }, brief((problem.where ? problem.where + ': ' : '') + problem.message, 300))));
    this.#summary.hidden = this.#summary.childElementCount === 0;
    this.#box.setAttribute('aria-label', t('editor.rois') + ', ' + count('rois.count', this.state.rois.length));
  }
}
