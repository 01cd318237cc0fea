/** Numbers to pool: what an edge or a blob leaves in a feature map, a real digit, and patterns. */

import { INPUTS } from "../shared/grids/presets.js";
import { filled } from "../shared/maths/matrix.js";

const bump = (row, column) => Math.round(9 * Math.exp(-((row - 3) ** 2 + (column - 3) ** 2) / 4));

/** @param {number[][]} digit number 12 of scikit-learn's; the edges are what `corr2d` with [[1, −1]] finds on a black bar */
export const poolInputs = (digit) => ({
  "Worked example": INPUTS["Worked example"],
  "Digit 2": digit,
  Edge: filled([8, 8], (_, column) => Number(column === 2)),
  "Two edges": filled([8, 8], (_, column) => Number(column === 1) - Number(column === 5)),
  Blob: filled([8, 8], bump),
  Checkerboard: INPUTS.Checkerboard,
  Random: INPUTS.Random,
});
