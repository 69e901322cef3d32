/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One board that is repeated over a panel: the key array of ROI files, as src/product/aoi-product-array.c reads it. */

export const PLACE_IDS = 1000; /* By how much numbers of ROIs grow from a place to the next. */

const MAX_PLACES = 64;

function isList (value, length) {
  return Array.isArray(value) && value.length === length && value.every(number => Number.isInteger(number) && number >= 0);
}

/* (nullable): null for files that are no array, or have one that the loader will refuse. */
export function readArray (value) {
  const { columns, rows, pitch, board, turn } = value ?? {};
  if (!isList([columns, rows], 2) || !isList(pitch, 2) || !isList(board, 4) || columns * rows < 1 || columns * rows > MAX_PLACES)
    return null;
  const turns = turn ?? [0];
  if (!Array.isArray(turns) || turns.length === 0 || !turns.every(degrees => [0, 90, 180, 270].includes(degrees)))
    return null;
  return { columns, rows, pitch, board: { x1: board[0], y1: board[1], x2: board[2], y2: board[3] }, turns };
}

export function countPlaces (array) {
  return array.columns * array.rows;
}

/* Where a box of the first place lies at another: turned clockwise in the board's rectangle. */
export function placeBox (array, box, place) {
  const { board, turns } = array;
  const width = board.x2 - board.x1, height = board.y2 - board.y1;
  const own = { x1: box.x1 - board.x1, y1: box.y1 - board.y1, x2: box.x2 - board.x1, y2: box.y2 - board.y1 };
  const turned = {
    0: own,
    90: { x1: height - own.y2, y1: own.x1, x2: height - own.y1, y2: own.x2 },
    180: { x1: width - own.x2, y1: height - own.y2, x2: width - own.x1, y2: height - own.y1 },
    270: { x1: own.y1, y1: width - own.x2, x2: own.y2, y2: width - own.x1 },
  }[turns[(place - 1) % turns.length]];
  const x = board.x1 + (place - 1) % array.columns * array.pitch[0];
  const y = board.y1 + Math.floor((place - 1) / array.columns) * array.pitch[1];
  return { x1: turned.x1 + x, y1: turned.y1 + y, x2: turned.x2 + x, y2: turned.y2 + y };
}

export function boardAt (array, place) {
  return placeBox(array, array.board, place);
}
