/** How many channels and filters there are, of which sizes, and in words why others are not. `shapes.py` gives the same reasons. */

import { sizeReason, times } from "../shared/maths/bounds.js";
import { resized, shapeOf } from "../shared/maths/matrix.js";

/** The counts and sizes of a state. */
export const shapesOf = ({ input, weight }) => ({
  channels: input.length,
  filters: weight.length,
  plane: shapeOf(input[0]),
  kernel: shapeOf(weight[0][0]),
});

const countReason = (name, count, [least, most]) =>
  Number.isInteger(count) && count >= least && count <= most ? null : `${name} must be from ${least} to ${most}, got ${count}`;

/** Say why these shapes cannot be shown, or null when they can. @param {Record<string, [number, number]>} limits */
export function shapesReason({ channels, filters, plane, kernel }, limits) {
  const reason =
    countReason("input channels", channels, limits.channels) ??
    countReason("filters", filters, limits.filters) ??
    sizeReason("input", plane, limits.plane) ??
    sizeReason("kernel", kernel, limits.kernel);
  if (reason || kernel.every((length, axis) => length <= plane[axis])) return reason;
  return `kernel ${times(kernel)} is larger than the input ${times(plane)}; use a smaller kernel or more input`;
}

/** Say why a state cannot be shown. Its parts belong together, unless they are on their way from Python one by one. */
export function channelRefusal(state, { limits }) {
  const counts = [[state.bias, state.weight], [state.photo_bias, state.photo_weight], ...state.weight.map((kernels) => [kernels, state.input])];
  return counts.every(([some, others]) => some.length === others.length)
    ? shapesReason(shapesOf(state), limits)
    : "channels, kernels and biases do not belong together";
}

/** The first `count` of these; each new one is made from the one before it. */
function fitted(items, count, next) {
  const kept = items.slice(0, count);
  while (kept.length < count) kept.push(next(kept.at(-1)));
  return kept;
}

/** Every number one larger, as from kernel to kernel of the worked example. */
const raised = (matrix) => matrix.map((row) => row.map((number) => number + 1));

const fittedInto = (size) => (matrix) => (`${shapeOf(matrix)}` === `${size}` ? matrix : resized(matrix, size));

/** The same numbers in other shapes: new channels and filters go on as the worked example does, new rows and columns are 0. */
export function reshaped({ input, weight, bias }, { channels, filters, plane, kernel }) {
  const wide = weight.map((kernels) => fitted(kernels, channels, raised).map(fittedInto(kernel)));
  return {
    input: fitted(input, channels, raised).map(fittedInto(plane)),
    weight: fitted(wide, filters, (kernels) => kernels.map(raised)),
    bias: fitted(bias, filters, () => 0),
  };
}
