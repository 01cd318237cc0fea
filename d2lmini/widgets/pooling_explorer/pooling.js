/**
 * The arithmetic of pooling, apart from the page: what a window reads, what becomes of it, and what a shift of the
 * input changes. Tests compare it with `F.max_pool2d` and `F.avg_pool2d`.
 *
 * @typedef {{input: Matrix, mode: "max" | "avg", window: number | [number, number], stride: number | [number, number] | null,
 *            padding: number | [number, number], count_include_pad: boolean, shift: [number, number]}} State
 */

import { times } from "../shared/maths/bounds.js";
import { axesOf, fitReason, outputSize } from "../shared/maths/convolution.js";
import { pair, shapeOf } from "../shared/maths/matrix.js";

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
export const shifted = (matrix, [down, right]) =>
  matrix.map((line, row) => line.map((_, column) => matrix[row - down]?.[column - right] ?? 0));

/** What padding holds: it never wins a maximum, and adds nothing to a sum. */
const paddingOf = (mode) => (mode === "max" ? -Infinity : 0);

/** The numbers that the output at `at` is made of, row by row; `row` and `column` count in the padded input. */
export function entriesAt(input, geometry, mode, at) {
  const [rows, columns] = axesOf(geometry).map((axis, index) => Array.from({ length: axis.kernel }, (_, tap) => at[index] * axis.stride + tap));
  const [top, left] = geometry.padding;
  return rows.flatMap((row) =>
    columns.map((column) => {
      const value = input[row - top]?.[column - left];
      return { row, column, value: value ?? paddingOf(mode), padded: value === undefined };
    }),
  );
}

/** Which entry is the largest: the first of equal ones, as PyTorch's indices tell. */
export const winnerOf = (entries) => entries.reduce((best, { value }, index) => (value > entries[best].value ? index : best), 0);

export const totalOf = (entries) => entries.reduce((sum, { value }) => sum + value, 0);

/** What an average divides by: the size of the window, or only how many entries are no padding. */
export const divisorOf = (entries, countPadding) => (countPadding ? entries.length : entries.filter(({ padded }) => !padded).length);

/** One output: the input's own rows and columns from `top` to `bottom` and `left` to `right`, these last left out. */
function pooled(input, mode, { top, bottom, left, right }, windowSize) {
  let [largest, sum] = [-Infinity, 0];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      const value = input[row][column];
      if (value > largest) largest = value;
      sum += value;
    }
  }
  return mode === "max" ? largest : sum / (windowSize ?? (bottom - top) * (right - left));
}

/** The whole output. @returns {Matrix} */
export function pool(input, geometry, mode, countPadding) {
  const [vertical, horizontal] = axesOf(geometry);
  const within = (axis, at) => {
    const start = at * axis.stride - axis.padding;
    return [Math.max(0, start), Math.min(axis.size, start + axis.kernel)];
  };
  const windowSize = countPadding ? vertical.kernel * horizontal.kernel : null;
  return Array.from({ length: outputSize(vertical) }, (_, row) => {
    const [top, bottom] = within(vertical, row);
    return Array.from({ length: outputSize(horizontal) }, (_, column) => {
      const [left, right] = within(horizontal, column);
      return pooled(input, mode, { top, bottom, left, right }, windowSize);
    });
  });
}

/** Which numbers differ by more than rounding. @returns {boolean[][]} */
const differing = (after, before) =>
  after.map((line, row) => line.map((value, column) => Math.abs(value - before[row][column]) > TOLERANCE * (1 + Math.abs(before[row][column]))));

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
