/** Named numbers to start from, and a menu of them. A function draws numbers for the size that is in view; a matrix brings its own size. */

import { presetMenu } from "../controls/controls.js";
import { filled, sameNumbers, shapeOf } from "../maths/matrix.js";

const between = (least, most) => least + Math.floor(Math.random() * (most - least + 1));

export const INPUTS = {
  "Worked example": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
  "Black bar": filled([6, 8], (_, column) => (column >= 2 && column < 6 ? 0 : 1)),
  Gradient: (size) => filled(size, (_, column) => column),
  Checkerboard: (size) => filled(size, (row, column) => (row + column) % 2),
  Random: (size) => filled(size, () => between(0, 9)),
};

export const KERNELS = {
  "Worked example": [[0, 1], [2, 3]],
  Edge: [[1, -1]],
  "Sobel x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  "Sobel y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  Blur: filled([3, 3], () => 1 / 9),
  Sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  Identity: [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
  Random: (size) => filled(size, () => between(-3, 3)),
};

const presetNumbers = (preset, size) => (typeof preset === "function" ? preset(size) : preset);

/** The name of the preset that these numbers are, or null. */
const presetNamed = (presets, matrix) =>
  Object.keys(presets).find((name) => name !== "Random" && sameNumbers(presetNumbers(presets[name], shapeOf(matrix)), matrix)) ?? null;

/** A menu of presets for a trait that holds a matrix. */
export const matrixMenu = (here, trait, presets) =>
  presetMenu(here, {
    label: `${trait} preset`,
    names: Object.keys(presets),
    named: (now) => presetNamed(presets, now[trait]),
    patch: (name, now) => ({ [trait]: presetNumbers(presets[name], shapeOf(now[trait])) }),
  });
