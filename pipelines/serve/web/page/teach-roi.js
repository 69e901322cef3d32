/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The goldens of an ROI, with what they are like; what may be taught; and what a change would do before it is made. */
import { ApiError } from './api.js';
import { ask as question } from './dialog.js';
import { brief, button, el, fill, isTyping } from './dom.js';
import { dayAndClock, measure, t } from './i18n.js';
import { follow, RunError, RunGone } from './runs.js';
import { say } from './shell.js';
import { fileOf, findCandidates, toBase64, urlOf } from './teach-candidates.js';
import { Goldens } from './teach-goldens.js';
import { DOUBTFUL, guard, REFUSED } from './teach-guard.js';
import { makeReport } from './teach-report.js';

function linkTo (...segments) {
  return '#/' + ['teach', ...segments].map(encodeURIComponent).join('/');
}

/* What an audit says of a golden, in words. */
function findingsOf (finding) {
  if (finding === undefined)
    return [];
  return [finding.same_as !== null ? t('teach.same', { name: finding.same_as }) : null, finding.far ? t('teach.far') : null, finding.spare ? t('teach.spare') : null,
    finding.problem].filter(text => text !== null);
}

class TeachRoi {
  #controller = new AbortController(); /* Of all that goes on. */
  #trying = null; /* Of what is looked at before a change. */
  #audit = null;
  #busy = false;

  constructor (place, product, roi, board) {
    this.goldens = new Goldens(product, roi);
    this.board = board;
    this.pictures = el('div', { class: 'goldens' });
    this.candidates = el('div', { class: 'goldens' });
    this.trial = el('section', { class: 'trial', 'aria-label': t('teach.trial'), hidden: true });
    this.undoButton = button(t('teach.undo') + ' (U)', () => this.undo(), { id: 'teach-undo', hidden: true });
    const file = el('input', { type: 'file', id: 'crop-file', accept: 'image/png, image/jpeg', class: 'unseen', tabindex: '-1', 'aria-label': t('teach.file'), onchange: () => {
      if (file.files.length > 0)
        this.tryFile(file.files[0]);
      file.value = '';
    } });
    fill(place, el('div', { class: 'sheet teach' },
      el('div', { class: 'head' }, el('a', { class: 'back', href: linkTo(product), title: t('page.teach'), 'aria-label': t('page.teach') }, '\u2190'),
        el('h1', {}, brief(product, 60) + ', ' + t('editor.roi', { number: roi })), el('span', { class: 'space' }), this.undoButton),
      this.trial, el('h2', {}, t('teach.goldens')), this.pictures,
      el('div', { class: 'head' }, el('h2', {}, t('teach.candidates')), el('span', { class: 'space' }), file, button(t('teach.file'), () => file.click(), { class: 'small' })), this.candidates));
    this.onKey = event => this.#onKey(event);
    document.addEventListener('keydown', this.onKey);
    this.load();
  }

  close () {
    document.removeEventListener('keydown', this.onKey);
    this.#controller.abort();
    this.#trying?.abort();
  }

  get isClosed () {
    return this.#controller.signal.aborted;
  }

  async #alone (work) {
    if (this.#busy)
      return;
    this.#busy = true;
    try {
      await work();
    } catch (error) {
      this.#report(error);
    } finally {
      this.#busy = false;
    }
  }

  #report (error) {
    if (error instanceof DOMException && error.name === 'AbortError' || this.isClosed)
      return;
    if (!(error instanceof ApiError) && !(error instanceof RunError))
      throw error;
    if (error.status === 412)
      say(t('teach.changed'), 'bad');
    else if (error.status !== 0)
      say(error.message, 'bad');
  }

  async load () {
    try {
      await this.goldens.load();
      if (this.isClosed)
        return;
      this.#show();
      this.#showAudit();
      const found = await findCandidates(this.goldens.product, this.goldens.roi, this.board);
      if (!this.isClosed)
        fill(this.candidates, found.length === 0 ? el('p', { class: 'soft' }, t('teach.nocandidates')) : found.map(one => this.#makeCandidate(one)));
    } catch (error) {
      this.#report(error);
    }
  }

  #show () {
    this.undoButton.hidden = !this.goldens.canUndo;
    const findings = new Map((this.#audit?.goldens ?? []).map(finding => [finding.name, finding]));
    fill(this.pictures, this.goldens.list.length === 0 ? el('p', { class: 'soft' }, t('teach.nogolden')) : this.goldens.list.map(golden => this.#makeGolden(golden, findings.get(golden.name))));
  }

  /* Distances take a while; the pictures do not wait for them. */
  async #showAudit () {
    if (this.goldens.list.length < 2) {
      this.#audit = null;
      return;
    }
    try {
      const { product, roi } = this.goldens;
      const result = await follow({ kind: 'audit', product, roi }, this.#controller.signal);
      this.#audit = result.rois.find(one => one.idx === roi) ?? null;
      this.#show();
    } catch (error) {
      /* Nobody has asked for it by hand; it begins again when the station is back. */
      if (!(error instanceof RunGone))
        this.#report(error);
    }
  }

  #makeGolden (golden, finding) {
    const alone = this.goldens.list.length < 2;
    return el('figure', { class: 'golden' },
      el('img', { src: this.goldens.path(golden.name) + '?sha256=' + golden.sha256.slice(0, 16), alt: golden.name }),
      el('figcaption', {}, el('span', { class: 'code' }, brief(golden.name, 60)), golden.best ? el('strong', {}, '\u2605 ' + t('teach.best')) : null,
        finding === undefined ? null : el('span', { class: 'soft', title: t('teach.distance.how') }, finding.nearest === null ? null : t('teach.distance', { z: measure(finding.z) })),
        findingsOf(finding).map(text => el('span', { class: 'finding' }, '! ' + brief(text, 160))),
        el('span', { class: 'soft' }, dayAndClock(golden.time)),
        el('span', { class: 'choices' }, golden.best || alone ? null : button(t('teach.promote'), () => this.promote(golden), { class: 'small' }),
          alone ? null : button(t('teach.remove'), () => this.tryRemoving(golden), { class: 'small' }))));
  }

  #makeCandidate (candidate) {
    return el('figure', { class: 'golden' + (candidate.board === this.board ? ' named' : '') }, el('img', { src: urlOf(candidate), alt: t('teach.crop.of', { time: dayAndClock(candidate.time) }), loading: 'lazy' }),
      el('figcaption', {}, el('a', { href: '#/statistics/boards/' + candidate.board }, dayAndClock(candidate.time)),
        el('span', { class: 'choices' }, button(t('teach.try'), () => this.tryCandidate(candidate), { class: 'small main teach-try' }))));
  }

  tryCandidate (candidate) {
    this.#alone(async () => this.#tryAdding(await fileOf(candidate), candidate.record));
  }

  tryFile (file) {
    this.#alone(() => this.#tryAdding(file, null));
  }

  async #tryAdding (blob, taught) {
    const { tag } = this.goldens;
    await this.#try({ goldens: { add: [await toBase64(blob)] }, taught, picture: blob, title: t('teach.adding'), act: t('teach.add'), force: t('teach.add.force'),
      save: note => this.goldens.add(blob, note, tag) });
  }

  tryRemoving (golden) {
    const { tag } = this.goldens;
    this.#alone(() => this.#try({ goldens: { remove: [golden.name] }, taught: null, picture: null, title: t('teach.removing', { name: brief(golden.name, 60) }), act: t('teach.remove'), force: t('teach.remove.force'),
      save: note => this.goldens.remove(golden.name, note, tag) }));
  }

  promote (golden) {
    this.#alone(async () => {
      await this.goldens.promote(golden.name);
      this.#show();
      say(t('teach.promoted'));
    });
  }

  /* What is looked at now is over. */
  #endTrial () {
    this.#trying?.abort();
    this.#trying = null;
    const link = this.trial.dataset.picture;
    if (link !== undefined)
      URL.revokeObjectURL(link);
    delete this.trial.dataset.picture;
    fill(this.trial);
    this.trial.hidden = true;
  }

  #beginTrial (change) {
    this.#endTrial();
    this.#trying = new AbortController();
    const bars = { challenge: el('progress', { max: '1', 'aria-label': t('teach.step.challenge') }), recheck: el('progress', { max: '1', 'aria-label': t('teach.step.recheck') }) };
    const body = el('div', { class: 'steps' }, Object.entries(bars).map(([name, bar]) => el('label', {}, t('teach.step.' + name), bar)));
    const choices = el('div', { class: 'choices' }, button(t('cancel'), () => this.#endTrial(), { id: 'teach-cancel' }));
    let picture = null;
    if (change.picture !== null) {
      this.trial.dataset.picture = URL.createObjectURL(change.picture);
      picture = el('img', { src: this.trial.dataset.picture, alt: t('teach.picture'), class: 'taught' });
    }
    fill(this.trial, el('h2', {}, change.title), el('div', { class: 'tried' }, picture, body), choices);
    this.trial.hidden = false;
    this.trial.scrollIntoView({ block: 'nearest' });
    return { body, choices, signal: this.#trying.signal, tell: (part, share) => {
      if (share === null)
        bars[part].removeAttribute('value');
      else
        bars[part].value = share;
    } };
  }

  async #try (change) {
    const { body, choices, signal, tell } = this.#beginTrial(change);
    const trying = this.#trying;
    try {
      const { product, roi, list } = this.goldens;
      const found = await guard({ product, roi, goldens: change.goldens, known: list.map(golden => golden.name), taught: change.taught }, signal, tell);
      fill(body, makeReport(found));
      this.#offer(change, found, choices);
    } catch (error) {
      if (this.#trying === trying)
        this.#endTrial();
      trying.abort();
      throw error;
    }
  }

  #offer (change, found, choices) {
    const cancel = button(t('cancel'), () => this.#endTrial(), { id: 'teach-cancel' });
    if (found.level === REFUSED) {
      fill(choices, button(t('close'), () => this.#endTrial(), { id: 'teach-cancel', class: 'main' }));
      this.#look(choices.firstChild);
      return;
    }
    const note = el('input', { type: 'text', maxlength: '200', placeholder: t('tool.note'), 'aria-label': t('tool.note'), autocomplete: 'off' });
    const act = button(found.level === DOUBTFUL ? t('teach.decide') : change.act, () => this.#decide(change, found, note.value.trim()), { id: 'teach-save', class: found.level === DOUBTFUL ? 'risky' : 'main' });
    fill(choices, note, cancel, act);
    this.#look(found.level === DOUBTFUL ? cancel : act);
  }

  /* What is found is read before it is decided. */
  #look (choice) {
    choice.focus({ preventScroll: true });
    this.trial.scrollIntoView({ block: 'start' });
  }

  /* What weakens the product is decided twice, and why is written down. */
  async #decide (change, found, note) {
    let why = note;
    if (found.level === DOUBTFUL) {
      const input = el('textarea', { rows: '3', maxlength: '500', required: true, 'aria-label': t('teach.why') });
      input.value = note;
      const chosen = await question(t('teach.sure'), el('div', {}, el('p', {}, t('teach.sure.text')), el('label', {}, el('span', {}, t('teach.why')), input)),
        [[null, t('cancel'), { class: 'main' }], [true, change.force, { class: 'risky', id: 'teach-force' }]]);
      why = input.value.trim();
      if (chosen === null)
        return;
      if (why === '') {
        say(t('teach.why.missing'), 'bad');
        return;
      }
    }
    await this.#alone(async () => {
      const answer = await change.save(why);
      this.#endTrial();
      this.#show();
      this.#showAudit();
      say(t('teach.saved') + (answer.warnings?.length > 0 ? ' ' + answer.warnings.join(' ') : ''), answer.warnings?.length > 0 ? 'bad' : 'good');
    });
  }

  undo () {
    if (!this.goldens.canUndo)
      return;
    this.#alone(async () => {
      this.#endTrial();
      await this.goldens.undo();
      this.#show();
      this.#showAudit();
      say(t('teach.undone'));
    });
  }

  #onKey (event) {
    if (isTyping(event.target) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null)
      return;
    if (event.key.toLowerCase() === 'u') {
      event.preventDefault();
      this.undo();
    } else if (event.key === 'Escape' && !this.trial.hidden) {
      event.preventDefault();
      this.#endTrial();
    }
  }
}

export function openRoi (place, product, roi, board) {
  if (!Number.isInteger(roi) || roi < 1) {
    fill(place, el('p', { class: 'empty' }, t('nothing')));
    return { close () {} };
  }
  const page = new TeachRoi(place, product, roi, board);
  return { close: () => page.close(), refresh: () => page.load(), keys: [['U', t('teach.undo')], [t('key.escape.key'), t('cancel')]] };
}
