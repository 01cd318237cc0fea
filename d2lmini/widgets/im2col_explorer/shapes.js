/** Which layers can be shown as one matrix product, and in words why others cannot. `shapes.py` gives the same reasons. */

import { times } from "../shared/maths/bounds.js";
import { axesOf, fitReason, outputSize } from "../shared/maths/convolution.js";
import { belongTogether, boundsReason, shapesOf } from "../shared/maths/layer_shapes.js";
import { pair } from "../shared/maths/matrix.js";

const product = (lengths) => lengths.reduce((all, length) => all * length, 1);

function roomReason(channels, { kernel }, axes, [, most]) {
  const size = [channels * product(kernel), product(axes.map(outputSize))];
  return product(size) <= most
    ? null
    : `the columns would be ${times(size)}, and at most ${most} numbers are shown; use a smaller input or kernel, less padding, or a larger stride`;
}

/** Say why these shapes cannot be shown with these settings. @param {Record<string, [number, number]>} limits */
export function shapesReason(shapes, { stride, padding, dilation }, limits) {
  const reason = boundsReason(shapes, limits);
  if (reason) return reason;
  const geometry = { size: shapes.plane, kernel: shapes.kernel, stride: pair(stride), padding: pair(padding), dilation: pair(dilation) };
  return fitReason(geometry) ?? roomReason(shapes.channels, geometry, axesOf(geometry), limits.in_columns);
}

/** Say why a state cannot be shown, or null when it can. */
export const layerRefusal = ({ X, K, ...steps }, { limits }) =>
  belongTogether(X, K) ? shapesReason(shapesOf({ input: X, weight: K }), steps, limits) : "channels and kernels do not belong together";
