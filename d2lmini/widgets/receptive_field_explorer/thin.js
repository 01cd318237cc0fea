/**
 * A thin network with the layers of a graph: three channels, random weights, a ReLU after each convolution. Python computes the
 * same with torch.
 *
 * Each bias is such that the convolution's map averages 0 on this picture, as normalisation would have it. Branches are added.
 */

import { tapsInside } from "./paths.js";

export const CHANNELS = 3;
/** Room for the numbers of one convolution's weights. */
const ROOM = 65536;

/** A number from −1 to 1 that looks like chance, of a place in the sequence of a seed: whole numbers, mixed twice. */
function hashed(seed, place) {
  let mixed = (place + Math.imul(seed, 2654435761)) >>> 0;
  for (let round = 0; round < 2; round += 1) mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) >>> 0;
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** The weights of a convolution, by its number in the network. */
export function weightsOf(seed, number, channels, [height, width]) {
  const inOne = channels * height * width;
  const bound = Math.sqrt(6 / inOne);
  return Float64Array.from({ length: CHANNELS * inOne }, (_, index) => bound * hashed(seed, number * ROOM + index));
}

/** @returns {{channels: number, values: Float64Array, weights?: Float64Array, winners?: Int32Array, signs?: Float64Array}[]} by node */
export function forward(nodes, picture, seed) {
  const made = [];
  let convolutions = 0;
  for (const node of nodes) {
    if (!node.layer) made.push({ channels: 1, values: picture });
    else if (node.layer.kind === "conv") made.push(convolved(node, nodes, made, seed, convolutions++));
    else if (node.layer.kind === "pool") made.push(pooled(node, nodes, made));
    else made.push(added(node, made));
  }
  return made;
}

function convolved({ from: [source], axes: [vertical, horizontal], size: [rows, columns] }, nodes, made, seed, number) {
  const { channels, values } = made[source];
  const [height, width] = nodes[source].size;
  const weights = weightsOf(seed, number, channels, [vertical.kernel, horizontal.kernel]);
  const output = new Float64Array(CHANNELS * rows * columns);
  let weight = 0;
  for (let out = 0; out < CHANNELS; out += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let i = 0; i < vertical.kernel; i += 1) {
        for (let j = 0; j < horizontal.kernel; j += 1) {
          const w = weights[weight++];
          const [firstX, lastX] = placesInside(j, horizontal, width, columns);
          for (let row = 0; row < rows; row += 1) {
            const y = row * vertical.stride - vertical.padding + i * vertical.dilation;
            if (y < 0 || y >= height) continue;
            const read = (channel * height + y) * width - horizontal.padding + j * horizontal.dilation;
            const write = (out * rows + row) * columns;
            for (let column = firstX; column < lastX; column += 1) output[write + column] += w * values[read + column * horizontal.stride];
          }
        }
      }
    }
  }
  const signs = output;
  centre(output, rows * columns);
  return { channels: CHANNELS, values: output.map((value) => Math.max(0, value)), weights, signs };
}

/** The places along an axis at which a tap meets a number and no padding: the first, and past the last. */
function placesInside(tap, { stride, padding, dilation }, length, places) {
  const offset = tap * dilation - padding;
  return [Math.max(0, Math.ceil(-offset / stride)), Math.min(places, Math.floor((length - 1 - offset) / stride) + 1)];
}

/** Let each map average 0. */
function centre(maps, count) {
  for (let start = 0; start < maps.length; start += count) {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += maps[start + at];
    for (let at = 0; at < count; at += 1) maps[start + at] -= sum / count;
  }
}

function pooled({ from: [source], axes: [vertical, horizontal], size: [rows, columns] }, nodes, made) {
  const { channels, values } = made[source];
  const [height, width] = nodes[source].size;
  const count = channels * rows * columns;
  const [output, winners] = [new Float64Array(count).fill(-Infinity), new Int32Array(count)];
  for (let at = 0; at < count; at += 1) {
    const channel = Math.floor(at / (rows * columns));
    const [row, column] = [Math.floor(at / columns) % rows, at % columns];
    const [firstY, lastY] = tapsInside(row, vertical, 0, height);
    const [firstX, lastX] = tapsInside(column, horizontal, 0, width);
    for (let i = firstY; i < lastY; i += 1) {
      const line = (channel * height + row * vertical.stride - vertical.padding + i * vertical.dilation) * width;
      for (let j = firstX; j < lastX; j += 1) {
        const place = line + column * horizontal.stride - horizontal.padding + j * horizontal.dilation;
        if (values[place] > output[at]) [output[at], winners[at]] = [values[place], place];
      }
    }
  }
  return { channels, values: output, winners };
}

/** A single channel, that of the picture, is added to each. */
function added({ from, size: [rows, columns] }, made) {
  const channels = Math.max(...from.map((source) => made[source].channels));
  const [count, values] = [rows * columns, new Float64Array(channels * rows * columns)];
  for (const source of from) {
    const all = made[source].channels === channels;
    for (let at = 0; at < values.length; at += 1) values[at] += made[source].values[all ? at : at % count];
  }
  return { channels, values };
}
