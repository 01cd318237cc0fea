/**
 * The five networks as Python describes them, and their forward passes; tests compare them with the networks in PyTorch.
 *
 * @typedef {{name: string, kind: "conv" | "max" | "blur" | "mean" | "dense", channels: number, side: number, relu: boolean, jump: number,
 *   kernel?: number, padding?: number, stride?: number}} Layer `jump` is how many pixels lie between two of its units
 * @typedef {{layers: Layer[], weights: ({weight: Float64Array, bias: Float64Array} | null)[]}} Network
 */

import { convolve, maxPool, padded, relu, weigh } from "../shared/maths/layers.js";
import { copyOf } from "../shared/page/bytes.js";

export const SIDE = 28;
const PICTURE = { channels: 1, side: SIDE };
const countOf = ({ channels, side }) => channels * side * side;

/** A number of float16, from its bits. */
export function fromHalf(bits) {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, (bits & 1023) / 1024];
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - 15) : fraction * 2 ** -14);
}

/** @param {{layers: Layer[], numbers: DataView}} given @returns {Network} */
export function networkOf({ layers, numbers }) {
  const all = Float64Array.from(new Uint16Array(copyOf(numbers)), fromHalf);
  let at = 0;
  function next(count) {
    at += count;
    return all.subarray(at - count, at);
  }
  const weights = layers.map(({ kind, channels, kernel }, index) => {
    const source = layers[index - 1] ?? PICTURE;
    const reads = { conv: source.channels * kernel ** 2, dense: countOf(source) }[kind];
    return reads ? { weight: next(channels * reads), bias: next(channels) } : null;
  });
  return { layers, weights };
}

/** The weights 1, 2, 1 along both axes around every second position, or another stride; zeros lie around the maps. */
function blur(input, source, { channels, side, stride }) {
  const [maps, wide] = [padded(input, source, 1), source.side + 2];
  const output = new Float64Array(channels * side * side);
  const inRow = (at) => maps[at] + 2 * maps[at + 1] + maps[at + 2];
  for (let line = 0, to = 0; line < channels * side; line += 1) {
    const [channel, row] = [Math.floor(line / side), line % side];
    for (let column = 0, at = (channel * wide + stride * row) * wide; column < side; column += 1, at += stride, to += 1) {
      output[to] = (inRow(at) + 2 * inRow(at + wide) + inRow(at + 2 * wide)) / 16;
    }
  }
  return output;
}

/** The mean of each map. */
function mean(input, { side }, { channels }) {
  const area = side * side;
  return Float64Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let at = channel * area; at < (channel + 1) * area; at += 1) sum += input[at];
    return sum / area;
  });
}

const FORWARD = { conv: convolve, max: maxPool, blur, mean, dense: (input, _source, _layer, weights) => weigh(input, weights) };

/** The values of every layer, after its ReLU where it has one. @param {Network} net @param {Float64Array} pixels from 0 to 1 */
export function forward({ layers, weights }, pixels) {
  let [input, source] = [pixels, PICTURE];
  return layers.map((layer, index) => {
    const values = FORWARD[layer.kind](input, source, layer, weights[index]);
    [input, source] = [layer.relu ? relu(values) : values, layer];
    return input;
  });
}

export const logitsOf = (net, pixels) => forward(net, pixels).at(-1);
