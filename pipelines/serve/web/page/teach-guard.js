/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What other goldens of an ROI would do, before they are: defects that are drawn, by challenge, and the crops of the
 * archive, judged by the product as it is and as it would be. No teaching weakens a product unseen. */
import { ApiError, get, path } from './api.js';
import { follow } from './runs.js';

const RECORDS = 200;
const TRIALS = 20;

/* What somebody has to know of a change: nothing; that it weakens the product; or that it cannot be made. */
export const CLEAR = 'clear', DOUBTFUL = 'doubtful', REFUSED = 'refused';

async function boardOf (record) {
  const { board } = await get('/v1/archive/' + record.split('/').map(encodeURIComponent).join('/'));
  return board === null ? null : get(path('boards', board));
}

/* What people said of a crop: a judgement, or null for none. That nobody can be asked is none, too. */
async function judgementOf (change) {
  try {
    const board = await boardOf(change.record);
    const roi = board?.rois.find(one => one.roi === change.roi);
    return { ...change, judgement: roi?.judgement ?? null, board: board?.id ?? null, time: board?.time ?? null };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return { ...change, judgement: null, board: null, time: null };
    throw error;
  }
}

/* Worse: more of the drawn defects of usual size pass than before. */
function compareKinds (before, after) {
  return (after?.kinds ?? []).map(kind => {
    const old = before?.kinds?.find(one => one.kind === kind.kind) ?? null;
    const is = old !== null && kind.escapes !== null && (old.escapes === null || kind.escapes > old.escapes + 1e-9);
    return { ...kind, old, worse: is };
  });
}

/* Of the same kind, however often: what stands in brackets is how often. */
function kindOf (finding) {
  return finding.replace(/ \([^()]*\)$/, '');
}

/* Drawn defects pass; others say that good parts do not. */
function isEscape (finding) {
  return !/^(no )?good part/.test(finding);
}

function readChallenge (result, number) {
  const find = side => result[side]?.rois?.find(roi => roi.idx === number) ?? null;
  const before = find('old'), after = find('new');
  const known = new Set((before?.findings ?? []).map(kindOf));
  const findings = (after?.findings ?? []).filter(text => !known.has(kindOf(text)));
  const kinds = compareKinds(before, after);
  return { before, after, kinds, findings, escapes: findings.filter(isEscape), challenged: after?.challenged === true && kinds.length > 0, weaker: findings.length > 0 || kinds.some(kind => kind.worse) };
}

async function recheck (order, signal, tell) {
  try {
    const result = await follow({ ...order, kind: 'compare', source: { archive: { records: RECORDS } } }, signal, tell);
    const changes = await Promise.all(result.changes.map(judgementOf));
    return { ...result, changes, passing: changes.filter(change => change.new.passes), failing: changes.filter(change => !change.new.passes), missing: null };
  } catch (error) {
    if (error instanceof ApiError && error.status === 400 && error.message.includes('--archive'))
      return { missing: error.message, passing: [], failing: [], crops: 0, unfit: 0 };
    throw error;
  }
}

/* What a product without goldens of the ROI catches is nothing: then the challenge has no before. */
async function challenge (order, number, hadGoldens, signal, tell) {
  return readChallenge(await follow({ ...order, kind: 'challenge', trials: TRIALS, old: hadGoldens }, signal, tell), number);
}

/* Defects that would pass stop it: those that somebody has judged, and those that are drawn. What nobody has judged is for people to
 * decide, but for what is taught. */
function decide (found, taught) {
  const others = found.recheck.passing.filter(change => change.record !== taught);
  const defects = found.recheck.passing.filter(change => change.judgement === 'defect');
  const unknown = others.filter(change => change.judgement !== 'defect' && change.judgement !== 'false-call');
  const level = defects.length > 0 || found.challenge.escapes.length > 0 || !found.challenge.challenged ? REFUSED
    : found.challenge.weaker || unknown.length > 0 || found.recheck.missing !== null || found.recheck.failing.length > 0 ? DOUBTFUL : CLEAR;
  return { ...found, defects, unknown, level };
}

/* goldens: {add: [base64], remove: [name]}; known: names of those that are there; taught: (nullable) the record whose crop is added. tell(part, share). */
export async function guard ({ product, roi, goldens, known, taught }, signal, tell) {
  const order = { product, roi, goldens: { roi, ...goldens } };
  const [drawn, kept, audit] = await Promise.all([
    challenge(order, roi, known.length > 0, signal, share => tell('challenge', share)),
    recheck(order, signal, share => tell('recheck', share)),
    follow({ ...order, kind: 'audit' }, signal)]);
  const added = goldens.add === undefined ? null : audit.rois.find(one => one.idx === roi)?.goldens.find(one => !known.includes(one.name)) ?? null;
  return decide({ challenge: drawn, recheck: kept, added }, taught);
}
