/**
 * How many channels and filters a layer has, of which sizes, and in words why others are impossible: `layer_shapes.py` gives the same
 * reasons. An input is a list of matrices, a weight a list of filters, each a kernel for every channel.
 */

import { sizeReason } from "./bounds.js";
import { resized, shapeOf } from "./matrix.js";

/** The counts and sizes of a layer. */
export const shapesOf = ({ input, weight }) => ({
  channels: input.length,
  filters: weight.length,
  plane: shapeOf(input[0]),
  kernel: shapeOf(weight[0][0]),
});

const countReason = (name, count, [least, most]) =>
  Number.isInteger(count) && count >= least && count <= most ? null : `${name} must be from ${least} to ${most}, got ${count}`;

/** Say which of these counts and sizes is out of its bounds, or null when none is. @param {Record<string, [number, number]>} limits */
export const boundsReason = ({ channels, filters, plane, kernel }, limits) =>
  countReason("input channels", channels, limits.channels) ??
  countReason("filters", filters, limits.filters) ??
  sizeReason("input", plane, limits.plane) ??
  sizeReason("kernel", kernel, limits.kernel);

/** Whether every filter has a kernel for each channel: if not, the parts of a state are on their way from Python one by one. */
export const belongTogether = (input, weight) => weight.every((kernels) => kernels.length === input.length);

/** The first `count` of these; each new one is made from the one before it. */
export function fitted(items, count, next) {
  const kept = items.slice(0, count);
  while (kept.length < count) kept.push(next(kept.at(-1)));
  return kept;
}

/** Every number one larger, as from kernel to kernel of the worked example. */
const raised = (matrix) => matrix.map((row) => row.map((number) => number + 1));

const fittedInto = (size) => (matrix) => (`${shapeOf(matrix)}` === `${size}` ? matrix : resized(matrix, size));

/** The same numbers in other shapes: new channels and filters go on as the worked example does, new rows and columns are 0. */
export function reshapedLayer({ input, weight }, { channels, filters, plane, kernel }) {
  const wide = weight.map((kernels) => fitted(kernels, channels, raised).map(fittedInto(kernel)));
  return {
    input: fitted(input, channels, raised).map(fittedInto(plane)),
    weight: fitted(wide, filters, (kernels) => kernels.map(raised)),
  };
}
