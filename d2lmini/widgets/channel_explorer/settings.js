/** How many channels and filters there are, of which sizes, and in words why others are not. `channel_settings.py` gives the same reasons. */

import { shapeOf } from "../shared/convolution.js";
import { resized } from "../shared/presets.js";

const timesOf = ([height, width]) => `${height}×${width}`;
const inRange = (value, [least, most]) => Number.isInteger(value) && value >= least && value <= most;

/** The counts and sizes of a state. */
export const shapesOf = ({ input, weight }) => ({ channels: input.length, filters: weight.length, input: shapeOf(input[0]), kernel: shapeOf(weight[0][0]) });

function countReason(name, count, limits) {
  return inRange(count, limits) ? null : `${name} must be from ${limits[0]} to ${limits[1]}, got ${count}`;
}

function gridReason(name, size, limits) {
  if (size.every((length) => inRange(length, limits))) return null;
  return `${name} must be between ${limits[0]}×${limits[0]} and ${limits[1]}×${limits[1]}, got ${timesOf(size)}`;
}

/** Say why these shapes cannot be shown, or null when they can. @param {Record<string, [number, number]>} limits */
export function channelRefusal({ channels, filters, input, kernel }, limits) {
  const reason =
    countReason("input channels", channels, limits.channels) ??
    countReason("filters", filters, limits.filters) ??
    gridReason("input", input, limits.input) ??
    gridReason("kernel", kernel, limits.kernel);
  if (reason || kernel.every((length, axis) => length <= input[axis])) return reason;
  return `kernel ${timesOf(kernel)} is larger than the input ${timesOf(input)}; use a smaller kernel or more input`;
}

/** The first `count` of these; each new one is made from the one before it. */
function fitted(items, count, next) {
  const kept = items.slice(0, count);
  while (kept.length < count) kept.push(next(kept.at(-1)));
  return kept;
}

/** Every number one larger, as from kernel to kernel of the worked example. */
const raised = (matrix) => matrix.map((row) => row.map((number) => number + 1));

/** The same numbers in other shapes: new channels and filters go on as the worked example does, new rows and columns are 0. */
export function reshaped({ input, weight, bias }, shapes) {
  const filters = weight.map((kernels) => fitted(kernels, shapes.channels, raised).map((kernel) => resized(kernel, shapes.kernel)));
  return {
    input: fitted(input, shapes.channels, raised).map((channel) => resized(channel, shapes.input)),
    weight: fitted(filters, shapes.filters, (kernels) => kernels.map(raised)),
    bias: fitted(bias, shapes.filters, () => 0),
  };
}
