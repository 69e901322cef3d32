/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Crops of an ROI that people have judged a false call: what may be taught. */
import { ApiError, ask, get, path } from './api.js';
import { findRecord } from './verify-pictures.js';

const MOST = 24;

/* A crop without a record is none: nobody can look at it. */
async function candidateOf (board, roi) {
  const record = await findRecord(board.id);
  const files = record?.rois?.find(one => one.id === roi) ?? null;
  return typeof files?.crop === 'string' ? { board: board.id, time: board.time, record: record.record, file: files.crop } : null;
}

/* Of false calls, the newest first; and of the board that the address names, though nobody has judged it. */
export async function findCandidates (product, roi, named) {
  const asked = new URLSearchParams({ product, roi, judgement: 'false-call', limit: MOST });
  try {
    const { boards } = await get('/v1/boards?' + asked);
    const rest = named !== null && !boards.some(board => board.id === named) ? [await get(path('boards', named))] : [];
    return (await Promise.all([...rest, ...boards].map(board => candidateOf(board, roi)))).filter(one => one !== null);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      return [];
    throw error;
  }
}

export function urlOf (candidate) {
  return '/v1/archive/' + [...candidate.record.split('/'), candidate.file].map(encodeURIComponent).join('/');
}

export async function fileOf (candidate) {
  return (await ask('GET', urlOf(candidate))).blob();
}

export function toBase64 (blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
