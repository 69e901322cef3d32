/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one way to the station: /v1. Knows who is logged in, and whether the station answers; asks again by itself
 * after a login, and watches until a station that is gone is back. */
import { Watched } from './watch.js';

const RETRY_MS = 1000;
const PATIENCE_MS = 5000;
const ROLES = ['none', 'operator', 'verifier', 'engineer', 'admin'];

/* Who asks: what /v1/me answers; null: somebody has to log in. */
export const person = new Watched(null);
/* Whether the station answers. */
export const online = new Watched(true);

let watching = false;
let loginNeeded = null;

/* What the station said against a request; status 0: it said nothing. */
export class ApiError extends Error {
  constructor (status, text, answer) {
    super(text);
    this.status = status;
    this.answer = answer;
  }
}

export function mayBe (role) {
  return person.value !== null && ROLES.indexOf(person.value.role) >= ROLES.indexOf(role);
}

/* The function shows a login, and returns a promise that somebody has logged in. */
export function setLogin (show) {
  loginNeeded = show;
}

async function watch () {
  if (watching)
    return;
  watching = true;
  online.value = false;
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    try {
      const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok)
        break;
    } catch { /* Not yet. */ }
  }
  watching = false;
  try {
    await loadPerson();
  } catch { /* Says so itself. */ }
  online.value = true;
}

/* Somebody has noticed that the station is gone. */
export function lose () {
  watch();
}

async function send (method, path, options) {
  const headers = { ...options.headers };
  let body = options.raw;
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  if (method !== 'GET' && person.value?.csrf_token)
    headers['X-CSRF-Token'] = person.value.csrf_token;
  try {
    return await fetch(path, { method, headers, body, signal: options.signal, cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError')
      throw error;
    watch();
    throw new ApiError(0, '', null);
  }
}

async function failure (answer) {
  let said = null;
  try {
    said = await answer.json();
  } catch { /* No words then. */ }
  return new ApiError(answer.status, said?.error ?? answer.statusText, said);
}

export async function loadPerson () {
  const answer = await send('GET', '/v1/me', {});
  if (answer.status === 401)
    person.value = null;
  else if (answer.ok)
    person.value = await answer.json();
  else
    throw await failure(answer);
  return person.value;
}

/* Whether a refused request may be sent once more: somebody has logged in, perhaps in another window. */
async function mayRetry (answer, error) {
  if (answer.status === 401 && loginNeeded !== null) {
    person.value = null;
    await loginNeeded();
    return true;
  }
  if (answer.status === 403 && error.message.startsWith('X-CSRF-Token'))
    return await loadPerson() !== null;
  return false;
}

/* options: body (JSON), raw (text, blob or form), headers, signal. Returns the answer of a request that was good. */
export async function ask (method, path, options = {}) {
  for (let tries = 0; ; tries++) {
    const answer = await send(method, path, options);
    if (answer.ok)
      return answer;
    const error = await failure(answer);
    if (tries > 1 || !await mayRetry(answer, error))
      throw error;
  }
}

export async function get (path, options) {
  return (await ask('GET', path, options)).json();
}

export async function post (path, body, options) {
  return (await ask('POST', path, { body, ...options })).json();
}

export async function logIn (name, password) {
  const answer = await send('POST', '/v1/login', { body: { name, password } });
  if (!answer.ok)
    throw await failure(answer);
  person.value = await answer.json();
}

export async function logOut () {
  await ask('POST', '/v1/logout', {});
  person.value = null;
}

/* A path of segments that may hold anything. */
export function path (...segments) {
  return '/v1/' + segments.map(encodeURIComponent).join('/');
}
