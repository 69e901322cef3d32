/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The editor of a product: its picture with the ROIs on it, their list and form, and what the loader and a trial say. */
import { ApiError, ask, mayBe, path } from './api.js';
import { around } from './boxes.js';
import { Checker } from './checker.js';
import { solveConflict } from './conflict.js';
import { brief, el, fill } from './dom.js';
import { EditorCanvas } from './editor-canvas.js';
import * as commands from './editor-commands.js';
import { EditorEvidence } from './editor-evidence.js';
import { newCompareRois, teachNew } from './editor-goldens.js';
import { makeKeys } from './editor-keys.js';
import { EditorState } from './editor-state.js';
import { makeTools } from './editor-tools.js';
import { Form } from './form.js';
import { nameType, t } from './i18n.js';
import { WholePicture } from './picture.js';
import { ProductSchema } from './product-schema.js';
import { RoiList } from './roi-list.js';
import { hush, say } from './shell.js';
import { TilePicture } from './tile-picture.js';
import { tryProduct } from './trial.js';

const START = 400; /* Pixels that a first ROI's surroundings have where there is no picture. */

/* The last picture of each product, as long as the pages are open. */
const pictures = new Map();

function report (error) {
  if (!(error instanceof ApiError))
    throw error;
  say(error.status === 0 ? t('gone') : error.message, 'bad');
}

/* Returns [text, tag]; both are null for a product that is not there. */
async function readProduct (name) {
  try {
    const answer = await ask('GET', path('products', name));
    return [await answer.text(), answer.headers.get('ETag')];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return [null, null];
    throw error;
  }
}

class Editor {
  #busy = false;
  #closed = false;

  constructor (place, schema, name, text, tag) {
    this.mayEdit = mayBe('engineer');
    this.state = new EditorState(schema, name, text, tag);
    this.node = el('canvas', { tabindex: '0', role: 'application', 'aria-label': t('editor.canvas'), 'aria-describedby': 'editor-said' });
    this.said = el('span', { id: 'editor-said', role: 'status' });
    this.point = el('span', { class: 'point' });
    this.canvas = new EditorCanvas(this.node, this.state, {
      mayEdit: this.mayEdit, onDrawn: () => this.focusType(), onMode: () => this.tools?.update(), onPoint: point => this.#showPoint(point) });
    this.tools = makeTools(this);
    this.evidence = new EditorEvidence(this.state);
    this.#compose(place);
    this.checker = new Checker(this.state);
    this.keys = makeKeys(this);
    this.state.listen(what => this.#onState(what));
    this.#onState('load');
  }

  #compose (place) {
    const list = el('div', { class: 'roi-list' });
    const form = el('div', { class: 'form' });
    this.hint = el('div', { class: 'drop' }, el('p', {}, t('editor.drop')), el('p', { class: 'soft' }, t('editor.drop.how')));
    const board = el('div', { class: 'board', ondragover: event => event.preventDefault(), ondrop: event => this.#onDrop(event) }, this.node, this.hint, this.evidence.node, this.tools.zoom);
    fill(place, el('div', { class: 'editor' }, this.tools.node, board,
      el('aside', { 'aria-label': t('editor.side') }, list, form),
      el('footer', { class: 'status' }, this.said, this.point)));
    this.form = new Form(form, this.state, this.mayEdit, { pick: listener => this.pickColour(listener) });
    this.list = new RoiList(list, this.state, { onStep: direction => this.step(direction), onOpen: () => this.focusForm() });
    this.formNode = form;
  }

  close () {
    this.#closed = true;
    this.keys.close();
    this.checker.close();
    this.evidence.close();
    this.canvas.close();
  }

  #onState (what) {
    const chosen = this.state.chosenRois;
    if (what === 'edit' || what === 'choose' || what === 'load')
      this.said.textContent = chosen.length === 0 ? '' : chosen.length > 1 ? t('editor.chosen', { n: chosen.length }) : this.#describe(chosen[0]);
    this.form.showProblems(chosen.length === 1 ? this.state.problems.filter(problem => problem.roi === chosen[0].key) : []);
    this.tools.update();
  }

  #describe (roi) {
    const box = this.state.box(roi);
    return t('editor.said', { number: this.state.number(roi), type: nameType(this.state.type(roi)), x: box.x1, y: box.y1, width: box.x2 - box.x1, height: box.y2 - box.y1 });
  }

  #showPoint (point) {
    const x = Math.floor(point.x), y = Math.floor(point.y);
    this.point.textContent = x + ', ' + y + '   ' + Math.round(this.canvas.view.scale * 100) + ' %';
  }

  /* Until it is there nothing is tried, which would be the picture before. */
  openPicture (file) {
    return this.#alone(async () => {
      try {
        this.#show(await openFile(file));
        pictures.set(this.state.name, file);
        hush();
      } catch (error) {
        if (!(error instanceof DOMException))
          throw error;
        say(t('editor.undecodable', { name: brief(file.name, 80) }), 'bad');
      }
    });
  }

  /* What the station's camera saw last. */
  openFrame () {
    this.#alone(async () => {
      try {
        this.#show(await TilePicture.open('last'));
        hush();
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404)
          throw error;
        say(t('editor.noframe'), 'bad');
      }
    });
  }

  #show (picture) {
    if (this.#closed) {
      picture.close();
      return;
    }
    this.hint.hidden = true;
    this.state.picture = picture;
    this.canvas.view.show(picture);
    this.state.tell('picture');
  }

  #onDrop (event) {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file !== undefined)
      this.openPicture(file);
  }

  /* Where ROIs are, if there is no picture yet. */
  lookAtAll () {
    if (this.state.picture !== null)
      this.canvas.view.fit();
    else if (this.state.rois.length > 0)
      this.canvas.view.look(around(this.state.rois.map(roi => this.state.box(roi))), 0.85);
    else
      this.canvas.view.look({ x1: 0, y1: 0, x2: START, y2: START });
  }

  async begin () {
    this.lookAtAll();
    const kept = pictures.get(this.state.name);
    if (kept !== undefined)
      await this.openPicture(kept);
    this.node.focus({ preventScroll: true });
  }

  /* What one wants of a new ROI first: a letter chooses its type. */
  focusType () {
    this.formNode.querySelector('#roi-type').focus();
  }

  focusForm () {
    const first = this.formNode.querySelector('.own input:not([type=checkbox]), .own select') ?? this.formNode.querySelector('select, input');
    first?.focus();
  }

  pickColour (listener) {
    if (this.state.picture === null)
      say(t('editor.nopicture'), 'bad');
    else
      this.canvas.pick((x, y) => this.#tellColour(x, y, listener));
  }

  /* For the ROIs that were chosen at the click. */
  async #tellColour (x, y, listener) {
    const chosen = [...this.state.chosen].join();
    try {
      const colour = await this.state.picture.colour(x, y);
      if (!this.#closed && [...this.state.chosen].join() === chosen)
        listener(colour);
    } catch (error) {
      report(error);
    }
  }

  step (direction) {
    if (commands.step(this.state, direction) !== null)
      this.canvas.reveal();
  }

  /* In the middle of what is seen. */
  addInView () {
    const view = this.canvas.view;
    const { width, height } = this.state.limits;
    const w = this.node.clientWidth / view.scale, h = this.node.clientHeight / view.scale;
    const size = Math.max(1, Math.round(Math.min(w, h, width, height) / 6));
    const x = Math.max(0, Math.min(width - size, Math.round(view.x + w / 2 - size / 2))), y = Math.max(0, Math.min(height - size, Math.round(view.y + h / 2 - size / 2)));
    this.state.add({ x1: x, y1: y, x2: x + size, y2: y + size });
    this.canvas.reveal();
  }

  async #alone (work) {
    if (this.#busy)
      return;
    this.#busy = true;
    this.tools.setBusy(true);
    try {
      await work();
    } catch (error) {
      report(error);
    } finally {
      this.#busy = false;
      this.tools.setBusy(false);
    }
  }

  tryIt () {
    if (this.state.picture === null) {
      say(t('editor.nopicture'), 'bad');
      return;
    }
    this.#alone(async () => {
      hush();
      if (await tryProduct(this.state) === null)
        say(t('editor.unloadable'), 'bad');
    });
  }

  save () {
    if (!this.mayEdit || !this.state.isChanged && this.state.tag !== null)
      return;
    this.#alone(() => this.#save());
  }

  async #save () {
    const condition = this.state.tag === null ? { 'If-None-Match': '*' } : { 'If-Match': this.state.tag };
    const note = this.tools.note.value.trim();
    const rois = this.state.rois;
    const numbers = newCompareRois(this.state, this.state.savedRois);
    try {
      const answer = await ask('PUT', path('products', this.state.name) + (note === '' ? '' : '?note=' + encodeURIComponent(note)), { raw: this.state.write(), headers: condition });
      this.state.saved(answer.headers.get('ETag'), rois);
      this.tools.note.value = '';
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412)
        throw error;
      if (await solveConflict(this.state))
        await this.#save();
      return;
    }
    await this.#teach(numbers);
  }

  /* The product is saved, whatever becomes of its goldens. */
  async #teach (numbers) {
    const { name, picture } = this.state;
    if (numbers.length === 0) {
      say(t('editor.saved'));
    } else if (picture === null) {
      say(t('editor.saved.nogolden', { rois: numbers.join(', ') }), 'bad');
    } else {
      const taught = await teachNew(name, numbers, picture);
      say(taught.length === 0 ? t('editor.saved') : t('editor.saved.goldens', { rois: taught.join(', ') }));
      this.checker.check();
    }
  }
}

/* A picture that the station does not take, or cannot now, is shown as a whole. */
async function openFile (file) {
  const name = file.name ?? '';
  try {
    return await TilePicture.send(file, name);
  } catch (error) {
    if (!(error instanceof ApiError))
      throw error;
    return WholePicture.decode(file, name);
  }
}

export function openEditor (place, name) {
  let editor = null;
  let closed = false;

  async function load () {
    try {
      const schema = await ProductSchema.load();
      const [text, tag] = await readProduct(name);
      if (closed)
        return;
      if (text === null && !mayBe('engineer')) {
        fill(place, el('p', { class: 'empty' }, t('editor.absent', { name: brief(name, 80) })));
        return;
      }
      editor = new Editor(place, schema, name, text, tag);
      await editor.begin();
    } catch (error) {
      if (error instanceof SyntaxError)
        fill(place, el('p', { class: 'empty' }, t('editor.unreadable', { name: brief(name, 80) })));
      else
        report(error);
    }
  }

  fill(place, el('p', { class: 'empty' }, t('loading')));
  load();
  return {
    close: () => {
      closed = true;
      editor?.close();
    },
    refresh: () => {
      if (editor === null)
        load();
    },
    isChanged: () => editor?.state.isChanged ?? false,
    get keys () {
      return editor?.keys.list ?? [];
    },
  };
}
