/** Which shapes belong together, in words why others do not, and how errors follow the output. `shapes.py` says the same. */

import { isPooling } from "./backward.js";
import { times } from "../shared/maths/bounds.js";
import { axesOf, fitReason, geometryOf, outputSize } from "../shared/maths/convolution.js";
import { belongTogether, boundsReason, shapesOf } from "../shared/maths/layer_shapes.js";
import { filled, pair, sameNumbers, shapeOf } from "../shared/maths/matrix.js";
import { listed } from "../shared/page/format.js";

/** What comes with new rows and columns: neighbours differ, and no row repeats another for long. */
const NEW = {
  X: (channel, row, column) => (3 * row + 2 * column + channel) % 6,
  K: (place, row, column) => [1, 2, 3, -1, 0][(place + 2 * row + column) % 5],
  dY: (map, row, column) => [1, -1, 2][(map + 2 * row + column + Math.floor((row * column) / 4)) % 3],
};

/** The counts and sizes of a state. */
export const countsOf = ({ X, K }) => shapesOf({ input: X, weight: K });

const once = (value) => (Array.isArray(value) ? times(value) : value);

const geometryIn = ({ X, K, stride, padding, dilation }) => geometryOf({ input: X[0], kernel: K[0][0], stride, padding, dilation });

/** Whether a window's output along this axis reads padding alone. */
function isBlind({ size, kernel, stride, padding, dilation }, at) {
  const reads = Array.from({ length: kernel }, (_, tap) => at * stride + tap * dilation - padding);
  return !reads.some((place) => place >= 0 && place < size);
}

function poolingReason({ mode, ...state }) {
  const { kernel, padding } = geometryIn(state);
  const half = kernel.map((length) => Math.floor(length / 2));
  if (padding.some((length, axis) => length > half[axis])) {
    return `padding ${times(padding)} is more than half of the window ${times(kernel)}; use at most ${times(half)}, or a larger window`;
  }
  return mode === "avg" && Math.max(...pair(state.dilation)) > 1 ? "average pooling has no dilation in PyTorch; use dilation 1" : null;
}

const blindReason = (state) =>
  axesOf(geometryIn(state)).some((axis) => [...Array(outputSize(axis)).keys()].some((at) => isBlind(axis, at)))
    ? "some window reads nothing but padding, and has no maximum; use less padding or dilation"
    : null;

/** Why these windows are impossible. */
const layerReason = (state) =>
  (isPooling(state.mode) ? poolingReason(state) : null) ??
  fitReason(geometryIn(state), ["input", isPooling(state.mode) ? "window" : "kernel"]) ??
  (state.mode === "max" ? blindReason(state) : null);

/** Say why a state cannot be shown. Its parts belong together, unless they are on their way from Python one by one. */
export function backpropRefusal(state, { limits }) {
  const reason =
    boundsReason(countsOf(state), limits) ??
    layerReason(state) ??
    (state.step > 0 ? null : `step must be more than 0, got ${state.step}`);
  if (reason) return reason;
  const together = belongTogether(state.X, state.K) && `${shapeOfErrors(state)}` === `${[state.dY.length, ...shapeOf(state.dY[0])]}`;
  return together ? null : "channels, kernels and errors do not belong together";
}

/** The shape that the output has, and so its errors. */
function shapeOfErrors(state) {
  return [isPooling(state.mode) ? state.X.length : state.K.length, ...axesOf(geometryIn(state)).map(outputSize)];
}

const block = ([maps, ...size], number) => Array.from({ length: maps }, (_, map) => filled(size, (row, column) => number(map, row, column)));

/** A change together with errors that fit the output it leads to: those that remain stay. */
export function withErrors(patch, now) {
  const next = { ...now, ...patch };
  const shape = shapeOfErrors(next);
  if (Math.min(...shape) < 1 || `${shape}` === `${[next.dY.length, ...shapeOf(next.dY[0])]}`) return patch;
  return { ...patch, dY: block(shape, (map, row, column) => next.dY[map]?.[row]?.[column] ?? NEW.dY(map, row, column)) };
}

/** The same numbers in other shapes. */
export function reshaped({ X, K }, { channels, filters, plane, kernel }) {
  const kernels = (filter) => block([channels, ...kernel], (channel, row, column) => K[filter]?.[channel]?.[row]?.[column] ?? NEW.K(3 * filter + channel, row, column));
  return {
    X: block([channels, ...plane], (channel, row, column) => X[channel]?.[row]?.[column] ?? NEW.X(channel, row, column)),
    K: Array.from({ length: filters }, (_, filter) => kernels(filter)),
  };
}

/** What switching the mode took away, in words, or null. */
export function lossReason(patch, now) {
  const lost = ["padding", "dilation"].filter((name) => name in patch && !sameNumbers(pair(patch[name]), pair(now[name])));
  return lost.length ? `${listed(lost.map((name) => `${name} ${once(now[name])} has become ${once(patch[name])}`))}, for pooling allows no more here` : null;
}

/** Another mode, with less padding and dilation where PyTorch's pooling does not allow as much. */
export function switched(mode, now) {
  if (!isPooling(mode)) return { mode };
  const most = shapeOf(now.K[0][0]).map((length) => Math.floor(length / 2));
  const fewer = pair(now.padding).map((length, axis) => Math.min(length, most[axis]));
  const apart = Array.isArray(now.padding) || fewer[0] !== fewer[1];
  const patch = { mode, padding: sameNumbers(fewer, pair(now.padding)) ? now.padding : apart ? fewer : fewer[0] };
  return layerReason({ ...now, ...patch }) ? { ...patch, dilation: 1 } : patch;
}
