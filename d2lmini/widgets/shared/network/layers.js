/**
 * What each kind of layer makes of a shape, and at which cost, apart from the page. Tests compare it with torch.
 *
 * @typedef {number[]} Shape  [channels, height, width], or [features]
 * @typedef {{layer: string}} Layer  with its settings under PyTorch's names; `branches` holds lists of layers
 * @typedef {{kernel: [number, number], stride: [number, number], padding: [number, number], dilation: [number, number]}} Window
 */

import { axesOf } from "../maths/convolution.js";
import { placesAlong } from "../maths/field.js";
import { pair } from "../maths/matrix.js";

/** Of a number in float32. */
export const BYTES = 4;
/** LeNet-5's connections between the maps of S2 and C3: of six input maps, sixteen output maps read some. */
export const TABLE = { reads: 6, maps: 16, connections: 60 };

const ADAPTIVE = ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d"];
export const DENSE = ["Linear", "RBF"];
export const CONVOLUTIONS = ["Conv2d", "PartialConv2d"];
/** They read a map and nothing else. */
const OF_MAPS = ["Conv2d", "PartialConv2d", "Subsample", "MaxPool2d", "AvgPool2d", "BatchNorm2d", "LocalResponseNorm", ...ADAPTIVE];
/** They hand on the numbers that they read. */
const SHARES = ["Flatten", "Identity", "Dropout", "Dropout2d"];
/** What tells how many channels or features a layer reads. */
const READS = { Conv2d: "in_channels", BatchNorm2d: "num_features", Subsample: "channels", Linear: "in_features", RBF: "features" };

export const isMap = (shape) => shape.length === 3;
export const isAdaptive = ({ layer }) => ADAPTIVE.includes(layer);
export const readsMap = ({ layer }) => OF_MAPS.includes(layer);
export const isDense = ({ layer }) => DENSE.includes(layer);
/** The setting that says how many channels or features a layer reads, if it has one. */
export const readsBy = ({ layer }) => READS[layer];
export const numbersIn = (shape) => shape.reduce((product, length) => product * length, 1);

const windowWith = ({ kernel_size: kernel, stride = 1, padding = 0, dilation = 1 }) =>
  ({ kernel: pair(kernel), stride: pair(stride ?? kernel), padding: pair(padding), dilation: pair(dilation) });

/** The window that a layer slides over a map, or null where it has none. @returns {Window | null} */
export function windowOf(layer) {
  if (layer.layer === "Subsample") return windowWith({ kernel_size: 2, stride: 2 });
  return layer.kernel_size === undefined ? null : windowWith(layer);
}

/** The sizes and settings of a layer's window on a map, for each axis. */
export const windowAxes = (layer, shape) => axesOf({ size: shape.slice(1), ...windowOf(layer) });

/** How many channels a layer with a window makes. */
function channelsOf(layer, channels) {
  if (layer.layer === "Conv2d") return layer.out_channels;
  return layer.layer === "PartialConv2d" ? TABLE.maps : channels;
}

/** The shape of a single layer's output. @param {Shape} shape that of its input, which it can read @returns {Shape} */
export function outputOf(layer, shape) {
  if (windowOf(layer)) return [channelsOf(layer, shape[0]), ...windowAxes(layer, shape).map((axis) => placesAlong(axis, layer.ceil_mode))];
  if (isAdaptive(layer)) return [shape[0], ...pair(layer.output_size)];
  if (layer.layer === "Flatten") return [numbersIn(shape)];
  if (isDense(layer)) return [layer.out_features ?? layer.classes];
  return shape;
}

/** Weights that one output of a layer is computed with. */
export function weightsOfOne(layer, shape) {
  if (layer.layer === "Conv2d") return (shape[0] / layer.groups) * numbersIn(pair(layer.kernel_size));
  return isDense(layer) ? shape[0] : 0;
}

/** Weights and biases of a single layer. */
export function parametersOf(layer, shape) {
  switch (layer.layer) {
    case "Conv2d": return layer.out_channels * (weightsOfOne(layer, shape) + Number(layer.bias));
    case "Linear": return layer.out_features * (shape[0] + Number(layer.bias));
    case "BatchNorm2d": return layer.affine ? 2 * shape[0] : 0;
    case "Subsample": return 2 * shape[0];
    case "PartialConv2d": return TABLE.connections * layer.kernel_size ** 2 + TABLE.maps;
    default: return 0;
  }
}

/** Products of a weight and an input that a single layer adds up, those with padded zeros included. */
export function productsOf(layer, shape) {
  const output = outputOf(layer, shape);
  if (layer.layer === "PartialConv2d") return TABLE.connections * layer.kernel_size ** 2 * output[1] * output[2];
  return numbersIn(output) * weightsOfOne(layer, shape);
}

/** Whether a layer hands on the numbers that it read, as an addition of a single branch does. */
export const handsOn = ({ layer, branches }) => SHARES.includes(layer) || (layer === "Add" && branches.length === 1);

/** Bytes of what a layer makes; nothing where it hands on what it read. */
export const bytesOf = (layer, output) => (handsOn(layer) ? 0 : BYTES * numbersIn(output));
