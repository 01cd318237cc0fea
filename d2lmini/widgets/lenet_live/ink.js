/**
 * Ink on the pad, apart from the page: bytes, 0 is paper and 255 is ink. Places are (x, y) pairs in pixels of the network's picture;
 * the pad is four times as fine. `preparation.py` does the same, and tests compare the two.
 *
 * @typedef {[number, number][]} Stroke
 */

import { clamp } from "../shared/maths/bounds.js";

/** Pixels of the picture along each axis, and of the pad. */
export const SIDE = 28;
export const FINE = 4;
export const PAD = SIDE * FINE;
/** Half of the pen's width, in pixels of the pad. */
export const RADIUS = 5;

/** Ink every pixel by how much of it the pen covers on its way from one place to another: edges come out soft. */
function drawLine(ink, [x0, y0], [x1, y1]) {
  const [left, top, right, bottom] = [x0, y0, x1, y1].map((length) => length * FINE);
  const [across, down] = [right - left, bottom - top];
  const squared = across * across + down * down;
  const reach = RADIUS + 1;
  const [firstRow, lastRow] = [Math.min(top, bottom) - reach, Math.max(top, bottom) + reach].map((row) => clamp(Math.floor(row), PAD - 1));
  const [first, last] = [Math.min(left, right) - reach, Math.max(left, right) + reach].map((column) => clamp(Math.floor(column), PAD - 1));
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = first; column <= last; column += 1) {
      const [x, y] = [column + 0.5 - left, row + 0.5 - top];
      const along = squared === 0 ? 0 : clamp((x * across + y * down) / squared, 1);
      const [dx, dy] = [x - along * across, y - along * down];
      const covered = Math.floor(255 * clamp(RADIUS + 0.5 - Math.sqrt(dx * dx + dy * dy), 1) + 0.5);
      const at = row * PAD + column;
      if (covered > ink[at]) ink[at] = covered;
    }
  }
}

/** Draw a stroke from one of its points on. */
function drawStroke(ink, stroke, from = 0) {
  if (from === 0) drawLine(ink, stroke[0], stroke[0]);
  for (let index = Math.max(from, 1); index < stroke.length; index += 1) drawLine(ink, stroke[index - 1], stroke[index]);
}

/** A picture of 28×28 bytes, each pixel as a square of the pad. @param {number[][]} picture */
function enlarged(picture) {
  const ink = new Uint8Array(PAD * PAD);
  picture.forEach((line, row) => line.forEach((grey, column) => {
    if (grey === 0) return;
    for (let fine = 0; fine < FINE; fine += 1) {
      const start = (row * FINE + fine) * PAD + column * FINE;
      ink.fill(grey, start, start + FINE);
    }
  }));
  return ink;
}

/** How many points of a stroke are drawn already, if it goes on from an older one; or null. */
function goesOn(stroke, older) {
  return older.length <= stroke.length && older.every((point, index) => point === stroke[index]) ? older.length : null;
}

/**
 * The ink of a picture and of strokes over it. It remembers: a stroke that goes on costs only its new points.
 * @returns {(picture: number[][], strokes: Stroke[]) => Uint8Array}
 */
export function inking() {
  let last = { picture: null, strokes: [], ink: null };

  /** Draw what is new over the ink before, or return null if something of that has gone. */
  function continued(strokes) {
    const before = last.strokes;
    const drawn = before.map((older, index) => index < strokes.length ? goesOn(strokes[index], older) : null);
    if (drawn.includes(null)) return null;
    const ink = last.ink.slice();
    strokes.forEach((stroke, index) => drawStroke(ink, stroke, drawn[index] ?? 0));
    return ink;
  }

  function afresh(picture, strokes) {
    const ink = enlarged(picture);
    for (const stroke of strokes) drawStroke(ink, stroke);
    return ink;
  }
  return (picture, strokes) => {
    if (picture === last.picture && strokes === last.strokes) return last.ink;
    const ink = (picture === last.picture && continued(strokes)) || afresh(picture, strokes);
    last = { picture, strokes, ink };
    return ink;
  };
}
