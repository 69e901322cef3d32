/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that did not pass, one after the other, judged by keys. A board's judgements are sent together when its last ROI
 * is judged; the verdict that was sent is never changed. */
import { ApiError, ask, get, path, post } from './api.js';
import { ask as question } from './dialog.js';
import { badge, brief, button, el, fill, isTyping } from './dom.js';
import { listen } from './events.js';
import { clock, count, measure, nameType, t } from './i18n.js';
import { followScans } from './scan.js';
import { hush, say, sayRefused } from './shell.js';
import { findRecord, VerifyPictures } from './verify-pictures.js';

const HOLD_MS = 60000;
const LOOK_MS = 3000;

class Verify {
  #board = null;
  #rois = []; /* That did not pass. */
  #at = 0;
  #judged = new Map();
  #notes = new Map();
  #begun = new Map(); /* Of boards that were left half judged: [judged, notes]. */
  #previous = null; /* The board that was judged before. */
  #record = null;
  #busy = false;
  #work = null; /* A promise that what was begun last is done. */
  #closed = false;

  constructor (place) {
    this.head = el('header', { class: 'head' });
    this.list = el('ol', { class: 'failed' });
    this.facts = el('dl', { class: 'facts' });
    this.pictures = new VerifyPictures(el('div', { class: 'pictures' }));
    this.buttons = el('div', { class: 'choices' },
      button(t('verify.defect') + ' (' + t('key.enter.key') + ')', () => this.judge('defect'), { class: 'main', id: 'verify-defect' }),
      button(t('verify.false-call') + ' (F)', () => this.judge('false-call'), { id: 'verify-false-call' }),
      button(t('verify.note') + ' (N)', () => this.note()), button(t('verify.undo') + ' (U)', () => this.undo(), { id: 'verify-undo' }), button(t('verify.skip') + ' (S)', () => this.next(true)));
    this.one = el('section', { class: 'one', tabindex: '-1', 'aria-label': t('verify.one') }, this.pictures.node, this.facts, this.buttons);
    this.work = el('div', { class: 'work' }, el('aside', {}, this.list), this.one);
    this.empty = el('p', { class: 'empty', role: 'status', hidden: true });
    fill(place, el('div', { class: 'verify' }, this.head, this.empty, this.work));
    this.onKey = event => this.#onKey(event);
    document.addEventListener('keydown', this.onKey);
    this.stopScans = followScans(code => this.find(code));
    /* A button that was pressed would take the next Enter for itself. */
    this.buttons.addEventListener('click', () => this.one.focus({ preventScroll: true }));
    this.stop = listen((kind, said) => {
      if (kind === 'board' && said.passed !== true && this.#board === null)
        this.next();
    });
    this.holding = setInterval(() => this.#hold(), HOLD_MS);
    this.looking = setInterval(() => this.#look(), LOOK_MS);
    this.next();
  }

  close () {
    this.#closed = true;
    document.removeEventListener('keydown', this.onKey);
    this.stopScans();
    clearInterval(this.holding);
    clearInterval(this.looking);
    this.stop();
    this.pictures.close();
    if (this.#board !== null)
      ask('DELETE', path('boards', this.#board.id, 'lease')).catch(() => {});
  }

  #hold () {
    if (this.#board !== null)
      ask('PUT', path('boards', this.#board.id, 'lease')).catch(() => {});
  }

  /* A board is announced before it is in the database, and others leave boards: while there is none, it is looked again. */
  async #look () {
    if (this.#board !== null || this.#closed || this.#busy || document.hidden)
      return;
    try {
      const waiting = await get('/v1/review');
      if (waiting.boards.some(board => board.lease === null))
        await this.next();
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
    }
  }

  /* One thing after the other: who presses a key three times judges once. */
  #alone (work) {
    if (!this.#busy)
      this.#work = this.#do(work);
    return this.#work;
  }

  async #do (work) {
    this.#busy = true;
    try {
      await work();
    } catch (error) {
      sayRefused(error);
    } finally {
      this.#busy = false;
    }
  }

  next (skip = false) {
    return this.#alone(() => this.#next(skip));
  }

  async #next (skip) {
    let taken;
    try {
      taken = await post('/v1/review/next', skip && this.#board !== null ? { after: this.#board.id } : {});
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404)
        throw error;
      this.#showNone(error.message);
      return;
    }
    if (this.#closed)
      return;
    if (taken.board === null)
      this.#showNone(taken.open > 0 ? t('verify.others', { n: taken.open }) : t('verify.none'));
    else
      await this.#show(taken.board, taken.open);
  }

  /* Of a code that a hand scanner has read: it judges nothing. */
  async find (code) {
    await this.#work;
    return this.#alone(() => this.#find(code));
  }

  async #find (code) {
    const { boards: [board] } = await get('/v1/boards?review=open&limit=1&code=' + encodeURIComponent(code));
    if (board === undefined) {
      const { boards: [known] } = await get('/v1/boards?limit=1&code=' + encodeURIComponent(code));
      say(t(known === undefined ? 'verify.scan.none' : known.review === null ? 'verify.scan.passed' : 'verify.scan.judged', { code: brief(code, 60) }), 'bad');
      return;
    }
    if (board.id !== this.#board?.id)
      await this.#goTo(board.id);
    hush();
  }

  /* Leaves this board for another one. */
  async #goTo (id) {
    await ask('PUT', path('boards', id, 'lease'));
    if (this.#board !== null)
      await ask('DELETE', path('boards', this.#board.id, 'lease'));
    const { open } = await get('/v1/review?limit=1');
    await this.#show(await get(path('boards', id)), open);
  }

  /* What was said of a board and not sent yet is there again when it is. */
  #leave () {
    if (this.#board !== null && this.#judged.size + this.#notes.size > 0)
      this.#begun.set(this.#board.id, [this.#judged, this.#notes]);
  }

  #showNone (text) {
    this.#leave();
    this.#board = null;
    this.#rois = [];
    this.#judged = new Map();
    this.pictures.close();
    fill(this.head, el('h1', {}, t('page.verify')), this.#previous === null ? null : button(t('verify.undo') + ' (U)', () => this.undo(), { class: 'small' }));
    this.empty.textContent = brief(text, 300);
    this.empty.hidden = false;
    this.work.hidden = true;
  }

  /* A board can be judged without its pictures, too. */
  async #findRecord (id) {
    try {
      return await findRecord(id);
    } catch (error) {
      if (!(error instanceof ApiError))
        throw error;
      return null;
    }
  }

  /* All at once, when all of it is there: a key that is pressed as soon as a board is seen is for that board. */
  async #show (board, open) {
    const record = await this.#findRecord(board.id);
    if (this.#closed) {
      ask('DELETE', path('boards', board.id, 'lease')).catch(() => {});
      return;
    }
    this.#leave();
    this.#board = board;
    this.#record = record;
    this.#rois = board.rois.filter(roi => roi.status !== 'pass' && roi.status !== 'skipped');
    [this.#judged, this.#notes] = this.#begun.get(board.id) ?? [new Map(), new Map()];
    this.#begun.delete(board.id);
    this.#at = Math.max(0, this.#rois.findIndex(roi => !this.#judged.has(roi.roi)));
    this.empty.hidden = true;
    this.work.hidden = false;
    this.#showHead(open);
    this.#showRoi();
  }

  #showHead (open) {
    const board = this.#board;
    fill(this.head, el('h1', {}, brief(board.product, 60)), badge('fail', t(board.verdict === 'not-inspected' ? 'verdict.incomplete' : 'verdict.fail')), el('time', { datetime: board.time }, clock(board.time)),
      el('code', {}, brief(board.code ?? t('live.nocode'), 60)), el('span', { class: 'count', role: 'status' }, count('verify.open', open)),
      board.reason ? el('p', { class: 'why' }, brief(board.reason, 240)) : null);
  }

  #showRoi () {
    const roi = this.#rois[this.#at];
    fill(this.list, this.#rois.map((one, index) => el('li', { 'aria-current': index === this.#at ? 'true' : null, onclick: () => this.#go(index) },
      badge(one.status, t('editor.roi', { number: one.roi })), ' ', nameType(one.type), ' ',
      this.#judged.has(one.roi) ? el('strong', { class: 'judged' }, t('verify.' + this.#judged.get(one.roi))) : null,
      this.#notes.has(one.roi) ? el('span', { class: 'note' }, ' ', brief(this.#notes.get(one.roi), 80)) : null)));
    fill(this.facts, roi === undefined ? null : [
      el('dt', {}, t('verify.reason')), el('dd', {}, brief(roi.reason ?? '', 300)),
      roi.score === null ? null : [el('dt', {}, t('verify.score')), el('dd', {}, measure(roi.score, roi.threshold) + (roi.threshold === null ? '' : ' / ' + measure(roi.threshold, roi.score)))],
      el('dt', {}, t('roi.device_location')), el('dd', {}, brief(roi.device, 8))]);
    if (roi === undefined)
      this.pictures.show(null, 0);
    else
      this.pictures.show(this.#record, roi.roi);
  }

  #go (index) {
    if (index < 0 || index >= this.#rois.length)
      return;
    this.#at = index;
    this.#showRoi();
  }

  /* A board without a failed ROI, such as one that was not complete, is judged as a whole. */
  judge (judgement) {
    const roi = this.#rois[this.#at];
    if (this.#board === null || this.#busy)
      return;
    if (roi === undefined) {
      this.#alone(() => this.#send([{ roi: 'all', judgement }]));
      return;
    }
    this.#judged.set(roi.roi, judgement);
    const open = this.#rois.findIndex(one => !this.#judged.has(one.roi));
    if (open >= 0) {
      this.#at = open;
      this.#showRoi();
      return;
    }
    this.#alone(() => this.#send([...this.#judged].map(([number, word]) => ({ roi: number, judgement: word, note: this.#notes.get(number) ?? null }))));
  }

  async #send (judgements) {
    const board = this.#board;
    try {
      await post(path('boards', board.id, 'judgements'), { judgements });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409)
        throw error;
      say(error.message, 'bad');
    }
    this.#previous = board.id;
    this.#judged = new Map();
    this.#notes = new Map();
    await this.#next(false);
  }

  /* Of this board the last judgement; before the first one, the board before is judged anew. */
  undo () {
    if (this.#judged.size > 0) {
      const last = [...this.#judged.keys()].at(-1);
      this.#judged.delete(last);
      this.#go(this.#rois.findIndex(roi => roi.roi === last));
      return;
    }
    const previous = this.#previous;
    if (previous === null)
      return;
    this.#alone(async () => {
      await this.#goTo(previous);
      this.#previous = null;
    });
  }

  async note () {
    const roi = this.#rois[this.#at];
    if (this.#board === null || roi === undefined)
      return;
    const input = el('textarea', { rows: '3', maxlength: '1000', 'aria-label': t('verify.note') });
    input.value = this.#notes.get(roi.roi) ?? '';
    if (await question(t('verify.note'), input, [[true, t('verify.keep'), { class: 'main' }], [null, t('cancel')]]) === null)
      return;
    if (input.value.trim() === '')
      this.#notes.delete(roi.roi);
    else
      this.#notes.set(roi.roi, input.value.trim());
    this.#showRoi();
  }

  #onKey (event) {
    const keys = {
      enter: () => this.judge('defect'), f: () => this.judge('false-call'), u: () => this.undo(), n: () => this.note(), s: () => this.next(true),
      j: () => this.#go(this.#at + 1), arrowdown: () => this.#go(this.#at + 1), k: () => this.#go(this.#at - 1), arrowup: () => this.#go(this.#at - 1),
      0: () => this.pictures.fit(),
    };
    const name = event.key.toLowerCase();
    if (isTyping(event.target) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null
      || !Object.hasOwn(keys, name) || name === 'enter' && event.target.closest?.('button, a') !== null && event.target !== document.body)
      return;
    event.preventDefault();
    keys[name]();
  }
}

export function open (place) {
  const verify = new Verify(place);
  return {
    close: () => verify.close(),
    refresh: () => verify.next(),
    keys: [[t('key.enter.key'), t('verify.defect')], ['F', t('verify.false-call')], ['U', t('verify.undo')], ['N', t('verify.note')], ['S', t('verify.skip')],
      ['J, K', t('key.jk')], ['0', t('tool.fit')], [t('key.scan.key'), t('verify.scan')]],
  };
}
