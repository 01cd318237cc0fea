/**
 * The arithmetic of sliding windows, apart from the page. Axes are [height, width] pairs throughout, padding is per
 * side, and the rounding is PyTorch's: tests compare every function with `torch.nn.functional.conv2d`.
 *
 * @typedef {number | [number, number]} Axes  one number for both axes, or height and width apart
 * @typedef {{size: number, kernel: number, stride: number, padding: number, dilation: number}} Axis
 */

import { times } from "./bounds.js";
import { filled, pair, shapeOf } from "./matrix.js";

/** How far a kernel reaches along an axis once dilation has spread its entries. */
export const spanOf = ({ kernel, dilation }) => dilation * (kernel - 1) + 1;

export const paddedSize = ({ size, padding }) => size + 2 * padding;

/** Places the kernel takes along an axis; 0 or less where it does not fit. */
export const outputSize = (axis) => Math.floor((paddedSize(axis) - spanOf(axis)) / axis.stride) + 1;

/** The sizes and settings of a state, without its numbers: each one [height, width]. */
export const geometryOf = ({ input, kernel, stride, padding, dilation }) => ({
  size: shapeOf(input),
  kernel: shapeOf(kernel),
  stride: pair(stride),
  padding: pair(padding),
  dilation: pair(dilation),
});

/** @returns {[Axis, Axis]} the height's part of a geometry and the width's */
export const axesOf = ({ size, kernel, stride, padding, dilation }) =>
  [0, 1].map((axis) => ({ size: size[axis], kernel: kernel[axis], stride: stride[axis], padding: padding[axis], dilation: dilation[axis] }));

/** Which entries of the padded axis at least one window reads. @param {Axis} axis @returns {boolean[]} */
export function readAlong(axis) {
  const read = new Array(paddedSize(axis)).fill(false);
  for (let at = 0; at < outputSize(axis); at += 1) {
    for (let tap = 0; tap < axis.kernel; tap += 1) read[at * axis.stride + tap * axis.dilation] = true;
  }
  return read;
}

/** Entries of the padded axis that no window reads: how many at its end, and where in between. */
export function unreadAlong(axis) {
  const read = readAlong(axis);
  const last = read.length - 1 - read.lastIndexOf(true);
  const between = [...read.keys()].filter((index) => !read[index] && index < read.length - last);
  return { last, between };
}

/** The kernel as it is applied: turned half round for true convolution. @param {Matrix} kernel @returns {Matrix} */
export function appliedKernel(kernel, mode) {
  return mode === "convolution" ? kernel.map((row) => [...row].reverse()).reverse() : kernel;
}

/** The products whose sum is the output at `at`, row by row of the applied kernel. `row`, `column` count in the padded input. */
export function termsAt(state, [atRow, atColumn]) {
  const [vertical, horizontal] = axesOf(geometryOf(state));
  return appliedKernel(state.kernel, state.mode).flatMap((weights, i) =>
    weights.map((weight, j) => {
      const row = atRow * vertical.stride + i * vertical.dilation;
      const column = atColumn * horizontal.stride + j * horizontal.dilation;
      const value = state.input[row - vertical.padding]?.[column - horizontal.padding];
      return { row, column, value: value ?? 0, weight, padded: value === undefined };
    }),
  );
}

export const sumOf = (terms) => terms.reduce((sum, { value, weight }) => sum + value * weight, 0);

/** The whole output. @returns {Matrix} */
export function correlate(state) {
  const axes = axesOf(geometryOf(state));
  const [vertical, horizontal] = axes;
  const kernel = appliedKernel(state.kernel, state.mode);
  return filled(axes.map(outputSize), (row, column) => {
    const top = row * vertical.stride - vertical.padding;
    const left = column * horizontal.stride - horizontal.padding;
    let sum = 0;
    for (let i = 0; i < kernel.length; i += 1) {
      const inputRow = state.input[top + i * vertical.dilation];
      if (inputRow === undefined) continue;
      for (let j = 0; j < kernel[i].length; j += 1) {
        sum += (inputRow[left + j * horizontal.dilation] ?? 0) * kernel[i][j];
      }
    }
    return sum;
  });
}

/** Which entry of the kernel meets a place of the padded axis when the window is at `at`; null for none. */
function tapAt(axis, place, at) {
  const tap = (place - at * axis.stride) / axis.dilation;
  return Number.isInteger(tap) && tap >= 0 && tap < axis.kernel ? tap : null;
}

/** The output position whose window reads a place of the padded axis, staying as near to `current` as it can. */
export function windowReading(axis, place, current) {
  let nearest = null;
  for (let tap = 0; tap < axis.kernel; tap += 1) {
    const at = (place - tap * axis.dilation) / axis.stride;
    if (!Number.isInteger(at) || at < 0 || at >= outputSize(axis)) continue;
    if (nearest === null || Math.abs(at - current) < Math.abs(nearest - current)) nearest = at;
  }
  return nearest;
}

/**
 * What it means to point at a place of the padded input while the window is at `at`: the window's entry there (counted row by
 * row), or else the nearest output whose window reads the place; null for none.
 */
export function pointedAt(axes, place, at) {
  const taps = axes.map((axis, index) => tapAt(axis, place[index], at[index]));
  if (taps.every((tap) => tap !== null)) return { entry: taps[0] * axes[1].kernel + taps[1], next: null };
  const next = axes.map((axis, index) => windowReading(axis, place[index], at[index]));
  return { entry: null, next: next.every((index) => index !== null) ? next : null };
}

const once = ([height, width]) => (height === width ? `${height}` : times([height, width]));

/**
 * Say why the kernel finds no place in the padded input; null when it does. Python says the same, word for word.
 * @param {[string, string]} words what the input and the kernel are called
 */
export function fitReason(geometry, [image, window] = ["input", "kernel"]) {
  const axes = axesOf(geometry);
  if (axes.every((axis) => outputSize(axis) >= 1)) return null;
  const dilated = axes.some((axis) => spanOf(axis) > axis.kernel);
  const padded = geometry.padding.some((padding) => padding > 0) ? "padded " : "";
  const reach = dilated ? ` with dilation ${once(geometry.dilation)} spans ${times(axes.map(spanOf))}: larger` : " is larger";
  return (
    `${window} ${times(geometry.kernel)}${reach} than the ${padded}${image} ${times(axes.map(paddedSize))}; ` +
    `add padding or use a smaller ${window}${dilated ? " or dilation" : ""}`
  );
}
