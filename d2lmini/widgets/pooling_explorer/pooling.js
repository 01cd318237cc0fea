/**
 * The arithmetic of pooling, apart from the page: what a window reads, what becomes of it, and what a shift of the
 * input changes. Tests compare it with `F.max_pool2d` and `F.avg_pool2d`.
 *
 * @typedef {{input: Matrix, mode: "max" | "avg", window: number | [number, number], stride: number | [number, number] | null,
 *            padding: number | [number, number], count_include_pad: boolean, shift: [number, number]}} State
 */

import { times } from "../shared/maths/bounds.js";
import { axesOf, fitReason, outputSize } from "../shared/maths/convolution.js";
import { filled, pair, shapeOf } from "../shared/maths/matrix.js";

/** Beyond rounding, which depends on the order of a sum. */
const TOLERANCE = 1e-9;

/** The sizes and settings of a state, as those of a convolution whose kernel is the window. A stride of null is the window. */
export const poolGeometry = ({ input, window, stride, padding }) => ({
  size: shapeOf(input),
  kernel: pair(window),
  stride: pair(stride ?? window),
  padding: pair(padding),
  dilation: [1, 1],
});

/** Say why a state cannot be shown, or null when it can. */
export function poolRefusal(state) {
  const { kernel, padding, ...rest } = poolGeometry(state);
  // PyTorch's rule: with more padding, a window could hold nothing else.
  const most = kernel.map((length) => Math.floor(length / 2));
  if (padding.every((length, axis) => length <= most[axis])) return fitReason({ kernel, padding, ...rest }, ["input", "window"]);
  return `padding ${times(padding)} is more than half of the window ${times(kernel)}; use at most ${times(most)}, or a larger window`;
}

/** Move the numbers down and to the right (up and left where negative). Zeros come in; what passes the edge is left out. */
export const shifted = (matrix, [down, right]) => filled(shapeOf(matrix), (row, column) => matrix[row - down]?.[column - right] ?? 0);

/** The rows and columns of the padded input that the window at `at` reads. @returns {[number[], number[]]} */
const readAt = (geometry, at) => axesOf(geometry).map(({ kernel, stride }, axis) => Array.from({ length: kernel }, (_, tap) => at[axis] * stride + tap));

/** The numbers that the output at `at` is made of, row by row; `row` and `column` count in the padded input. */
export function entriesAt(input, geometry, mode, at) {
  const [[rows, columns], [top, left]] = [readAt(geometry, at), geometry.padding];
  // Padding never wins a maximum, and adds nothing to a sum.
  const nothing = mode === "max" ? -Infinity : 0;
  return rows.flatMap((row) =>
    columns.map((column) => {
      const value = input[row - top]?.[column - left];
      return { row, column, value: value ?? nothing, padded: value === undefined };
    }),
  );
}

/** Which entry is the largest: the first of equal ones, as PyTorch's indices tell. */
export const winnerOf = (entries) => entries.reduce((best, { value }, index) => (value > entries[best].value ? index : best), 0);

export const totalOf = (entries) => entries.reduce((sum, { value }) => sum + value, 0);

/** What an average divides by: the size of the window, or only how many entries are no padding. */
export const divisorOf = (entries, countPadding) => (countPadding ? entries.length : entries.filter(({ padded }) => !padded).length);

/** The whole output. @returns {Matrix} */
export function pool(input, geometry, mode, countPadding) {
  const [top, left] = geometry.padding;
  return filled(axesOf(geometry).map(outputSize), (...at) => {
    const [rows, columns] = readAt(geometry, at);
    const numbers = rows.flatMap((row) => columns.map((column) => input[row - top]?.[column - left]).filter((number) => number !== undefined));
    if (mode === "max") return Math.max(...numbers);
    return numbers.reduce((sum, number) => sum + number, 0) / (countPadding ? rows.length * columns.length : numbers.length);
  });
}

/** Which numbers differ by more than rounding. @returns {boolean[][]} */
const differing = (after, before) =>
  filled(shapeOf(after), (row, column) => Math.abs(after[row][column] - before[row][column]) > TOLERANCE * (1 + Math.abs(before[row][column])));

/** How many numbers differ, and of how many. */
const tally = (changed) => ({ changed: changed.flat().filter(Boolean).length, of: changed.flat().length });

/** What the page shows of a state: inputs and outputs before and after the shift, and what differs, for both modes. */
export function poolingOf(state, geometry) {
  const moved = shifted(state.input, state.shift);
  const [after, before] = [moved, state.input].map((input) =>
    Object.fromEntries(["max", "avg"].map((mode) => [mode, pool(input, geometry, mode, state.count_include_pad)])));
  const [max, avg] = ["max", "avg"].map((mode) => differing(after[mode], before[mode]));
  const changed = { input: differing(moved, state.input), max, avg };
  const tallies = Object.fromEntries(Object.entries(changed).map(([name, numbers]) => [name, tally(numbers)]));
  return { moved, output: after[state.mode], before: before[state.mode], changed, tallies };
}
