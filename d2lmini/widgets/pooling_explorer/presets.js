/** Numbers to pool: what an edge or a blob leaves in a feature map, a real digit, and patterns. */

import { INPUTS } from "../shared/grids/presets.js";
import { filled } from "../shared/maths/matrix.js";

const bump = (row, column) => Math.round(9 * Math.exp(-((row - 3) ** 2 + (column - 3) ** 2) / 4));

/** A digit is number 12 of scikit-learn's; the edges are what `corr2d` with [[1, −1]] finds on a black bar. */
export const POOL_INPUTS = {
  "Worked example": INPUTS["Worked example"],
  "Digit 2": [
    [0, 0, 5, 12, 1, 0, 0, 0],
    [0, 0, 15, 14, 7, 0, 0, 0],
    [0, 0, 13, 1, 12, 0, 0, 0],
    [0, 2, 10, 0, 14, 0, 0, 0],
    [0, 0, 2, 0, 16, 1, 0, 0],
    [0, 0, 0, 6, 15, 0, 0, 0],
    [0, 0, 9, 16, 15, 9, 8, 2],
    [0, 0, 3, 11, 8, 13, 12, 4],
  ],
  Edge: filled([8, 8], (_, column) => Number(column === 2)),
  "Two edges": filled([8, 8], (_, column) => Number(column === 1) - Number(column === 5)),
  Blob: filled([8, 8], bump),
  Checkerboard: INPUTS.Checkerboard,
  Random: INPUTS.Random,
};
