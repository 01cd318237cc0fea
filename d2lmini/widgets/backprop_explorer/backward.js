/**
 * The backward pass of a convolution and of pooling, apart from the page; tests compare it with autograd. Both are one rule: an
 * error times how much its output grows with an entry of its window.
 *
 * @typedef {[number, number]} Place  row and column
 * @typedef {{at: Place, tap: Place, place: Place}} Meeting  entry `tap` of the window of output `at` lies on the input's `place`
 */

import { axesOf, geometryOf, outputSize } from "../shared/maths/convolution.js";
import { filled, shapeOf } from "../shared/maths/matrix.js";

export const isPooling = (mode) => mode === "max" || mode === "avg";

/** Whether the gradient asked for is that of the kernel. */
export const asksWeights = ({ mode }) => mode === "dW";

/** All places of a surface of this size, row by row. @returns {Place[]} */
export const placesOf = (size) => filled(size, (row, column) => [row, column]).flat();

/** What a window's output reads, row by row of the window; `place` may lie in the padding. @returns {Meeting[]} */
export function entriesOf(axes, at) {
  return placesOf(axes.map(({ kernel }) => kernel)).map((tap) => ({
    at,
    tap,
    place: axes.map(({ stride, padding, dilation }, axis) => at[axis] * stride + tap[axis] * dilation - padding),
  }));
}

/** Which windows read a place of the input, in the order of their outputs. @returns {Meeting[]} */
export function readersOf(axes, place) {
  return placesOf(axes.map(outputSize)).flatMap((at) => entriesOf(axes, at).filter(({ place: [row, column] }) => row === place[0] && column === place[1]));
}

const numberAt = (plane, [row, column]) => plane[row]?.[column];

/** The entry of a window that is the largest: the first of equal ones, as PyTorch chooses. Padding is minus infinity. */
function winnerOf(plane, entries) {
  const values = entries.map(({ place }) => numberAt(plane, place) ?? -Infinity);
  return entries[values.indexOf(Math.max(...values))].tap;
}

/**
 * The layer of a state.
 * @returns {{geometry: object, axes: object[], size: Place, maps: number, reads: (map: number, channel: number) => boolean,
 *   slope: (map: number, channel: number, meeting: Meeting) => number, winners: Place[][][] | null}} `slope` is how much an output grows
 *   with an entry of its window, `winners` in each map which entries are the largest
 */
export function layerOf({ mode, X, K, stride, padding, dilation }) {
  const geometry = geometryOf({ input: X[0], kernel: K[0][0], stride, padding, dilation });
  const axes = axesOf(geometry);
  const size = axes.map(outputSize);
  const share = 1 / (geometry.kernel[0] * geometry.kernel[1]);
  const winners = mode === "max" ? X.map((plane) => filled(size, (...at) => winnerOf(plane, entriesOf(axes, at)))) : null;
  const slopes = {
    max: (map, _, { at, tap }) => Number(String(numberAt(winners[map], at)) === String(tap)),
    avg: () => share,
  };
  return {
    geometry,
    axes,
    size,
    maps: isPooling(mode) ? X.length : K.length,
    reads: (map, channel) => !isPooling(mode) || map === channel,
    winners,
    slope: slopes[mode] ?? ((map, channel, { tap }) => numberAt(K[map][channel], tap)),
  };
}

/** Call a function with every map, channel and entry that belong together. */
function forEachMeeting({ axes, size, maps, reads }, channels, meet) {
  for (const at of placesOf(size)) {
    for (const meeting of entriesOf(axes, at)) {
      for (let map = 0; map < maps; map += 1) {
        for (let channel = 0; channel < channels; channel += 1) if (reads(map, channel)) meet(map, channel, meeting);
      }
    }
  }
}

const zeros = (plane) => filled(shapeOf(plane), () => 0);

/** The layer's output: (maps, oh, ow). Every layer here is a sum of what it reads, each number times its slope. */
export function outputOf({ X }, layer) {
  const Y = Array.from({ length: layer.maps }, () => filled(layer.size, () => 0));
  forEachMeeting(layer, X.length, (map, channel, meeting) => {
    const value = numberAt(X[channel], meeting.place);
    if (value !== undefined) Y[map][meeting.at[0]][meeting.at[1]] += value * layer.slope(map, channel, meeting);
  });
  return Y;
}

/** Hand every error on to what its window read, and to the weights that it was read with. */
export function gradientsOf({ mode, X, K, dY }, layer) {
  const dX = X.map(zeros);
  const dW = K.map((kernels) => kernels.map(zeros));
  forEachMeeting(layer, X.length, (map, channel, meeting) => {
    const { at, tap: [a, b], place: [row, column] } = meeting;
    const [error, value] = [numberAt(dY[map], at), numberAt(X[channel], [row, column])];
    if (value === undefined) return; // what falls on padding is cut off
    dX[channel][row][column] += error * layer.slope(map, channel, meeting);
    if (!isPooling(mode)) dW[map][channel][a][b] += error * value;
  });
  return { dX, dW, db: dY.map((errors) => errors.flat().reduce((sum, error) => sum + error, 0)) };
}

/** A loss whose gradient at the output is `dY`: the sum of errors times outputs. */
export function lossOf(state, layer = layerOf(state)) {
  const Y = outputOf(state, layer);
  return Y.flat(2).reduce((sum, value, index) => sum + value * state.dY.flat(2)[index], 0);
}

/** The errors up to the one in view, in the order of maps and then rows; those to come are 0. */
export const errorsSoFar = (dY, filter, at) =>
  dY.map((errors, map) => filled(shapeOf(errors), (row, column) => {
    const isOver = map < filter || (map === filter && (row < at[0] || (row === at[0] && column <= at[1])));
    return isOver ? errors[row][column] : 0;
  }));

/** The terms of a pixel's gradient: each error that reaches it, times the slope on the way. */
export function pixelTerms({ dY }, layer, channel, pixel) {
  const maps = [...dY.keys()].filter((map) => layer.reads(map, channel));
  return maps.flatMap((map) => readersOf(layer.axes, pixel).map((meeting) =>
    ({ ...meeting, map, value: numberAt(dY[map], meeting.at), weight: layer.slope(map, channel, meeting), padded: false })));
}

/** The terms of a weight's gradient: each error, times the number that the weight met. */
export function weightTerms({ X, dY }, { axes, size }, filter, channel, weight) {
  return placesOf(size).map((at) => {
    const meeting = entriesOf(axes, at).find(({ tap }) => tap[0] === weight[0] && tap[1] === weight[1]);
    const value = numberAt(X[channel], meeting.place);
    return { ...meeting, map: filter, value: numberAt(dY[filter], at), weight: value ?? 0, padded: value === undefined };
  });
}

/** What an error hands on: to the pixels of its window, or in `dW` to the weights. */
export function errorTerms({ mode, X, dY }, layer, filter, channel, at) {
  return entriesOf(layer.axes, at).map((meeting) => {
    const value = numberAt(X[channel], meeting.place);
    const weight = asksWeights({ mode }) ? (value ?? 0) : layer.slope(filter, channel, meeting);
    return { ...meeting, map: filter, value: numberAt(dY[filter], at), weight, padded: value === undefined };
  });
}

/** The losses when one number is nudged up and down, the slope between them, and whether a window has got another maximum on the way. */
export function nudged(state, { trait, replaced }, step) {
  const states = [step, -step].map((by) => ({ ...state, [trait]: replaced(by) }));
  const layers = states.map(layerOf);
  const [up, down] = states.map((each, index) => lossOf(each, layers[index]));
  const [above, below] = layers.map(({ winners }) => JSON.stringify(winners));
  return { up, down, slope: (up - down) / (2 * step), turned: above !== below };
}
