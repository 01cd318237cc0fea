/**
 * LeNet's forward pass in plain loops over flat arrays, apart from the page; tests compare with the network in PyTorch.
 * A layer's values lie map after map, row after row, as in PyTorch.
 *
 * @typedef {{kind: "conv" | "pool" | "dense", from: string, channels: number, side: number, kernel?: number, padding?: number}} Layer
 * @typedef {{before: Float64Array, after: Float64Array}} Values  of a layer, before and after its activation
 */

import { SIDE } from "./ink.js";
import { convolve, maxPool, relu, weigh } from "../shared/maths/layers.js";

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
