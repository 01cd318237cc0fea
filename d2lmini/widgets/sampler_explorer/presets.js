/** Pictures and maps to start from. */

import { filled } from "../shared/maths/matrix.js";

const letter = [
  "0000000000",
  "0099999900",
  "0090000000",
  "0099990000",
  "0090000000",
  "0090000000",
  "0000000000",
].map((row) => [...row].map(Number));

/** @param {number[][]} digit @param {Record<string, number[][]>} turned */
export const inputs = (digit, turned) => ({
  "Digit 2": digit,
  ...turned,
  "Letter, not square": letter,
  Ramp: filled([6, 8], (row, column) => 10 * row + column),
  Checkerboard: filled([8, 8], (row, column) => 9 * ((row + column) % 2)),
  "One pixel": filled([7, 7], (row, column) => (row === 3 && column === 3 ? 9 : 0)),
});

const turn = (degrees) => {
  const [cosine, sine] = [Math.cos, Math.sin].map((of) => Number(of((degrees * Math.PI) / 180).toFixed(4)));
  return [[cosine, -sine, 0], [sine, cosine, 0]];
};

export const MAPS = {
  Identity: [[1, 0, 0], [0, 1, 0]],
  "Turn and zoom": [[0.8, -0.35, 0.1], [0.35, 0.8, 0]],
  "Turn by 30°": turn(30),
  "Zoom in": [[0.5, 0, 0], [0, 0.5, 0]],
  "Zoom out": [[1.6, 0, 0], [0, 1.6, 0]],
  "Move right": [[1, 0, 0.5], [0, 1, 0]],
  Mirror: [[-1, 0, 0], [0, 1, 0]],
  Shear: [[1, 0.5, 0], [0, 1, 0]],
};
