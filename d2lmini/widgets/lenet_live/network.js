/**
 * LeNet's forward pass in plain loops over flat arrays, apart from the page; tests compare with the network in PyTorch.
 * A layer's values lie map after map, row after row, as in PyTorch.
 *
 * @typedef {{kind: "conv" | "pool" | "dense", from: string, channels: number, side: number, kernel?: number, padding?: number}} Layer
 * @typedef {{before: Float64Array, after: Float64Array}} Values  of a layer, before and after its activation
 */

import { SIDE } from "./ink.js";

export const PICTURE = { channels: 1, side: SIDE };
/** @type {Record<string, Layer>} in order; what follows a convolution or a dense layer is ReLU, except at the end */
export const LAYERS = {
  "conv 1": { kind: "conv", from: "picture", channels: 6, side: 28, kernel: 5, padding: 2 },
  "pool 1": { kind: "pool", from: "conv 1", channels: 6, side: 14 },
  "conv 2": { kind: "conv", from: "pool 1", channels: 16, side: 10, kernel: 5, padding: 0 },
  "pool 2": { kind: "pool", from: "conv 2", channels: 16, side: 5 },
  "dense 1": { kind: "dense", from: "pool 2", channels: 120, side: 1 },
  "dense 2": { kind: "dense", from: "dense 1", channels: 84, side: 1 },
  output: { kind: "dense", from: "dense 2", channels: 10, side: 1 },
};
export const NAMES = Object.keys(LAYERS);
/** What a layer reads: the picture, or another layer. */
export const sourceOf = (name) => LAYERS[LAYERS[name].from] ?? PICTURE;
export const countOf = ({ channels, side }) => channels * side * side;
export const hasActivation = (name) => LAYERS[name].kind !== "pool" && name !== "output";
/** Numbers that one unit reads. */
export const readsOf = (name) => (LAYERS[name].kind === "conv" ? sourceOf(name).channels * LAYERS[name].kernel ** 2 : countOf(sourceOf(name)));

/**
 * The weights of a checkpoint: whole numbers, each row times its own power of two. The weights of one unit make a row, and so do all
 * biases of a layer.
 * @param {Int8Array} numbers @param {Int8Array} exponents
 * @returns {Record<string, {weight: Float32Array, bias: Float32Array}>}
 */
export function decoded(numbers, exponents) {
  let [at, row] = [0, 0];
  function rows(count, length) {
    const weights = new Float32Array(count * length);
    for (let index = 0; index < count; index += 1, row += 1) {
      const step = 2 ** exponents[row];
      for (let entry = 0; entry < length; entry += 1, at += 1) weights[index * length + entry] = numbers[at] * step;
    }
    return weights;
  }
  const learned = NAMES.filter((name) => LAYERS[name].kind !== "pool");
  return Object.fromEntries(learned.map((name) => [name, { weight: rows(LAYERS[name].channels, readsOf(name)), bias: rows(1, LAYERS[name].channels) }]));
}

/** Maps with zeros around them. */
function padded(input, { channels, side }, padding) {
  if (padding === 0) return input;
  const wide = side + 2 * padding;
  const output = new Float64Array(channels * wide * wide);
  for (let line = 0; line < channels * side; line += 1) {
    const [channel, row] = [Math.floor(line / side), line % side];
    output.set(input.subarray(line * side, (line + 1) * side), (channel * wide + row + padding) * wide + padding);
  }
  return output;
}

/** Add to a map what one row of a filter finds in the rows of another: five products at once, so that sums are seldom read and written. */
function addRow(output, start, side, input, from, wide, weight, at) {
  const [a, b, c, d, e] = [weight[at], weight[at + 1], weight[at + 2], weight[at + 3], weight[at + 4]];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0, to = start + row * side, i = from + row * wide; column < side; column += 1, to += 1, i += 1) {
      output[to] += a * input[i] + b * input[i + 1] + c * input[i + 2] + d * input[i + 3] + e * input[i + 4];
    }
  }
}

/** Slide each filter, five rows of five weights for each map, over all maps. */
function convolve(input, source, { channels, side, kernel, padding }, { weight, bias }) {
  const [maps, wide] = [padded(input, source, padding), source.side + 2 * padding];
  const output = new Float64Array(channels * side * side);
  for (let filter = 0; filter < channels; filter += 1) {
    const start = filter * side * side;
    output.fill(bias[filter], start, start + side * side);
    for (let channel = 0; channel < source.channels; channel += 1) {
      for (let i = 0; i < kernel; i += 1) {
        addRow(output, start, side, maps, (channel * wide + i) * wide, wide, weight, ((filter * source.channels + channel) * kernel + i) * kernel);
      }
    }
  }
  return output;
}

/** The largest of each 2×2 window. */
function maxPool(input, { side: wide }, { channels, side }) {
  const output = new Float64Array(channels * side * side);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const at = (channel * wide + 2 * row) * wide + 2 * column;
        output[(channel * side + row) * side + column] = Math.max(input[at], input[at + 1], input[at + wide], input[at + wide + 1]);
      }
    }
  }
  return output;
}

/** Each unit weighs all inputs. */
function weigh(input, { weight, bias }) {
  return Float64Array.from(bias, (start, unit) => {
    let sum = start;
    for (let index = 0, at = unit * input.length; index < input.length; index += 1, at += 1) sum += weight[at] * input[index];
    return sum;
  });
}

const relu = (values) => values.map((value) => (value > 0 ? value : 0));

/** All values of the network for a picture. @param {Uint8Array} pixels @returns {Record<string, Values>} */
export function forward(weights, pixels) {
  const picture = Float64Array.from(pixels, (grey) => grey / 255);
  const values = { picture: { before: picture, after: picture } };
  for (const name of NAMES) {
    const [layer, source, input] = [LAYERS[name], sourceOf(name), values[LAYERS[name].from].after];
    const before =
      layer.kind === "conv" ? convolve(input, source, layer, weights[name]) : layer.kind === "pool" ? maxPool(input, source, layer) : weigh(input, weights[name]);
    values[name] = { before, after: hasActivation(name) ? relu(before) : before };
  }
  return values;
}

/**
 * What the logits say: the probabilities, the digit with the largest, the runner-up, and by how much it is behind.
 * @returns {{probabilities: number[], first: number, second: number, margin: number}}
 */
export function predictionOf(logits) {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const [first, second] = [...logits.keys()].sort((one, other) => logits[other] - logits[one]);
  return { probabilities: powers.map((power) => power / total), first, second, margin: logits[first] - logits[second] };
}
