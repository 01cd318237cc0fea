/**
 * A digit moved, turned and scaled. Every pixel asks for its number at the place that it came from, between four pixels of the digit,
 * which it weighs by nearness (bilinear interpolation); around the digit lie zeros. Tests compare with `F.affine_grid` and `F.grid_sample`.
 *
 * @typedef {{shift: [number, number], angle: number, scale: number}} Pose  rows down and columns right; degrees counter-clockwise;
 *   percent
 */

import { SIDE } from "./network.js";

const MIDDLE = (SIDE - 1) / 2;

/** Cosine and sine; right angles lead from pixel to pixel, without an error. */
function turn(angle) {
  const radians = (angle * Math.PI) / 180;
  return angle % 90 === 0 ? [Math.round(Math.cos(radians)), Math.round(Math.sin(radians))] : [Math.cos(radians), Math.sin(radians)];
}

/** @param {Float64Array} digit from 0 to 1 @param {Pose} pose @returns {Float64Array} */
export function warped(digit, { shift, angle, scale }) {
  const [cos, sin] = turn(angle).map((part) => (100 * part) / scale);
  const output = new Float64Array(SIDE * SIDE);
  const inked = (row, column) => (row >= 0 && row < SIDE && column >= 0 && column < SIDE ? digit[row * SIDE + column] : 0);
  for (let row = 0, at = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1, at += 1) {
      const [y, x] = [row - MIDDLE - shift[0], column - MIDDLE - shift[1]];
      const [down, right] = [sin * x + cos * y + MIDDLE, cos * x - sin * y + MIDDLE];
      if (down <= -1 || right <= -1 || down >= SIDE || right >= SIDE) continue;
      const [top, left] = [Math.floor(down), Math.floor(right)];
      const [below, beside] = [down - top, right - left];
      output[at] =
        (1 - below) * ((1 - beside) * inked(top, left) + beside * inked(top, left + 1)) +
        below * ((1 - beside) * inked(top + 1, left) + beside * inked(top + 1, left + 1));
    }
  }
  return output;
}
