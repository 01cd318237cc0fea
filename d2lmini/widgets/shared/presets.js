/** Named numbers to start from. A function draws numbers for the size that is in view; a matrix brings its own size. */

const scaled = (matrix, divisor) => matrix.map((row) => row.map((value) => value / divisor));
const line = (length, number) => Array.from({ length }, (_, index) => number(index));
export const filled = ([rows, columns], number) => line(rows, (row) => line(columns, (column) => number(row, column)));
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
  Blur: scaled([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9),
  Sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  Identity: [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
  Random: (size) => filled(size, () => between(-3, 3)),
};

export const presetNumbers = (preset, size) => (typeof preset === "function" ? preset(size) : preset);

export const sameNumbers = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The name of the preset that these numbers are, or null. */
export function presetNamed(presets, matrix) {
  const size = [matrix.length, matrix[0].length];
  return Object.keys(presets).find((name) => name !== "Random" && sameNumbers(presetNumbers(presets[name], size), matrix)) ?? null;
}

/** The same numbers in another size: those that remain stay, new ones are 0. */
export const resized = (matrix, size) => filled(size, (row, column) => matrix[row]?.[column] ?? 0);
