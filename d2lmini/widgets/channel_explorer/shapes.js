/** How many channels and filters there are, of which sizes, and in words why others are not. `shapes.py` gives the same reasons. */

import { times } from "../shared/maths/bounds.js";
import { belongTogether, boundsReason, fitted, reshapedLayer, shapesOf } from "../shared/maths/layer_shapes.js";

/** Say why these shapes cannot be shown, or null when they can. @param {Record<string, [number, number]>} limits */
export function shapesReason(shapes, limits) {
  const [reason, { plane, kernel }] = [boundsReason(shapes, limits), shapes];
  if (reason || kernel.every((length, axis) => length <= plane[axis])) return reason;
  return `kernel ${times(kernel)} is larger than the input ${times(plane)}; use a smaller kernel or more input`;
}

/** Say why a state cannot be shown. Its parts belong together, unless they are on their way from Python one by one. */
export function channelRefusal(state, { limits }) {
  const biases = [[state.bias, state.weight], [state.photo_bias, state.photo_weight]];
  return belongTogether(state.input, state.weight) && biases.every(([bias, weight]) => bias.length === weight.length)
    ? shapesReason(shapesOf(state), limits)
    : "channels, kernels and biases do not belong together";
}

/** The same numbers in other shapes; the biases of new filters are 0. */
export const reshaped = ({ bias, ...layer }, shapes) => ({ ...reshapedLayer(layer, shapes), bias: fitted(bias, shapes.filters, () => 0) });
