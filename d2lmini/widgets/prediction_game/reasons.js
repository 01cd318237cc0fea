/**
 * Why a size is what it is: the arithmetic in steps, the last of which is the answer. Tests compare it with what torch finds by trying.
 *
 * @typedef {{kernel: [number, number], stride: [number, number], padding: [number, number], dilation: [number, number]}} Layer
 * @typedef {{kind: string, size: [number, number], layers: Layer[], asked: string[], words: string, code: string}} Question
 * @typedef {{words: string, when?: (axis: object) => boolean, show: (axis: object) => string, value: (axis: object) => number}} Step
 */

import { axesOf, outputSize, paddedSize, spanOf } from "../shared/maths/convolution.js";

/** The axes asked about: for a stack, those of its first layer. Squares have one. */
export const firstAxes = ({ size, layers, asked }) => axesOf({ size, ...layers[0] }).slice(0, asked.length);

/** An axis' length before the first layer and after each one. `along` gives what a layer makes of an axis. */
export function sizesThrough({ size, layers }, index, along) {
  const sizes = [size[index]];
  for (const layer of layers) sizes.push(along({ ...axesOf({ size, ...layer })[index], size: sizes.at(-1) }));
  return sizes;
}

/** An axis of each layer in a stack of squares, as long as the layer before has left it. */
export function layerAxes(question) {
  const sizes = sizesThrough(question, 0, outputSize);
  return question.layers.map((layer, index) => axesOf({ ...layer, size: [sizes[index], 1] })[0]);
}

/** How far the kernel can be moved along the padded axis, and in how many whole steps. */
export const roomOf = (axis) => paddedSize(axis) - spanOf(axis);
const stepsOf = (axis) => Math.floor(roomOf(axis) / axis.stride);

const isPadded = ({ padding }) => padding > 0;
const isSpread = ({ dilation }) => dilation > 1;
const leftKernel = (axis) => paddedSize(axis) - stepsOf(axis);
const readRows = (axis) => stepsOf(axis) * axis.stride + spanOf(axis);

const REACH = { words: "reach of the spread kernel", when: isSpread, show: (axis) => `${axis.dilation}·(${axis.kernel} − 1) + 1`, value: spanOf };
const PADDED = { words: "padded input", when: isPadded, show: ({ size, padding }) => `${size} + 2·${padding}`, value: paddedSize };
const ROOM = { words: "room to move", show: (axis) => `${paddedSize(axis)} − ${spanOf(axis)}`, value: roomOf };
const STEPS = { words: "whole steps", when: ({ stride }) => stride > 1, show: (axis) => `⌊${roomOf(axis)} / ${axis.stride}⌋`, value: stepsOf };
const BETWEEN = { words: "steps between the outputs", show: (axis) => `${outputSize(axis)} − 1`, value: stepsOf };
const LAST = { words: "output: steps + first position", show: (axis) => `${stepsOf(axis)} + 1`, value: outputSize };

const STEPS_TO = {
  output: [REACH, PADDED, ROOM, STEPS, LAST],
  padding: [
    REACH,
    { words: "lost without padding", show: (axis) => `${spanOf(axis)} − 1`, value: (axis) => spanOf(axis) - 1 },
    { words: "half of it on each side", show: (axis) => `${spanOf(axis) - 1} / 2`, value: (axis) => (spanOf(axis) - 1) / 2 },
  ],
  kernel: [
    PADDED,
    BETWEEN,
    { words: "kernel: what the steps leave", show: (axis) => `${paddedSize(axis)} − ${stepsOf(axis)}`, value: leftKernel },
  ],
  unread: [
    PADDED,
    ROOM,
    STEPS,
    { words: "rows never read", show: (axis) => `${roomOf(axis)} − ${stepsOf(axis)}·${axis.stride}`, value: (axis) => roomOf(axis) % axis.stride },
  ],
  largest: [
    BETWEEN,
    { words: "rows that they read", show: (axis) => `${stepsOf(axis)}·${axis.stride} + ${spanOf(axis)}`, value: readRows },
    { words: "rows that may stay unread", show: ({ stride }) => `${stride} − 1`, value: ({ stride }) => stride - 1 },
    {
      words: "largest input",
      show: (axis) => `${readRows(axis)} + ${axis.stride - 1}${isPadded(axis) ? ` − 2·${axis.padding}` : ""}`,
      value: (axis) => readRows(axis) + axis.stride - 1 - 2 * axis.padding,
    },
  ],
};

/** A whole layer in one line. */
function layerFormula(axis) {
  const room = `${axis.size}${isPadded(axis) ? ` + 2·${axis.padding}` : ""} − ${axis.kernel}`;
  return `${axis.stride > 1 ? `⌊(${room}) / ${axis.stride}⌋` : room} + 1`;
}

const rowOf = ({ words, show, value }, axes) => {
  const values = axes.map(value);
  return { words, values, equations: axes.map((axis, index) => `${show(axis)} = ${values[index]}`) };
};

/** @returns {{words: string, equations: string[], values: number[]}[]} one equation for each axis that is asked about */
export function reasonRows(question) {
  const layer = (axis, index) => rowOf({ words: `layer ${index + 1}`, show: layerFormula, value: outputSize }, [axis]);
  if (question.layers.length > 1) return layerAxes(question).map(layer);
  const axes = firstAxes(question);
  return STEPS_TO[question.kind].filter(({ when = () => true }) => axes.some(when)).map((step) => rowOf(step, axes));
}

/** @param {Question} question @returns {number[]} one number for each that is asked */
export const rightAnswer = (question) => reasonRows(question).at(-1).values;
