/**
 * What one convolutional layer costs for one image, in exact whole numbers (below 2⁵³ within the bounds and at their doubles), and why
 * there is no such layer. Python counts the same, and says the same, word for word.
 *
 * @typedef {{in_channels: number, out_channels: number, height: number, width: number, kernel_size: number, stride: number,
 *   padding: number | "same", groups: number, bias: boolean}} Layer
 */

import { fitReason } from "../shared/maths/convolution.js";

/** Of a number in float32. */
export const BYTES = 4;

/** Rows and columns of zeros around the map: before it, and in all. PyTorch puts the odd one of an even kernel behind. */
export function zerosOf({ kernel_size, padding }) {
  return padding === "same" ? { before: Math.floor((kernel_size - 1) / 2), around: kernel_size - 1 } : { before: padding, around: 2 * padding };
}

/** Rows and columns of the output; with padding "same" and stride 1 those of the input. */
export const outputOf = (layer) =>
  [layer.height, layer.width].map((length) => Math.floor((length + zerosOf(layer).around - layer.kernel_size) / layer.stride) + 1);

/** Input channels that a filter reads. */
export const depthOf = ({ in_channels, groups }) => in_channels / groups;

/** Each cost: `columns` are those of im2col; `intensity` is of operations (two in a multiply-add) for each byte of input, parameters and output. */
export function costsOf(layer) {
  const { in_channels, out_channels, height, width, kernel_size, bias } = layer;
  const [rows, columns] = outputOf(layer);
  const weights = out_channels * depthOf(layer) * kernel_size ** 2;
  const parameters = weights + (bias ? out_channels : 0);
  const moved = { input: BYTES * in_channels * height * width, weights: BYTES * parameters, output: BYTES * out_channels * rows * columns };
  return {
    parameters,
    multiply_adds: weights * rows * columns,
    ...moved,
    columns: BYTES * in_channels * kernel_size ** 2 * rows * columns,
    intensity: (2 * weights * rows * columns) / (moved.input + moved.weights + moved.output),
  };
}

export const commonDivisor = (one, other) => (other === 0 ? one : commonDivisor(other, one % other));

/** Numbers of groups that these channels can be parted into. */
export function groupsOf({ in_channels, out_channels }) {
  const common = commonDivisor(in_channels, out_channels);
  return Array.from({ length: common }, (_, index) => index + 1).filter((number) => common % number === 0);
}

/** Say why there is no such layer, or null when there is. */
export function costRefusal(layer) {
  const { in_channels, out_channels, height, width, kernel_size, stride, padding, groups } = layer;
  if (in_channels % groups || out_channels % groups) {
    const fitting = groupsOf(layer);
    const nearest = [fitting.findLast((number) => number < groups), fitting.find((number) => number > groups)];
    return `groups must divide in_channels ${in_channels} and out_channels ${out_channels}, got ${groups}; use ${nearest.filter(Boolean).join(" or ")}`;
  }
  if (padding === "same") return null;
  const both = (length) => [length, length];
  return fitReason({ size: [height, width], kernel: both(kernel_size), stride: both(stride), padding: both(padding), dilation: [1, 1] });
}

/** Whether each input channel is a group of its own. */
export const isDepthwise = ({ in_channels, groups }) => groups > 1 && groups === in_channels;
