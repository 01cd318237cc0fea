/**
 * The arithmetic of pooling, apart from the page: what a window reads, what becomes of it, and what a shift of the
 * input changes. Tests compare it with `F.max_pool2d` and `F.avg_pool2d`.
 *
 * @typedef {{input: Matrix, mode: "max" | "avg", window: number | [number, number], stride: number | [number, number] | null,
 *            padding: number | [number, number], count_include_pad: boolean, shift: [number, number]}} State
 */

import { times } from "../shared/maths/bounds.js";
import { fitReason, outputSize } from "../shared/maths/convolution.js";
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
const shifted = (matrix, [down, right]) => filled(shapeOf(matrix), (row, column) => matrix[row - down]?.[column - right] ?? 0);

/** The numbers that the output at `at` is made of, row by row; `row` and `column` count in the input, and below 0 in the padding. */
export function entriesAt(input, axes, mode, at) {
  const [top, left] = axes.map(({ stride, padding }, axis) => at[axis] * stride - padding);
  // Padding never wins a maximum, and adds nothing to a sum.
  const nothing = mode === "max" ? -Infinity : 0;
  const entries = [];
  for (let row = top; row < top + axes[0].kernel; row += 1) {
    for (let column = left; column < left + axes[1].kernel; column += 1) {
      const value = input[row]?.[column];
      entries.push({ row, column, value: value ?? nothing, padded: value === undefined });
    }
  }
  return entries;
}

/** Which entry is the largest: the first of equal ones, as PyTorch's indices tell. */
export const winnerOf = (entries) => entries.reduce((best, { value }, index) => (value > entries[best].value ? index : best), 0);

export const totalOf = (entries) => entries.reduce((sum, { value }) => sum + value, 0);

/** What an average divides by: the size of the window, or only how many entries are no padding. */
export const divisorOf = (entries, countPadding) => (countPadding ? entries.length : entries.filter(({ padded }) => !padded).length);

/** The whole output. @returns {Matrix} */
function pool(input, axes, mode, countPadding) {
  const pooled = (entries) => (mode === "max" ? entries[winnerOf(entries)].value : totalOf(entries) / divisorOf(entries, countPadding));
  return filled(axes.map(outputSize), (...at) => pooled(entriesAt(input, axes, mode, at)));
}

/** Which numbers differ by more than rounding. @returns {boolean[][]} */
const differing = (after, before) =>
  filled(shapeOf(after), (row, column) => Math.abs(after[row][column] - before[row][column]) > TOLERANCE * (1 + Math.abs(before[row][column])));

/** How many numbers differ, and of how many. */
const tally = (changed) => ({ changed: changed.flat().filter(Boolean).length, of: changed.flat().length });

/** What the page shows of a state: inputs and outputs before and after the shift, and what differs, for both modes. */
export function poolingOf({ input, mode, shift, count_include_pad }, axes) {
  const results = (numbers) => ({ input: numbers, max: pool(numbers, axes, "max"), avg: pool(numbers, axes, "avg", count_include_pad) });
  const before = results(input);
  const after = shift.some(Boolean) ? results(shifted(input, shift)) : before;
  const changed = Object.fromEntries(Object.keys(after).map((name) => [name, differing(after[name], before[name])]));
  const tallies = Object.fromEntries(Object.entries(changed).map(([name, numbers]) => [name, tally(numbers)]));
  return { moved: after.input, output: after[mode], before: before[mode], changed, tallies };
}
