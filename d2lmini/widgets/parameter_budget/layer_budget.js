/**
 * What a dense, a locally connected and a convolutional layer cost, in exact BigInts, and what to notice. Python computes the same costs.
 *
 * @typedef {{sizes: number[], bias: number, value: bigint}} Factor
 */

import { axesOf, fitReason, outputSize } from "../shared/maths/convolution.js";
import { pair } from "../shared/maths/matrix.js";
import { grouped } from "../shared/page/format.js";

/** Of a number in float32. */
const BYTES = 4;

const geometryOfLayer = ({ image, kernel, stride, padding }) =>
  ({ size: pair(image), kernel: pair(kernel), stride: pair(stride), padding: pair(padding), dilation: [1, 1] });

/** Rows and columns of the output. */
export const placesOf = (state) => axesOf(geometryOfLayer(state)).map(outputSize);

/** Say why a state cannot be shown, or null when it can. */
export const budgetRefusal = (state) => fitReason(geometryOfLayer(state), ["image", "kernel"]);

const product = (numbers) => numbers.reduce((result, number) => result * BigInt(number), 1n);
const factor = (sizes, bias = 0) => ({ sizes, bias, value: product(sizes) + BigInt(bias) });

/**
 * What multiplies to each layer's cost: `bytes` (in memory only), the cost of `one` output, the output's `channels`,
 * and its `places`, which the convolution pays for with multiply-adds only.
 * @returns {Record<string, Record<string, Factor>>}
 */
export function layerFactors({ measure, ...state }) {
  const works = measure === "multiply-adds";
  const [every, window] = [state.image, state.kernel].map((size) => factor([state.in_channels, ...pair(size)], works ? 0 : 1));
  const number = measure === "memory" ? { bytes: factor([BYTES]) } : {};
  const channels = factor([state.out_channels]);
  const places = factor(placesOf(state));
  return {
    dense: { ...number, one: every, channels, places },
    local: { ...number, one: window, channels, places },
    conv: { ...number, one: window, channels, ...(works ? { places } : {}) },
  };
}

/** @param {Record<string, Factor>} factors */
export const costOf = (factors) => product(Object.values(factors).map(({ value }) => value));

/** Write a / b exactly, or with a word of warning: to the nearest whole number, or hundredth below 100. */
export function quotient(a, b) {
  if (a % b === 0n) return grouped(a / b);
  if (a >= 100n * b) return `about ${grouped((2n * a + b) / (2n * b))}`;
  return `about ${Number((200n * a + b) / (2n * b)) / 100}`;
}

function locality(measure, { dense, local }) {
  const [whole, windows] = [dense, local].map(costOf);
  if (windows >= whole) return "Locality saves nothing here: with padding, a window is as large as the image or larger.";
  return `Locality divides the dense layer's ${measure} by ${quotient(whole, windows)}.`;
}

function sharing(measure, [height, width]) {
  if (height * width === 1) return "Sharing changes nothing: the output has one position.";
  if (measure === "multiply-adds") return "Sharing changes nothing here: it saves memory, not arithmetic.";
  const divided = measure === "memory" ? "it" : "them";
  return `Sharing divides ${divided} by ${grouped(height * width)} more: all ${grouped(height)}×${grouped(width)} positions use the same weights.`;
}

/** What is counted. */
export function countingNote({ padding, measure }) {
  const padded = pair(padding).some((rows) => rows > 0);
  if (measure === "memory") return "In float32, 4 bytes for each parameter; 1 kB is 1,000 bytes.";
  if (measure === "parameters") return `Counted with biases${padded ? " and with weights that only ever meet padded zeros" : ""}.`;
  return `Counted for one image${padded ? ", products with padded zeros included" : ""}.`;
}

/** What locality saves, and what sharing saves on top. */
export function verdict(state) {
  const [image, kernel, padding] = [state.image, state.kernel, state.padding].map(pair);
  if (`${image}` === `${kernel}` && `${padding}` === "0,0") {
    return `One window covers the whole image: all three are the same layer, with the same ${state.measure}.`;
  }
  return `${locality(state.measure, layerFactors(state))} ${sharing(state.measure, placesOf(state))}`;
}

/** Layers worth counting. Their published counts are in the tests. */
export const BUDGETS = {
  "Megapixel photograph": { image: 1000, in_channels: 3, kernel: 3, stride: 1, padding: 1, out_channels: 64 },
  "AlexNet's first layer": { image: 227, in_channels: 3, kernel: 11, stride: 4, padding: 0, out_channels: 96 },
  "LeNet's first layer": { image: 28, in_channels: 1, kernel: 5, stride: 1, padding: 2, out_channels: 6 },
  "A digit, one 3×3 kernel": { image: 8, in_channels: 1, kernel: 3, stride: 1, padding: 0, out_channels: 1 },
  // LeNet's last convolution.
  "A kernel as large as the image": { image: 5, in_channels: 16, kernel: 5, stride: 1, padding: 0, out_channels: 120 },
  "A 1×1 kernel": { image: 28, in_channels: 192, kernel: 1, stride: 1, padding: 0, out_channels: 64 },
};

/** The preset that a state is, if any. */
export const budgetNamed = (state) =>
  Object.keys(BUDGETS).find((name) => Object.entries(BUDGETS[name]).every(([key, value]) => `${pair(state[key])}` === `${pair(value)}`));
