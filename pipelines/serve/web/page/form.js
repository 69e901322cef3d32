/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of the chosen ROIs, made of the schema by their type. */
import { brief, button, el, fill } from './dom.js';
import { makeField, MIXED } from './form-fields.js';
import { nameType, t } from './i18n.js';
import { equal } from './json-text.js';

export class Form {
  #fields = [];
  #made = null;
  #type; /* Its field stays where it is: letters that are typed into it find their type, whatever they find before. */
  #rest = el('div');
  #unknown = el('div');

  /* tools: pick(listener). */
  constructor (node, state, mayEdit, tools) {
    this.node = el('fieldset', { disabled: !mayEdit });
    this.state = state;
    this.mayEdit = mayEdit;
    this.tools = tools;
    this.#type = this.#typeField();
    fill(node, this.node);
    state.listen(what => {
      if (what === 'edit' || what === 'choose' || what === 'load')
        this.update();
    });
    this.update();
  }

  #typeField () {
    const names = this.state.schema.types.map(type => type.name);
    const select = el('select', { id: 'roi-type', onchange: () => this.state.editChosen(value => this.state.schema.setType(value, select.value)) });
    let listed = null;
    const list = all => {
      if (listed === JSON.stringify(all))
        return;
      listed = JSON.stringify(all);
      fill(select, all.map(name => el('option', { value: name }, name === '' ? t('form.mixed') : nameType(name))));
    };
    const set = value => {
      list(value === MIXED ? ['', ...names] : names.includes(value) ? names : [...names, value]);
      select.value = value === MIXED ? '' : value;
    };
    const problems = el('div', { class: 'problems' });
    return { key: 'type', set, problems, node: el('div', { class: 'field', 'data-key': 'type' }, el('label', { for: 'roi-type' }, t('roi.type')), el('span', { class: 'input' }, select), problems) };
  }

  #field ({ key, schema }, several) {
    if (key === 'type' || several && (key === 'idx' || key === 'coords'))
      return null;
    return makeField(key, schema, value => this.#change(key, value), this.tools);
  }

  #change (key, value) {
    if (value === undefined && (key === 'idx' || key === 'coords'))
      this.update();
    else
      this.state.editChosen(old => this.state.schema.set(old, key, value), 'form ' + key);
  }

  #make (type, several) {
    const groups = this.state.schema.form(type === MIXED ? '' : type);
    this.#fields = [this.#type];
    fill(this.#rest, groups.map(({ group, fields }) => {
      const made = fields.map(field => this.#field(field, several)).filter(field => field !== null);
      this.#fields.push(...made);
      return made.length === 0 ? null : el('section', { class: 'group ' + group }, el('h3', {}, group === 'own' ? nameType(type) : t('form.' + group)), made.map(field => field.node));
    }), this.#unknown);
    if (this.#rest.parentNode !== this.node)
      fill(this.node, this.#type.node, this.#rest);
  }

  #valueOf (key, rois) {
    const values = rois.map(roi => key === 'type' ? this.state.type(roi) : this.state.schema.read(roi.value, key));
    return values.every(value => equal(value, values[0])) ? values[0] : MIXED;
  }

  update () {
    const rois = this.state.chosenRois;
    if (rois.length === 0) {
      this.#made = null;
      this.#fields = [];
      fill(this.node, el('p', { class: 'empty' }, t(this.state.rois.length === 0 ? 'form.first' : 'form.nothing')));
      return;
    }
    const type = this.#valueOf('type', rois);
    const made = JSON.stringify([type === MIXED ? null : type, rois.map(roi => roi.key)]);
    if (made !== this.#made)
      this.#make(type, rois.length > 1);
    this.#made = made;
    for (const field of this.#fields)
      field.set(this.#valueOf(field.key, rois));
    this.#showUnknown(rois, type);
  }

  #showUnknown (rois, type) {
    const keys = rois.length === 1 ? this.state.schema.unknown(rois[0].value, type) : [];
    fill(this.#unknown, keys.length === 0 ? null : el('section', { class: 'group' }, el('h3', {}, t('form.unknown')),
      keys.map(key => el('div', { class: 'field', 'data-key': key },
        el('span', { class: 'key' }, brief(key, 60)),
        el('span', { class: 'input' }, el('code', {}, brief(JSON.stringify(rois[0].value[key]), 200)),
          this.mayEdit ? button('\u00d7', () => this.#change(key, undefined), { class: 'small', 'aria-label': t('form.remove') }) : null)))));
  }

  /* problems: of the chosen ROI, [{key, severity, message}]. */
  showProblems (problems) {
    for (const field of this.#fields) {
      const names = this.state.schema.names(field.key);
      const own = problems.filter(problem => names.includes(problem.key));
      fill(field.problems, own.map(problem => el('p', { class: 'problem ' + problem.severity }, brief(problem.message, 400))));
      field.node.classList.toggle('wrong', own.some(problem => problem.severity === 'error'));
    }
  }
}
