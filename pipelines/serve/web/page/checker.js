/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the station's loader has against what is edited, as it is edited. Nothing is saved. */
import { ApiError, ask, path } from './api.js';

const QUIET_MS = 250;

/* rois[3].coords[1] -> [3, 'coords'] */
function readPath (text) {
  const found = /^rois\[(\d+)\](?:\.([^.[]+))?/.exec(text ?? '');
  return found === null ? [null, null] : [Number(found[1]), found[2] ?? null];
}

export function readProblems (problems, rois) {
  return problems.map(problem => {
    const [index, key] = readPath(problem.path);
    return { roi: index === null ? null : rois[index]?.key ?? null, key, severity: problem.severity, message: problem.message,
      where: index === null ? problem.path ?? '' : null };
  });
}

export class Checker {
  #timer = 0;
  #request = null;

  constructor (state) {
    this.state = state;
    state.listen(what => {
      if (what === 'edit' || what === 'load')
        this.#soon();
    });
    this.#soon();
  }

  close () {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  /* What it depends on was changed elsewhere, such as goldens. */
  check () {
    this.#soon();
  }

  #soon () {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), QUIET_MS);
  }

  async #check () {
    this.#request?.abort();
    const request = new AbortController();
    const rois = this.state.rois;
    this.#request = request;
    try {
      const answer = await ask('POST', path('products', this.state.name, 'check'), { raw: this.state.write(), signal: request.signal });
      const opinion = await answer.json();
      if (this.state.rois !== rois)
        return;
      this.state.problems = readProblems(opinion.problems, rois);
      this.state.tell('problems');
    } catch (error) {
      if (!(error instanceof ApiError) && error.name !== 'AbortError')
        throw error;
    }
  }
}
